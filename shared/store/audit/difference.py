"""The difference between two versions of a document, field by field, with the values of hidden fields left out."""

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from shared.store.driver import Document

HIDDEN = "•"
"""Stands in place of the value of a hidden field: the trail says that the field changed, but not how."""

_LONGEST_TEXT = 200
_JSON = (str, int, float, bool, type(None))


def plain(value: Any) -> Any:
    """Return a copy that holds only JSON types; it is the same before and after a trip through the database."""
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return value if isinstance(value, _JSON) else str(value)


def differences(before: Document | None, after: Document | None, *, hidden: AbstractSet[str]) -> list[Document]:
    """Return `{field, before, after}` for each field that differs; None stands for a document that does not exist.

    Both documents must be `plain`. A nested field is named like `registration.number`, in `hidden` too. Of two lists
    only the elements that were removed and added are given.
    """
    return list(_differing("", before or {}, after or {}, hidden))


def _differing(path: str, before: Document, after: Document, hidden: AbstractSet[str]) -> Iterator[Document]:
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        field = path + name
        if was == now or field == "_id":
            continue
        if field in hidden:
            yield _change(field, None if was is None else HIDDEN, None if now is None else HIDDEN)
        elif isinstance(was, dict | None) and isinstance(now, dict | None):
            yield from _differing(f"{field}.", was or {}, now or {}, hidden)
        else:
            if isinstance(was, list) and isinstance(now, list):
                was, now = _only_in_one(was, now)
            yield _change(field, _shown(was, field, hidden), _shown(now, field, hidden))


def _change(field: str, before: Any, after: Any) -> Document:
    return {"field": field, "before": before, "after": after}


def _only_in_one(was: list[Any], now: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the elements that only one list has, for each list; the whole lists if only their order differs."""
    left, came = [each for each in was if each not in now], [each for each in now if each not in was]
    return (left, came) if left or came else (was, now)


def _shown(value: Any, field: str, hidden: AbstractSet[str]) -> Any:
    if isinstance(value, dict):
        return {
            name: HIDDEN if f"{field}.{name}" in hidden else _shown(inner, f"{field}.{name}", hidden)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_shown(each, field, hidden) for each in value]
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        digest = hashlib.sha256(value.encode()).hexdigest()
        return f"{value[:_LONGEST_TEXT]}… [{len(value)}, sha256:{digest}]"
    return value
