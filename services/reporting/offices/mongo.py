"""Offices in MongoDB."""

from dataclasses import asdict, dataclass
from datetime import date

from services.reporting.offices.domain import Office, OfficeId, OfficeUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

OFFICES = "offices"
INDEXES: Indexes = {OFFICES: []}
AUDITED: Audited = {OFFICES: all_but()}


@dataclass(frozen=True, slots=True)
class MongoOfficeRepository:
    """Keeps offices; there are dozens."""

    store: Store

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeUnknown."""
        document = await self.store.get(OFFICES, office_id)
        if document is None:
            raise OfficeUnknown("چنین دستگاهی ثبت نشده است.")
        return _to_office(document)

    async def all(self) -> list[Office]:
        """All of them, closed ones too, by kind and name."""
        found = await self.store.find(OFFICES, {}, sort=[("group_order", 1), ("name", 1)])
        return [_to_office(document) for document in found]

    async def put(self, office: Office) -> None:
        """Keep it, whatever was known before."""
        document = asdict(office) | {
            "_id": office.id,
            "active_from": office.active_from.isoformat(),
            "closed_on": office.closed_on and office.closed_on.isoformat(),
        }
        del document["id"]
        async with self.store.unit_of_work() as work:
            await work.put(OFFICES, document)


def _to_office(document: Document) -> Office:
    fields = {name: value for name, value in document.items() if name != "_id"}
    fields["active_from"] = date.fromisoformat(fields["active_from"])
    fields["closed_on"] = fields["closed_on"] and date.fromisoformat(fields["closed_on"])
    return Office(id=OfficeId(document["_id"]), **fields)
