"""The unit of work as repositories see it, the same for a single use case and for a batch of events."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final, Protocol

from pymongo.collation import Collation

from shared.events import Event
from shared.store.driver import Document

Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]

PERSIAN: Final = Collation(locale="fa", numericOrdering=True)
"""The order of names: by the Persian alphabet, and «۲» before «۱۰». An index serves such lists only if it has it."""


class Work(Protocol):
    """A unit of work: its writes and its events are committed together, or not at all.

    Documents that `get` and `find` return are the caller's own copies.
    """

    async def get(self, collection: str, key: Any) -> Document | None:
        """Return the document with this `_id`, or None."""

    async def find(
        self,
        collection: str,
        where: Filter,
        *,
        sort: Sort = (),
        collation: Collation | None = None,
        limit: int = 0,
        skip: int = 0,
    ) -> list[Document]:
        """Return the documents that fit the filter, as this unit would leave them.

        A list of names is sorted with `collation=PERSIAN`. Texts of the filter are then compared by it as well.
        """

    async def count(self, collection: str, where: Filter) -> int:
        """Return how many documents fit the filter."""

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        """Return the results of an aggregation pipeline."""

    async def replace(self, collection: str, where: Filter, document: Document, *, insert: bool = False) -> bool:
        """Store a document in place of the one that fits `where` (its `_id` and the version that was read).

        With `insert` there must be no document with this `_id`. Returns False, and writes nothing, when somebody else
        changed or added the document first.
        """

    async def put(self, collection: str, document: Document) -> None:
        """Store a document, in place of any with the same `_id`."""

    async def delete(self, collection: str, key: Any) -> None:
        """Remove the document with this `_id`, if there is one."""

    async def next_number(self, counter: str) -> int:
        """Return the next number of a counter, from 1. There are no gaps: a unit that fails does not use its number."""

    def emit(self, *events: Event) -> None:
        """Queue events; they are published if, and only if, this unit is committed."""


current_work: ContextVar[Work | None] = ContextVar("current_work", default=None)
"""The unit of work that is open in this task."""

OUTBOX = "outbox"
INBOX = "inbox"
SEQUENCES = "sequences"
COUNTERS = "counters"
SIGNS = "signs"
MIGRATIONS = "migrations"
RESTORING = "restoring"
"""Holds a document while a restore fills the database. One left by a power failure: the rest may be thrown away."""
