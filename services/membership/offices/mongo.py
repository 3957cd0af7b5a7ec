"""Offices in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.offices.domain import Office, OfficeId, OfficeNotFound
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

OFFICES = "offices"
INDEXES: Indexes = {
    OFFICES: [IndexModel([("facts.kind_order", 1), ("facts.name", 1)], collation=PERSIAN, name="by_name")]
}
AUDITED: Audited = {OFFICES: all_but()}

_OFFICE = Shape(Office)


@dataclass(frozen=True, slots=True)
class MongoOfficeRepository:
    """Keeps offices."""

    store: Store

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeNotFound."""
        document = await self.store.get(OFFICES, office_id)
        if document is None:
            raise OfficeNotFound("دستگاهی با این شناسه ثبت نشده است.")
        return to_office(document)

    async def save(self, office: Office, *events: Event) -> None:
        """Keep the office and queue its events: both, or neither."""
        stale = Stale("این دستگاه را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="office")
        await save(self.store, OFFICES, office, _OFFICE.document(office), *events, stale=stale)


def to_office(document: Document) -> Office:
    """The office of a document."""
    return _OFFICE.aggregate(document)
