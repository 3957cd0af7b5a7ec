"""Offices in MongoDB."""

from collections.abc import Mapping
from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.office_kinds.domain import OfficeKind
from services.membership.offices.domain import Office, OfficeId, OfficeNotFound
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

OFFICES = "offices"
INDEXES: Indexes = {
    OFFICES: [
        # The id is in both because lists are sorted by it last: without it the database would sort every office itself.
        IndexModel([("facts.kind_order", 1), ("facts.name", 1), ("_id", 1)], collation=PERSIAN, name="list_by_kind"),
        IndexModel([("facts.name", 1), ("_id", 1)], collation=PERSIAN, name="list_by_name"),
        IndexModel([("words", 1)], collation=PERSIAN, name="by_word"),
        IndexModel([("facts.kind", 1)], name="by_kind"),
        IndexModel([("successor_id", 1)], collation=PERSIAN, name="by_successor"),
    ]
}
AUDITED: Audited = {OFFICES: all_but("words")}

_OFFICE = Shape(Office)


@dataclass(frozen=True, slots=True)
class MongoOfficeRepository:
    """Keeps offices, each with the words by which it is found."""

    store: Store

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeNotFound."""
        document = await self.store.get(OFFICES, office_id)
        if document is None:
            raise OfficeNotFound("دستگاهی با این شناسه ثبت نشده است.")
        return to_office(document)

    async def hold(self, office_id: OfficeId) -> None:
        """Let one of two units of work that hold the office at the same time begin again."""
        async with self.store.unit_of_work() as work:
            await work.next_number(f"held/{OFFICES}/{office_id}")

    async def save(self, office: Office, *events: Event) -> None:
        """Keep the office and queue its events: both, or neither."""
        stale = Stale("این دستگاه را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="office")
        await save(self.store, OFFICES, office, _OFFICE.document(office) | found_by(office), *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoOfficesOfKinds:
    """Knows the offices of each kind."""

    store: Store

    async def by_kind(self) -> Mapping[str, int]:
        """Return how many offices each kind has, closed ones too."""
        rows = await self.store.aggregate(OFFICES, [{"$group": {"_id": "$facts.kind", "number": {"$sum": 1}}}])
        return {row["_id"]: row["number"] for row in rows}

    async def how_many(self, kind_id: str) -> int:
        """Return how many offices have this kind, closed ones too."""
        return await self.store.count(OFFICES, {"facts.kind": kind_id})

    async def take_over(self, kind: OfficeKind) -> None:
        """Write the kind's name and order into its offices, and tell the other services of each."""
        offices = MongoOfficeRepository(self.store)
        for document in await self.store.find(OFFICES, {"facts.kind": kind.id}, sort=[("_id", 1)]):
            office = to_office(document)
            event = office.take_kind(name=kind.name, order=kind.order)
            if event:
                await offices.save(office, event)


def found_by(office: Office) -> Document:
    """The field by which an office is found: the words of all its names, and its id."""
    words = dict.fromkeys(token for name in office.names for token in tokens_for_index(name))
    return {"words": list(words | {office.id: None})}


def to_office(document: Document) -> Office:
    """The office of a document."""
    return _OFFICE.aggregate(document)
