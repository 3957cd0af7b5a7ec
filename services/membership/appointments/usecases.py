"""Gives a post to a person, who may be new, and invites whoever has no way to sign in yet: all of it, or nothing."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import Accounts, NewPerson, PersonRepository
from services.membership.password_links.usecases import Locksmith
from services.membership.posts.access import FILL_COUNTY_POST
from services.membership.posts.domain import OF_COUNTY, Place, Post, PostId, Role
from services.membership.posts.usecases import Correction, Personnel, PostRepository
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer

Invitation = Literal["mail", "print", "none"]


@dataclass(frozen=True, slots=True)
class Given:
    """A post that was given, and how its holder is invited."""

    post: Post
    person: Person
    handover: str | None = None
    is_mailed: bool = False
    link: str = field(default="", repr=False)
    """The address to print, which is never shown again."""


@dataclass(frozen=True, slots=True)
class Appointments:
    """Gives posts."""

    accounts: Accounts
    personnel: Personnel
    locksmith: Locksmith
    people: PersonRepository
    posts: PostRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def give(
        self,
        who: str | NewPerson,
        role: Role,
        place: Place,
        *,
        since: date,
        until: date | None = None,
        acting: bool = False,
        invitation: Invitation = "none",
        by: Viewer,
    ) -> Given:
        """Give somebody a post that nobody else holds. Raises what `Personnel.appoint` raises, and UsernameTaken."""
        async with self.transaction():
            person = await self._person(who, by)
            post = await self.personnel.appoint(person.id, role, place, since=since, until=until, acting=acting, by=by)
            return await self._invite(Given(post, person), invitation, by)

    async def succeed(
        self,
        post_id: PostId,
        who: str | NewPerson,
        *,
        since: date,
        acting: bool = False,
        replaces: str | None = None,
        invitation: Invitation = "none",
        by: Viewer,
    ) -> Given:
        """Let somebody follow in a post. Raises what `Personnel.succeed` raises, and UsernameTaken."""
        async with self.transaction():
            person = await self._person(who, by)
            done = await self.personnel.succeed(
                post_id, person.id, since=since, acting=acting, replaces=replaces, by=by
            )
            return await self._invite(Given(done.post, person, done.handover), invitation, by)

    async def correct(
        self,
        post_id: PostId,
        who: str | NewPerson,
        *,
        since: date,
        reason: str,
        acting: bool = False,
        replaces: str | None = None,
        invitation: Invitation = "none",
        by: Viewer,
    ) -> Given:
        """Enter who was meant by a holding that begins on this day. Raises what `Personnel.correct` raises."""
        async with self.transaction():
            person = await self._person(who, by)
            right = Correction(person.id, since, reason, acting)
            post = await self.personnel.correct(post_id, right, replaces=replaces, by=by)
            return await self._invite(Given(post, person), invitation, by)

    async def print_link(self, person_id: str, *, by: Viewer) -> tuple[Person, str]:
        """The address of a link to print for somebody who has no way to sign in. Raises NotAllowed or AlreadyIn.

        Only an operator prints one for those who hold a post of the county: the secretariat does not get hold of the
        account of a signatory.
        """
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            await self._must_be_able_to_print(person, by)
            return person, await self.locksmith.print_for(person.id, by=by)

    async def _person(self, who: str | NewPerson, by: Viewer) -> Person:
        if isinstance(who, NewPerson):
            return await self.accounts.open(who, by=by)
        return await self.people.get(PersonId(who))

    async def _invite(self, given: Given, invitation: Invitation, by: Viewer) -> Given:
        """Invite the person, unless that is not wanted, not needed, or not possible without an address."""
        person = given.person
        if invitation == "none" or person.has_entered or person.is_closed:
            return given
        if invitation == "print":
            await self._must_be_able_to_print(person, by)
            link = await self.locksmith.print_for(person.id, by=by)
            return Given(given.post, person, given.handover, link=link)
        if not person.contact.email:
            return given
        await self.locksmith.invite(person.id, by=by)
        return Given(given.post, person, given.handover, is_mailed=True)

    async def _must_be_able_to_print(self, person: Person, by: Viewer) -> None:
        held = await self.posts.held_by(person.id, on=day_of(self.now()))
        if any(post.role in OF_COUNTY for post in held):
            FILL_COUNTY_POST.require(by)
