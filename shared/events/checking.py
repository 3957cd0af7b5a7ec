"""Whether two releases of the contracts fit together, and whether the contracts have what another system needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.events._schemas import schema_of
from shared.events._shapes import Document, Part, Schema
from shared.events.catalogue import CATALOGUE
from shared.events.compatibility import find_breaks

_MAY_LACK: Final = "?"
"""At the end of a field that somebody needs: they can do without it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit, in a sentence, and the type of event in which it is."""

    event_type: str
    path: str
    sentence: str


def released() -> dict[str, Schema]:
    """Return the JSON Schema of each event of this release, by its type."""
    return {entry.event.type: schema_of(entry.event) for entry in CATALOGUE}


def compared(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[Fault]:
    """Return what breaks when new schemas take the place of old ones, each by its type. New types break nothing."""
    publishers = {entry.event.type: entry.publisher for entry in CATALOGUE}
    listeners: dict[str, Sequence[str]] = {entry.event.type: entry.listeners for entry in CATALOGUE}
    faults = []
    for event_type, schema in sorted(old.items()):
        publisher, readers = publishers.get(event_type, ""), listeners.get(event_type, ())
        if event_type not in new:
            who = ", ".join(readers) or "whoever reads it"
            sentence = (
                f"the type is gone: {who} cannot read what was sent. Instead: keep it, and mark it as deprecated."
            )
            faults.append(Fault(event_type, "", sentence))
            continue
        faults += [
            Fault(event_type, each.path, each.told(publisher, readers)) for each in find_breaks(schema, new[event_type])
        ]
    return faults


def unmet(needs: Mapping[str, Sequence[str]], offered: Mapping[str, Schema]) -> list[Fault]:
    """Return which needs are not met: a type or a field that is not there, or that may be missing from an event.

    Fields are written as `publisher.kind` or `items[].id`; one that ends with `?` may be missing from an event.
    """
    faults = []
    for event_type, fields in sorted(needs.items()):
        if event_type not in offered:
            faults.append(Fault(event_type, "", _no_such_type(event_type, offered)))
            continue
        document = Document(offered[event_type])
        for field in fields:
            path = field.removesuffix(_MAY_LACK)
            faults += [
                Fault(event_type, path, sentence)
                for sentence in _faults_of_field(document, path, may_lack=field.endswith(_MAY_LACK))
            ]
    return faults


def _no_such_type(event_type: str, offered: Mapping[str, Schema]) -> str:
    others = [other for other in offered if other.rpartition(".v")[0] == event_type.rpartition(".v")[0]]
    return f"there is no such type, but {', '.join(sorted(others))}" if others else "there is no such type"


def _faults_of_field(document: Document, path: str, *, may_lack: bool) -> Iterator[str]:
    parts: list[Part] = [document.whole]
    is_always_there, reached = True, ""
    for step in path.replace("[]", ".[]").split("."):
        found = [_step(document, part, step) for part in parts]
        reached = f"{reached}{step}" if step == "[]" else f"{reached}.{step}".lstrip(".")
        parts = [part for shapes in found for part, _ in shapes]
        is_always_there = is_always_there and all(required for shapes in found for _, required in shapes)
        if not parts:
            yield f"{reached} is not there"
            return
    if not is_always_there and not may_lack:
        yield f"{path} may be missing or null: read it with a default, and write it as {path}{_MAY_LACK}"


def _step(document: Document, part: Part, step: str) -> list[tuple[Part, bool]]:
    """The parts that a step leads to, each with whether it is there in every event."""
    shapes = document.shapes(part)
    found: list[tuple[Part, bool]] = []
    for shape in shapes:
        at = shape.says.get("items") if step == "[]" else shape.says.get("properties", {}).get(step)
        if at is not None:
            is_required = step == "[]" or step in shape.says.get("required", [])
            found.append((at, is_required and len(shapes) == 1 and not _may_be_null(document, at)))
    return found


def _may_be_null(document: Document, part: Any) -> bool:
    return any(shape.kind == "null" for shape in document.shapes(part))
