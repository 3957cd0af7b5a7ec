"""How this service's aggregates become documents and come back: days as `2026-11-22`, instants as MongoDB's own."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from shared.store.driver import Document


def to_document(aggregate: Any) -> Document:
    """The document of an aggregate; its `id` is the `_id`."""
    document: Document = _plain(aggregate)
    document["_id"] = document.pop("id")
    return document


def fields_of(document: Document) -> dict[str, Any]:
    """What a TypeAdapter needs to make the aggregate again."""
    return {"id" if name == "_id" else name: value for name, value in document.items()}


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each sort of value
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case Enum():
            return value.value
        case datetime():
            return value
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value
