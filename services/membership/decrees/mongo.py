"""Decrees in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.decrees.domain import Decree, DecreeId, DecreeNotFound
from services.membership.letters.domain import State
from services.membership.letters.mongo import LETTER_INDEXES, UNPRINTED
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

DECREES = "decrees"
INDEXES: Indexes = {DECREES: [*LETTER_INDEXES, IndexModel([("grant.person_id", 1)])]}
# Whoever knows the verification code can read the decree, so the audit trail does not show it.
AUDITED: Audited = {DECREES: all_but("registration.verify_code")}

_DECREE = Shape(Decree)


@dataclass(frozen=True, slots=True)
class MongoDecreeRepository:
    """Keeps decrees; nothing registered is ever deleted."""

    store: Store

    async def get(self, decree_id: DecreeId) -> Decree:
        """Return the decree, or raise DecreeNotFound."""
        document = await self.store.get(DECREES, decree_id)
        if document is None:
            raise DecreeNotFound("این حکم پیدا نشد.")
        return to_decree(document)

    async def remove(self, draft: Decree) -> None:
        """Remove a draft; nothing registered is ever removed."""
        draft.must_be_draft()
        async with self.store.unit_of_work() as work:
            await work.delete(DECREES, draft.id)

    async def unprinted(self, *, limit: int) -> Sequence[Decree]:
        """Registered decrees whose page is to be made, the earliest first."""
        where = {**UNPRINTED, "state": State.REGISTERED.value}
        found = await self.store.find(DECREES, where, sort=[("registration.at", 1)], limit=limit)
        return [to_decree(each) for each in found]

    async def save(self, decree: Decree, *events: Event) -> None:
        """Keep the decree and queue its events: both, or neither."""
        stale = Stale("این حکم را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="decree")
        await save(self.store, DECREES, decree, _DECREE.document(decree), *events, stale=stale)


def to_decree(document: Document) -> Decree:
    """The decree of a document."""
    return _DECREE.aggregate(document)
