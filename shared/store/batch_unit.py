"""The unit of work of one handler in a batch; the batch takes over its writes when the handler returns."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pymongo.collation import Collation

from shared.events import Event
from shared.store import outbox
from shared.store.copying import own_copy
from shared.store.driver import Document
from shared.store.flush import Change, Conflict, fits
from shared.store.transaction import Asked, find
from shared.store.work import COUNTERS, Filter, Sort

if TYPE_CHECKING:
    from shared.store.batch_transaction import BatchTransaction

Key = tuple[str, Any]
"""A collection and an `_id`."""


class Overtaken(Exception):
    """Another lane changed a document that this handler had read; it runs again after the others."""


class BatchUnit:
    """A unit of work whose writes are kept in memory until the batch ends."""

    def __init__(self, transaction: "BatchTransaction") -> None:
        self.based_on: dict[Key, int] = {}
        """The documents that were read, each with the stamp that it had then."""
        self.changes: dict[Key, Change] = {}
        self.emitted: list[outbox.Emission] = []
        self.is_flushed = False
        """Whether some of its writes are on the server, so that it can no longer be dropped without the whole batch."""
        self._transaction = transaction

    @property
    def overtaken(self) -> Exception:
        """The error to raise when another lane changed a document that this handler had read."""
        return Conflict() if self.is_flushed else Overtaken()

    async def get(self, collection: str, key: Any) -> Document | None:
        place = (collection, key)
        if place in self.changes:
            return own_copy(self.changes[place].document)
        document, stamp = await self._transaction.read(place)
        if self.based_on.setdefault(place, stamp) != stamp:
            raise self.overtaken
        return own_copy(document)

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
        asked = Asked(where, sort, collation, limit, skip)
        found: list[Document] = await self._transaction.search(
            self, lambda session: find(self._transaction.driver, collection, asked, session=session)
        )
        return found

    async def count(self, collection: str, where: Filter) -> int:
        target = self._transaction.driver.collection(collection)
        counted: int = await self._transaction.search(
            self, lambda session: target.count_documents(where, session=session)
        )
        return counted

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        given: list[Document] = await self._transaction.search(
            self, lambda session: self._transaction.driver.aggregate(collection, pipeline, session)
        )
        return given

    async def replace(self, collection: str, where: Filter, document: Document, *, insert: bool = False) -> bool:
        place = (collection, document["_id"])
        if place in self.changes or self._transaction.seen(place):
            now = await self.get(collection, document["_id"])
            if insert != (now is None) or (now is not None and not fits(now, where)):
                return False
            # The document was read in this transaction, so a later change by somebody else makes the write a conflict
            # and the server need not check the version again. A write by `_id` alone costs half as much.
            where = {"_id": document["_id"]}
        self._keep(place, Change(document=own_copy(document), where=None if insert else dict(where), insert=insert))
        return True

    async def put(self, collection: str, document: Document) -> None:
        self._keep((collection, document["_id"]), Change(document=own_copy(document)))

    async def delete(self, collection: str, key: Any) -> None:
        self._keep((collection, key), Change(document=None))

    async def next_number(self, counter: str) -> int:
        row = await self.get(COUNTERS, counter)
        number = int(row["number"]) + 1 if row else 1
        # A checked write, not a `put`: another replica may use the counter at the same time.
        where = {"_id": counter, "number": number - 1}
        await self.replace(COUNTERS, where, {"_id": counter, "number": number}, insert=row is None)
        return number

    def emit(self, *events: Event) -> None:
        self.emitted += outbox.emissions(events)

    def _keep(self, place: Key, change: Change) -> None:
        earlier = self.changes.get(place)
        self.changes[place] = change.after(earlier) if earlier else change
