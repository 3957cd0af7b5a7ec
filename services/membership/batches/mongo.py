"""Batches in MongoDB: the batch, and a document for each of its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pymongo import IndexModel
from pymongo.errors import PyMongoError

from services.membership.batches.domain import Batch, BatchId, BatchNotFound, Item, ItemState, State
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.errors import is_duplicate
from shared.store.store import Indexes, Store

BATCHES: Final = "batches"
ITEMS: Final = "batch_items"

INDEXES: Indexes = {
    BATCHES: [
        IndexModel(
            [("key", 1)], unique=True, partialFilterExpression={"state": State.RUNNING.value}, name="one_running"
        ),
        IndexModel([("state", 1), ("at", 1)]),
    ],
    ITEMS: [IndexModel([("batch_id", 1), ("state", 1), ("place", 1)])],
}
AUDITED: Audited = {BATCHES: all_but("key"), ITEMS: NOT_AUDITED}
"""What is done with an item changes decrees and nominations, and that is audited."""

_BATCH = Shape(Batch)
_ITEM = Shape(Item)


@dataclass(frozen=True, slots=True)
class MongoBatchRepository:
    """Keeps batches."""

    store: Store

    async def get(self, batch_id: BatchId) -> Batch:
        """Return the batch, or raise BatchNotFound."""
        document = await self.store.get(BATCHES, batch_id)
        if document is None:
            raise BatchNotFound("این کار گروهی پیدا نشد.")
        return to_batch(document)

    async def add(self, batch: Batch, items: Sequence[Item]) -> Batch:
        """Keep a new batch with its items, or return the one that runs for the same request.

        The items come first, outside of any transaction: nobody sees them before the batch.
        """
        if running := await self._running_with(batch.key):
            return running
        await self.store.add_new(ITEMS, [_ITEM.document(item) | {"version": 1} for item in items])
        try:
            await self.save(batch)
        except PyMongoError as error:
            await self.store.driver.collection(ITEMS).delete_many({"batch_id": batch.id})
            running = await self._running_with(batch.key) if is_duplicate(error) else None
            if running is None:
                raise
            return running
        return batch

    async def save(self, batch: Batch) -> None:
        """Keep the batch."""
        stale = Stale("این کار را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="batch")
        await save(self.store, BATCHES, batch, _BATCH.document(batch), stale=stale)

    async def running(self) -> Sequence[Batch]:
        """Return the batches that are not done, the one that was asked for first in front."""
        found = await self.store.find(BATCHES, {"state": State.RUNNING.value}, sort=[("at", 1)])
        return [to_batch(document) for document in found]

    async def waiting(self, batch_id: BatchId) -> Sequence[str]:
        """Return the ids of the items that are left, in order."""
        where = {"batch_id": batch_id, "state": ItemState.WAITING.value}
        return [str(each["_id"]) for each in await self.store.find(ITEMS, where, sort=[("place", 1)])]

    async def item(self, item_id: str) -> Item:
        """Return one item."""
        document = await self.store.get(ITEMS, item_id)
        if document is None:
            raise BatchNotFound("این کار گروهی پیدا نشد.")
        return to_item(document)

    async def save_item(self, item: Item) -> None:
        """Keep an item."""
        stale = Stale("این مورد را همین حالا کار دیگری تغییر داده است.", of="batch")
        await save(self.store, ITEMS, item, _ITEM.document(item), stale=stale)

    async def _running_with(self, key: str) -> Batch | None:
        found = await self.store.find(BATCHES, {"key": key, "state": State.RUNNING.value}, limit=1)
        return to_batch(found[0]) if found else None


def to_batch(document: Document) -> Batch:
    """The batch of a document."""
    return _BATCH.aggregate(document)


def to_item(document: Document) -> Item:
    """The item of a document."""
    return _ITEM.aggregate(document)
