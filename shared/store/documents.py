"""Conversion of aggregates to documents and back: days as `2026-11-22`, instants as BSON dates, enums as values."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, TypeAdapter

from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.driver import Document
from shared.store.errors import AlreadyExists
from shared.store.store import Store


class Kept(Protocol):
    """Something that a repository stores."""

    @property
    def id(self) -> Any:
        """The key by which it is found."""


class Versioned(Kept, Protocol):
    """Something that is stored with a version number, for optimistic locking; 0 means that it was never stored."""

    version: int


Aggregate = TypeVar("Aggregate", bound=Kept)


class Shape(Generic[Aggregate]):
    """Converts the instances of one dataclass. Further fields of a document, such as search words, are ignored."""

    def __init__(self, kind: type[Aggregate]) -> None:
        self._adapter = TypeAdapter(kind)

    def document(self, aggregate: Aggregate) -> Document:
        """Return the document of an aggregate; the aggregate's `id` becomes the `_id`."""
        document: Document = _plain(aggregate)
        document.pop("id", None)
        return {"_id": aggregate.id, **document}

    def aggregate(self, document: Document) -> Aggregate:
        """Return the aggregate of a document. Raises ValidationError when the document does not fit the dataclass."""
        return self._adapter.validate_python({**document, "id": document["_id"]})


async def save(
    store: Store,
    collection: str,
    aggregate: Versioned,
    document: Document,
    *events: Event,
    stale: Stale,
    taken: Exception | None = None,
) -> None:
    """Store the next version of an aggregate and queue its events: both, or neither.

    Raises `stale` when somebody else stored a version since this one was read. Raises `taken` (AlreadyExists when it is
    not given) when the aggregate is new and its id is already in use.
    """
    async with store.unit_of_work() as work:
        kept = await work.replace(
            collection,
            {"_id": document["_id"], "version": aggregate.version},
            document | {"version": aggregate.version + 1},
            insert=aggregate.version == 0,
        )
        if not kept:
            raise stale if aggregate.version else taken or AlreadyExists()
        work.emit(*events)
    aggregate.version += 1


def _plain(value: Any) -> Any:  # noqa: C901, PLR0911 - one line for each sort of value
    match value:
        case Enum():
            return value.value
        # Most values are of these classes, and it takes longer to ask for those below.
        case str() | int() | float() | None:
            return value
        case BaseModel():
            return value.model_dump(mode="json")
        case datetime():
            return value
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case AbstractSet():
            return sorted(_plain(each) for each in value)
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value
