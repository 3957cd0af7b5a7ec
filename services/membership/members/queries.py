"""Reads the members of the bodies: on any day, by seat, and the offices that have none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from services.membership.bodies.domain import Body, BodyNotFound
from services.membership.members.access import KEEP_ROLL, READ_ROSTER
from services.membership.members.domain import Membership, MembershipId, MembershipNotFound
from services.membership.members.mongo import MEMBERSHIPS, to_membership
from services.membership.members.usecases import ANNOUNCED_BEFORE
from services.membership.offices.domain import Office
from services.membership.offices.mongo import OFFICES, to_office
from shared.persian.text import patterns_for_finding, tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.store.work import PERSIAN

Standing = Literal["active", "suspended"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search in the rosters of some bodies on a day."""

    bodies: Sequence[str]
    on: date
    office: str | None = None
    words: str = ""
    standing: Standing | None = None
    ending_by: date | None = None
    """Only those whose term ends by this day."""
    hides_suspended: bool = False
    """Whether who is suspended on that day is left out, but for the person in `reader`."""
    reader: str = ""

    @classmethod
    def by(cls, viewer: Viewer | None, bodies: Sequence[str], on: date, office: str | None = None) -> Self:
        """A search for what this viewer may see."""
        reader = viewer.person_id if viewer else ""
        return cls(bodies, on, office, hides_suspended=not _may_know(viewer), reader=reader)

    def where(self) -> dict[str, Any]:
        """The filter for the database."""
        where = {"body_id": {"$in": list(self.bodies)}} | _lasting(self.on)
        if self.hides_suspended:
            where["$and"] = [{"$or": [{"person_id": self.reader}, {"$nor": _suspended(self.on)}]}]
        if self.office:
            where["office_ids"] = self.office
        if self.words:
            where["name_tokens"] = {"$all": tokens_for_finding(self.words)}
        if self.ending_by:
            where["valid_until"] = {"$gte": self.on.isoformat(), "$lte": self.ending_by.isoformat()}
        if self.standing:
            spans = _suspended(self.on)
            where.setdefault("$and", []).append({"$or" if self.standing == "suspended" else "$nor": spans})
        return where


