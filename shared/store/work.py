"""The unit of work as repositories see it, whether it holds one use case or a batch of events."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Protocol

from shared.events import Event
from shared.store.driver import Document

Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]


class Work(Protocol):
    """All that happens here is kept together, with the events it caused, or not at all.

    What `get` and `find` return is the caller's own copy.
    """

    async def get(self, collection: str, key: Any) -> Document | None:
        """The document with this `_id`."""

    async def find(
        self, collection: str, where: Filter, *, sort: Sort = (), limit: int = 0, skip: int = 0
    ) -> list[Document]:
        """The documents that fit, as this unit would leave them."""

    async def count(self, collection: str, where: Filter) -> int:
        """How many documents fit."""

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        """What the pipeline gives."""

    async def replace(self, collection: str, where: Filter, document: Document, *, insert: bool = False) -> bool:
        """Keep a document in place of the one that fits `where` (its `_id` and the version that was read).

        With `insert` it must be new. False when somebody else was there first: then nothing was written.
        """

    async def put(self, collection: str, document: Document) -> None:
        """Keep a document whatever was there under its `_id`."""

    async def delete(self, collection: str, key: Any) -> None:
        """Remove the document with this `_id`, if there is one."""

    async def next_number(self, counter: str) -> int:
        """The next number of a counter, from 1, without gaps: it is given back when the unit fails."""

    def emit(self, *events: Event) -> None:
        """Queue events; they leave when, and only when, this unit is kept."""


current_work: ContextVar[Work | None] = ContextVar("current_work", default=None)
"""The unit that is open in this task."""

OUTBOX = "outbox"
INBOX = "inbox"
SEQUENCES = "sequences"
COUNTERS = "counters"
SIGNS = "signs"
