"""Offices in MongoDB."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from pymongo import IndexModel

from services.membership.documents import fields_of, to_document
from services.membership.offices.domain import Office, OfficeId, OfficeNotFound
from shared.events import Event
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.errors import AlreadyExists
from shared.store.store import Indexes, Store

OFFICES = "offices"
INDEXES: Indexes = {OFFICES: [IndexModel([("facts.kind_order", 1), ("facts.name", 1)])]}
AUDITED: Audited = {OFFICES: all_but()}

_OFFICE = TypeAdapter(Office)


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
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                OFFICES,
                {"_id": office.id, "version": office.version},
                to_document(office) | {"version": office.version + 1},
                insert=office.version == 0,
            )
            if not kept:
                raise AlreadyExists
            work.emit(*events)
        office.version += 1


def to_office(document: Document) -> Office:
    """The office of a document."""
    return _OFFICE.validate_python(fields_of(document))
