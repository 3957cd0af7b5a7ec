"""Offices in MongoDB."""

from dataclasses import dataclass

from services.reporting.offices.domain import Office, OfficeId, OfficeUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

OFFICES = "offices"
INDEXES: Indexes = {OFFICES: []}
AUDITED: Audited = {OFFICES: all_but()}

_OFFICE = Shape(Office)


@dataclass(frozen=True, slots=True)
class MongoOfficeRepository:
    """Keeps offices; there are dozens."""

    store: Store

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeUnknown."""
        document = await self.store.get(OFFICES, office_id)
        if document is None:
            raise OfficeUnknown("چنین دستگاهی ثبت نشده است.")
        return _OFFICE.aggregate(document)

    async def all(self) -> list[Office]:
        """All offices, closed ones too, by kind and name."""
        found = await self.store.find(OFFICES, {}, sort=[("group_order", 1), ("name", 1)])
        return [_OFFICE.aggregate(document) for document in found]

    async def put(self, office: Office) -> None:
        """Keep the office, whatever was known of it before."""
        async with self.store.unit_of_work() as work:
            await work.put(OFFICES, _OFFICE.document(office))
