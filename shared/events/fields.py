"""The fields of an event as a list that people read: each under its path, also those within groups and lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.events._shapes import Document, Part, Schema, Shape
from shared.events.personal import is_marked

_DEEPEST: Final = 5
"""A group that contains itself is not followed any further."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event's data."""

    path: str
    """Such as `publisher.kind` or `items[].id`."""
    type: str
    """What it may be, such as `string (date-time)`, `"office" | "body"` or `list of object`."""
    is_required: bool
    """Whether it is in every event that has the group in which it stands."""
    is_personal: bool


def fields_of(schema: Schema) -> list[Field]:
    """Return the fields of a JSON Schema, each group before what stands in it."""
    document = Document(schema)
    return list(_within(document, document.shapes(schema), ""))


def _within(document: Document, shapes: tuple[Shape, ...], path: str) -> Iterator[Field]:
    if path.count(".") + path.count("[]") >= _DEEPEST:
        return
    for shape in shapes:
        for name, part in shape.says.get("properties", {}).items():
            at = f"{path}.{name}".lstrip(".")
            inner = document.shapes(part)
            is_required = name in shape.says.get("required", [])
            yield Field(at, _told(document, inner), is_required, is_marked(document, part))
            yield from _within(document, inner, at)
            yield from _within(document, _items(document, inner), f"{at}[]")


def _items(document: Document, shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    parts: list[Part] = [shape.says["items"] for shape in shapes if "items" in shape.says]
    return tuple(inner for part in parts for inner in document.shapes(part))


def _told(document: Document, shapes: tuple[Shape, ...]) -> str:
    return " | ".join(dict.fromkeys(_told_one(document, shape) for shape in shapes)) or "nothing"


def _told_one(document: Document, shape: Shape) -> str:
    if shape.values is not None:
        return " | ".join(sorted(shape.values))
    if shape.kind == "array":
        return f"list of {_told(document, _items(document, (shape,)))}"
    values = shape.says.get("additionalProperties")
    if isinstance(values, dict):
        return f"map of {_told(document, document.shapes(values))}"
    return f"{shape.kind} ({shape.says['format']})" if "format" in shape.says else shape.kind
