"""Memberships in MongoDB."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pymongo import IndexModel

from services.membership.members.domain import Membership, MembershipId, MembershipNotFound
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

MEMBERSHIPS = "memberships"
INDEXES: Indexes = {
    MEMBERSHIPS: [
        IndexModel(
            [("body_id", 1), ("person_id", 1)],
            unique=True,
            partialFilterExpression={"active": True},
            name="one_active",
        ),
        # Memberships from before there were sole seats have none, and do not stand in this index.
        IndexModel(
            [("body_id", 1), ("sole_seats", 1)],
            unique=True,
            partialFilterExpression={"active": True, "sole_seats.0": {"$exists": True}},
            name="one_for_each_office",
        ),
        IndexModel([("person_id", 1), ("active", 1)]),
        IndexModel([("decree_id", 1)]),
        IndexModel([("post_ids", 1)], sparse=True),
        IndexModel([("office_ids", 1), ("body_id", 1)]),
        IndexModel([("valid_until", 1)], partialFilterExpression={"active": True}, name="terms"),
        IndexModel([("body_id", 1), ("person_name", 1), ("_id", 1)], collation=PERSIAN, name="by_name"),
        # Lists are counted without the collation by which they are sorted, and an index serves only one of the two.
        IndexModel([("name_tokens", 1)], sparse=True, name="words"),
        IndexModel([("name_tokens", 1)], collation=PERSIAN, name="words_of_lists"),
        IndexModel([("active", 1), ("body_id", 1)]),
        IndexModel([("ended_on", 1), ("body_id", 1)]),
    ]
}
AUDITED: Audited = {MEMBERSHIPS: all_but("name_tokens")}

_MEMBERSHIP = Shape(Membership)
_IN_ORDER = [("_id", 1)]
_LATEST_FIRST = [("_id", -1)]


@dataclass(frozen=True, slots=True)
class MongoMembershipRepository:
    """Keeps memberships."""

    store: Store

    async def get(self, membership_id: MembershipId) -> Membership:
        """Return the membership, or raise MembershipNotFound."""
        document = await self.store.get(MEMBERSHIPS, membership_id)
        if document is None:
            raise MembershipNotFound("این عضویت پیدا نشد.")
        return to_membership(document)

    async def rivals_of(self, new: Membership) -> list[Membership]:
        """Return what is in force in the body for the same person, or for one of the same offices."""
        either = [{"person_id": new.person_id}, {"office_ids": {"$in": list(new.office_ids)}}]
        return await self._some({"body_id": new.body_id, "active": True, "$or": either})

    async def by_decree(self, decree_id: str) -> list[Membership]:
        """Return what a decree granted, the latest first; also what has ended."""
        found = await self.store.find(MEMBERSHIPS, {"decree_id": decree_id}, sort=_LATEST_FIRST)
        return [to_membership(document) for document in found]

    async def by_post(self, post_id: str, person_id: str, *, on: date) -> list[Membership]:
        """Return the memberships by which a person sits with a post on that day, or from a later one."""
        # After a renewal the earlier membership is not active although it lasts until the day on which it ends.
        day = on.isoformat()
        still = [{"active": True}, {"ended_on": {"$gt": day}}, {"end_reason": "expired", "ended_on": day}]
        return await self._some({"post_ids": post_id, "person_id": person_id, "$or": still})

    async def over_on(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships that are not ended although their term is over on that day."""
        return await self._some({"active": True, "valid_until": {"$lt": day.isoformat()}}, limit=limit)

    async def ending_by(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships whose term ends by that day, and of which that was not told."""
        where = {"active": True, "valid_until": {"$lte": day.isoformat()}, "announced": {"$ne": True}}
        return await self._some(where, limit=limit)

    async def suspended_until_before(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships whose suspension ended before that day."""
        return await self._some({"active": True, "suspension.until": {"$lt": day.isoformat()}}, limit=limit)

    async def save(self, membership: Membership, *events: Event) -> None:
        """Keep the membership and queue its events: both, or neither."""
        stale = Stale("این عضویت را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="membership")
        document = _MEMBERSHIP.document(membership) | found_by(membership.person_name)
        await save(self.store, MEMBERSHIPS, membership, document, *events, stale=stale)

    async def _some(self, where: Mapping[str, Any], *, limit: int = 0) -> list[Membership]:
        found = await self.store.find(MEMBERSHIPS, where, sort=_IN_ORDER, limit=limit)
        return [to_membership(document) for document in found]


def found_by(person_name: str) -> Document:
    """The field by which the memberships of a person of this name are found."""
    return {"name_tokens": tokens_for_index(person_name)}


def to_membership(document: Document) -> Membership:
    """The membership of a document."""
    return _MEMBERSHIP.aggregate(document)
