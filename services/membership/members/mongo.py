"""Memberships in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.members.domain import Membership
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

MEMBERSHIPS = "memberships"
INDEXES: Indexes = {
    MEMBERSHIPS: [
        IndexModel(
            [("body_id", 1), ("person_id", 1)],
            unique=True,
            partialFilterExpression={"active": True},
            name="one_active",
        ),
        IndexModel([("person_id", 1), ("active", 1)]),
        IndexModel([("decree_id", 1)]),
    ]
}
AUDITED: Audited = {MEMBERSHIPS: all_but()}

_MEMBERSHIP = Shape(Membership)


@dataclass(frozen=True, slots=True)
class MongoMembershipRepository:
    """Keeps memberships."""

    store: Store

    async def active_in(self, body_id: str) -> list[Membership]:
        """Return the memberships of a body that are not ended."""
        return await self._active({"body_id": body_id})

    async def active_by(self, decree_id: str) -> Membership | None:
        """Return what a decree granted, if it is not ended."""
        found = await self._active({"decree_id": decree_id})
        return found[0] if found else None

    async def save(self, membership: Membership, *events: Event) -> None:
        """Keep the membership and queue its events: both, or neither."""
        stale = Stale("این عضویت را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="membership")
        await save(self.store, MEMBERSHIPS, membership, _MEMBERSHIP.document(membership), *events, stale=stale)

    async def _active(self, where: dict[str, str]) -> list[Membership]:
        found = await self.store.find(MEMBERSHIPS, {**where, "active": True}, sort=[("_id", 1)])
        return [to_membership(document) for document in found]


def to_membership(document: Document) -> Membership:
    """The membership of a document."""
    return _MEMBERSHIP.aggregate(document)
