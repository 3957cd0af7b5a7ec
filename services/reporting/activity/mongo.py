"""Deeds in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.reporting.activity.domain import Deed
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

DEEDS = "deeds"
INDEXES: Indexes = {DEEDS: [IndexModel([("office_id", 1), ("day", 1)])]}
AUDITED: Audited = {DEEDS: all_but()}

_DEED = Shape(Deed)


@dataclass(frozen=True, slots=True)
class MongoDeedRepository:
    """Keeps deeds."""

    store: Store

    async def put(self, deed: Deed) -> None:
        """Keep a deed; the same one again changes nothing."""
        async with self.store.unit_of_work() as work:
            await work.put(DEEDS, _DEED.document(deed))

    async def forget(self, deed_id: str) -> None:
        """Remove a deed, if it is there."""
        async with self.store.unit_of_work() as work:
            await work.delete(DEEDS, deed_id)


def to_deed(document: Document) -> Deed:
    """The deed of a document."""
    return _DEED.aggregate(document)
