"""How aggregates become documents and come back: days as `2026-11-22`, instants as MongoDB's own, enums as values."""

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
    """What a repository keeps."""

    @property
    def id(self) -> Any:
        """What it is found by."""


class Versioned(Kept, Protocol):
    """What is kept in one version at a time; what was never kept has version 0."""

    version: int


Aggregate = TypeVar("Aggregate", bound=Kept)


class Shape(Generic[Aggregate]):
    """The documents of one dataclass. Fields that a document has beside, such as words for finding, are left out."""

    def __init__(self, kind: type[Aggregate]) -> None:
        self._adapter = TypeAdapter(kind)

    def document(self, aggregate: Aggregate) -> Document:
        """Its document; the aggregate's `id` is the `_id`."""
        document: Document = _plain(aggregate)
        document.pop("id", None)
        return {"_id": aggregate.id, **document}

    def aggregate(self, document: Document) -> Aggregate:
        """The aggregate of a document. Raises ValidationError when the document is no such thing."""
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
    """Keep the next version of an aggregate and queue its events: both, or neither.

    Raises `stale` when somebody else kept a version since this one was read, and `taken` (AlreadyExists when it is not
    given) when somebody else kept the first one.
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
