"""Lists without an end, read a slice at a time: each slice names the place behind which the next one begins.

A list that people narrow, sort and page through by number is a `Listing` of the shell instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from shared.store.driver import Document
from shared.store.store import Store

_LATEST_MILLISECOND = 253_402_300_799_999
"""The end of the year 9999, which is as far as instants go."""

Item = TypeVar("Item")
Other = TypeVar("Other")


class BadPlace(ValueError):
    """The place is not one that a slice named."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Item]):
    """Some items in the order of their list, and the place behind the last; None when nothing is left."""

    items: list[Item]
    next: str | None

    def map(self, change: Callable[[Item], Other]) -> "Slice[Other]":
        """The same slice with each item changed."""
        return Slice([change(item) for item in self.items], self.next)


async def slice_by_id(
    store: Store, collection: str, where: Mapping[str, Any], *, limit: int, after: str | None, descending: bool
) -> Slice[Document]:
    """A slice in the order of the ids, which have to be text."""
    behind = {"_id": {"$lt" if descending else "$gt": after}} if after else {}
    found = await store.find(collection, {**where, **behind}, sort=[("_id", -1 if descending else 1)], limit=limit + 1)
    return _cut(found, limit, lambda last: str(last["_id"]))


async def slice_by_time(
    store: Store, collection: str, where: Mapping[str, Any], *, field: str, limit: int, after: str | None
) -> Slice[Document]:
    """A slice in the order of an instant, the newest first, and by id where instants are equal.

    A place is `<milliseconds>-<id>`. Raises BadPlace.
    """
    behind = _before(field, *_read(after)) if after else {}
    found = await store.find(collection, {**where, **behind}, sort=[(field, -1), ("_id", -1)], limit=limit + 1)
    return _cut(found, limit, lambda last: f"{round(last[field].timestamp() * 1000)}-{last['_id']}")


def _cut(found: list[Document], limit: int, place_of: Callable[[Document], str]) -> Slice[Document]:
    shown = found[:limit]
    return Slice(shown, place_of(shown[-1]) if len(found) > limit else None)


def _before(field: str, at: datetime, key: str) -> dict[str, Any]:
    return {"$or": [{field: {"$lt": at}}, {field: at, "_id": {"$lt": key}}]}


def _read(place: str) -> tuple[datetime, str]:
    milliseconds, _, key = place.partition("-")
    is_number = milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= len(str(_LATEST_MILLISECOND))
    if not is_number or int(milliseconds) > _LATEST_MILLISECOND or not key:
        raise BadPlace("ادامه فهرست از این نشانه ممکن نیست؛ فهرست را از آغاز بخوانید.")
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC), key
