"""Copies of what is typed in MongoDB, which forgets them by itself."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.news.writing.copies_domain import KEPT_FOR, Copy, CopyId
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

COPIES = "writing_copies"
INDEXES: Indexes = {
    COPIES: [
        IndexModel([("at", 1)], expireAfterSeconds=int(KEPT_FOR.total_seconds()), name="forgotten"),
        IndexModel([("item", 1), ("at", -1)]),
    ]
}
# What is typed is nobody's deed yet. What is saved stands in the trail.
AUDITED: Audited = {COPIES: NOT_AUDITED}

_COPY = Shape(Copy)


@dataclass(frozen=True, slots=True)
class MongoCopyRepository:
    """Keeps copies."""

    store: Store

    async def find(self, key: CopyId) -> Copy | None:
        """The copy, if there is one."""
        document = await self.store.get(COPIES, key)
        return _COPY.aggregate(document) if document else None

    async def put(self, copy: Copy) -> None:
        """Keep a copy in the place of the one before."""
        async with self.store.unit_of_work() as work:
            await work.put(COPIES, _COPY.document(copy))

    async def remove(self, key: CopyId) -> None:
        """Remove a copy; what is gone already stays so."""
        async with self.store.unit_of_work() as work:
            await work.delete(COPIES, key)

    async def of_item(self, item: str) -> list[Copy]:
        """The copies of an item, the one that was typed last in front."""
        return [_COPY.aggregate(each) for each in await self.store.find(COPIES, {"item": item}, sort=[("at", -1)])]
