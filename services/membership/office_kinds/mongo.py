"""Kinds of offices in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.office_kinds.domain import KindId, OfficeKind
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

OFFICE_KINDS = "office_kinds"
INDEXES: Indexes = {OFFICE_KINDS: [IndexModel([("order", 1), ("name", 1)], collation=PERSIAN, name="in_order")]}
AUDITED: Audited = {OFFICE_KINDS: all_but()}

_KIND = Shape(OfficeKind)


@dataclass(frozen=True, slots=True)
class MongoKindRepository:
    """Keeps kinds."""

    store: Store

    async def find(self, kind_id: KindId) -> OfficeKind | None:
        """Return the kind, if there is one of this id."""
        document = await self.store.get(OFFICE_KINDS, kind_id)
        return to_kind(document) if document else None

    async def all(self) -> list[OfficeKind]:
        """Return all kinds, in their order."""
        found = await self.store.find(OFFICE_KINDS, {}, sort=[("order", 1), ("name", 1)], collation=PERSIAN)
        return [to_kind(document) for document in found]

    async def hold(self, kind_id: KindId) -> None:
        """Let one of two units of work that hold the kind at the same time begin again."""
        async with self.store.unit_of_work() as work:
            await work.next_number(f"held/{OFFICE_KINDS}/{kind_id}")

    async def save(self, kind: OfficeKind, *events: Event) -> None:
        """Keep the kind and queue events: both, or neither."""
        stale = Stale("این نوع را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="kind")
        await save(self.store, OFFICE_KINDS, kind, to_kind_document(kind), *events, stale=stale)

    async def remove(self, kind_id: KindId) -> None:
        """Remove the kind."""
        async with self.store.unit_of_work() as work:
            await work.delete(OFFICE_KINDS, kind_id)


def to_kind_document(kind: OfficeKind) -> Document:
    """The document of a kind."""
    return _KIND.document(kind)


def to_kind(document: Document) -> OfficeKind:
    """The kind of a document."""
    return _KIND.aggregate(document)
