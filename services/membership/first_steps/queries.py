"""Reads how far the first steps of a county are."""

from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.decrees.queries import DecreeQueries
from services.membership.decrees.queries import Wanted as WantedDecrees
from services.membership.first_steps.domain import Beginning, Checklist, Seen
from services.membership.first_steps.mongo import MongoBeginningRepository
from services.membership.letters.standing_domain import UNSIGNED
from services.membership.members.queries import MemberQueries
from services.membership.members.queries import Wanted as WantedMembers
from services.membership.offices.queries import OfficeQueries, Wanted
from services.membership.own_account.email_mongo import EMAIL_CHANGES
from services.membership.posts.domain import Role
from services.membership.posts.queries import PostQueries
from shared.persian.jalali import day_of
from shared.store.store import Store

_HEADQUARTERS = "media_hq"
"""The kind of body whose members are appointed by decree."""


@dataclass(frozen=True, slots=True)
class FirstStepsQueries:
    """Compares what was remembered with what is true."""

    store: Store
    people: PersonQueries
    posts: PostQueries
    offices: OfficeQueries
    bodies: BodyQueries
    members: MemberQueries
    decrees: DecreeQueries
    is_demo: bool
    """The demo county is there at once: nobody has to do anything first."""

    async def checklist(self, now: datetime) -> Checklist | None:
        """Return the steps; None once all of them were done."""
        if self.is_demo:
            return None
        beginning = await self._beginning()
        return None if beginning.finished_at else Checklist.of(beginning, await self._seen(now))

    async def _beginning(self) -> Beginning:
        return await MongoBeginningRepository(self.store).get()

    async def _seen(self, now: datetime) -> Seen:
        today = day_of(now)
        opened = await self.offices.count(Wanted(state="open"), today=today)
        unmanaged = await self.offices.count(Wanted(state="open", without_manager=True), today=today)
        bodies = [body.id for body in await self.bodies.all() if body.kind == _HEADQUARTERS]
        return Seen(
            governor_can_sign_in=await self._can_sign_in("governor"),
            operator_can_sign_in=await self._can_sign_in("operator"),
            offices=max(opened - 1, 0),
            managed=opened - unmanaged,
            members=await self.members.how_many(WantedMembers(bodies, today)),
            drafts=await self.decrees.how_many(WantedDecrees(UNSIGNED)),
            mail_arrived=await self.store.count(EMAIL_CHANGES, {"used_at": {"$ne": None}}) > 0,
        )

    async def _can_sign_in(self, role: Role) -> bool:
        """Whether somebody who holds this post has chosen a password, or linked an account at the provider."""
        holders = [post.holder.person_id for post in await self.posts.filled(role) if post.holder]
        people = await self.people.by_id(holders)
        return any(person.password_hash or person.outside for person in people.values())
