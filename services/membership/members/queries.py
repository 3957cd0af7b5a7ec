"""Reads the members of the bodies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.membership.bodies.domain import Body, BodyNotFound
from services.membership.members.access import READ_ROSTER
from services.membership.members.domain import Membership
from services.membership.members.mongo import MEMBERSHIPS, to_membership
from shared.runtime.viewer import Viewer
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class MemberQueries:
    """Reads memberships."""

    store: Store

    async def of_person(self, person_id: str, *, on: date) -> list[Membership]:
        """The memberships that a person has on a day."""
        return await self._lasting({"person_id": person_id}, on=on)

    async def of_bodies(self, bodies: Sequence[str], *, office: str | None, on: date) -> list[Membership]:
        """The members of these bodies on a day, or only those of one office."""
        where: dict[str, object] = {"body_id": {"$in": list(bodies)}} | ({"office_ids": office} if office else {})
        return await self._lasting(where, on=on)

    async def _lasting(self, where: dict[str, object], *, on: date) -> list[Membership]:
        lasting = {"valid_from": {"$lte": on.isoformat()}, "valid_until": {"$not": {"$lt": on.isoformat()}}}
        found = await self.store.find(MEMBERSHIPS, {**where, "active": True, **lasting}, sort=[("_id", 1)])
        return [to_membership(document) for document in found]


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