@dataclass(frozen=True, slots=True)
class MemberQueries:
    """Reads memberships."""

    store: Store

    async def one(self, membership_id: str) -> Membership:
        """A membership, also one that has ended. Raises MembershipNotFound."""
        document = await self.store.get(MEMBERSHIPS, MembershipId(membership_id))
        if document is None:
            raise MembershipNotFound("این عضویت پیدا نشد.")
        return to_membership(document)

    async def of_person(self, person_id: str, *, on: date) -> list[Membership]:
        """The memberships that a person has on a day, suspended ones too."""
        return await self._some({"person_id": person_id} | _lasting(on), sort=[("_id", 1)])

    async def has_seat(self, body_id: str, person_id: str) -> bool:
        """Whether a person is a member of a body, or will be one."""
        return await self.store.count(MEMBERSHIPS, {"body_id": body_id, "person_id": person_id, "active": True}) > 0

    async def ended_by(self, decrees: Sequence[str], *, on: date) -> date | None:
        """The day on which the membership that these decrees granted ended, if it is over by this day."""
        granted = await self._some({"decree_id": {"$in": list(decrees)}}, sort=[("_id", -1)])
        last = granted[0] if granted else None
        return last.ended_on if last and not last.lasts_on(on) else None

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(MEMBERSHIPS, wanted.where())

    async def roster(self, wanted: Wanted, *, skip: int = 0, limit: int = 0) -> list[Membership]:
        """The members on that day by name, or some of them."""
        in_order = [("person_name", 1), ("_id", 1)]
        found = await self.store.find(
            MEMBERSHIPS, wanted.where(), sort=in_order, collation=PERSIAN, skip=skip, limit=limit
        )
        return [to_membership(document) for document in found]

    async def history_of_seat(self, body_id: str, office_id: str, role: str) -> list[Membership]:
        """Who has sat, and sits, for an office in a role of a body; the latest first."""
        where = {"body_id": body_id, "office_ids": office_id, "role": role}
        return await self._some(where, sort=[("valid_from", -1), ("_id", -1)])

    async def held_in(self, body_id: str) -> frozenset[str]:
        """The roles that somebody has in a body."""
        stages: list[dict[str, Any]] = [
            {"$match": {"body_id": body_id, "active": True}},
            {"$group": {"_id": "$role"}},
        ]
        return frozenset(row["_id"] for row in await self.store.aggregate(MEMBERSHIPS, stages))

    async def counts_by_role(self, body_id: str, on: date) -> Mapping[str, int]:
        """How many members a body has in each role on a day."""
        stages: list[dict[str, Any]] = [
            {"$match": {"body_id": body_id} | _lasting(on)},
            {"$group": {"_id": "$role", "number": {"$sum": 1}}},
        ]
        return {row["_id"]: row["number"] for row in await self.store.aggregate(MEMBERSHIPS, stages)}

    async def offices_without(
        self, body_id: str, *, on: date, words: str = "", skip: int = 0, limit: int = 0
    ) -> tuple[int, list[Office]]:
        """How many offices that are open on a day have no member in a body, and some of them by name."""
        sat: list[dict[str, Any]] = [
            {"$match": {"body_id": body_id} | _lasting(on)},
            {"$unwind": "$office_ids"},
            {"$group": {"_id": "$office_ids"}},
        ]
        rows = await self.store.aggregate(MEMBERSHIPS, sat)
        where: dict[str, Any] = {
            "_id": {"$nin": [row["_id"] for row in rows]},
            "facts.active_from": {"$lte": on.isoformat()},
            "closed_on": {"$not": {"$lt": on.isoformat()}},
        }
        if patterns := patterns_for_finding(words):
            where["$and"] = [{"facts.name": {"$regex": pattern}} for pattern in patterns]
        number = await self.store.count(OFFICES, where)
        found = await self.store.find(
            OFFICES, where, sort=[("facts.name", 1)], collation=PERSIAN, skip=skip, limit=limit
        )
        return number, [to_office(document) for document in found]

    async def ending_soon(self, on: date, *, limit: int = 0) -> list[Membership]:
        """The memberships whose term ends within thirty days, the nearest first."""
        until = {"$gte": on.isoformat(), "$lte": (on + ANNOUNCED_BEFORE).isoformat()}
        return await self._some({"active": True, "valid_until": until}, sort=[("valid_until", 1)], limit=limit)

    async def how_many_end_soon(self, on: date) -> int:
        until = {"$gte": on.isoformat(), "$lte": (on + ANNOUNCED_BEFORE).isoformat()}
        return await self.store.count(MEMBERSHIPS, {"active": True, "valid_until": until})

    async def _some(
        self, where: Mapping[str, Any], *, sort: Sequence[tuple[str, int]], limit: int = 0
    ) -> list[Membership]:
        found = await self.store.find(MEMBERSHIPS, where, sort=sort, limit=limit)
        return [to_membership(document) for document in found]


def _lasting(on: date) -> dict[str, Any]:
    """The filter that says the same as `Membership.lasts_on`."""
    day = on.isoformat()
    still = [{"active": True}, {"ended_on": {"$gt": day}}, {"end_reason": "expired", "ended_on": day}]
    return {"valid_from": {"$lte": day}, "valid_until": {"$not": {"$lt": day}}, "$or": still}


def _suspended(on: date) -> list[dict[str, Any]]:
    """The filters of which one holds when `Membership.is_suspended_on` says so."""
    day = on.isoformat()
    return [
        {"suspension.since": {"$lte": day}, "suspension.until": {"$not": {"$lt": day}}},
        {"past_suspensions": {"$elemMatch": {"since": {"$lte": day}, "until": {"$not": {"$lt": day}}}}},
    ]


def knows_why(viewer: Viewer | None, membership: Membership) -> bool:
    """Whether this viewer may see that and why a membership was suspended or ended."""
    return _may_know(viewer) or (viewer is not None and viewer.person_id == membership.person_id)


def _may_know(viewer: Viewer | None) -> bool:
    return READ_ROSTER.allows(viewer) or KEEP_ROLL.allows(viewer)


def readable(bodies: Sequence[Body], body_id: str | None, viewer: Viewer | None) -> list[Body]:
    """The bodies whose members this viewer may see: all, or the one asked for. Raises BodyNotFound or RosterClosed."""
    is_inside = READ_ROSTER.allows(viewer)
    if body_id is None:
        return [body for body in bodies if body.roster_public or is_inside]
    asked = [body for body in bodies if body.id == body_id]
    if not asked:
        raise BodyNotFound("نهادی با این شناسه ثبت نشده است.")
    if not (asked[0].roster_public or is_inside):
        raise RosterClosed(READ_ROSTER.refusal)
    return asked


class RosterClosed(Exception):
    """Not everybody may see the members of this body."""
