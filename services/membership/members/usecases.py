"""Keeps the rolls of the bodies."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from services.membership.members.access import KEEP_ROLL
from services.membership.members.domain import AlreadyMember, EndReason, Membership, MembershipId
from shared.events import Event
from shared.events.membership import TokensRevoked
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

ANNOUNCED_BEFORE = timedelta(days=30)
_AT_A_TIME = 100


class MembershipRepository(Protocol):
    """Where memberships are kept."""

    async def get(self, membership_id: MembershipId) -> Membership:
        """Return the membership, or raise MembershipNotFound."""

    async def rivals_of(self, new: Membership) -> list[Membership]:
        """Return what is in force in the body for the same person, or for one of the same offices."""

    async def by_decree(self, decree_id: str) -> list[Membership]:
        """Return what a decree granted, the latest first; also what has ended."""

    async def by_post(self, post_id: str, person_id: str, *, on: date) -> list[Membership]:
        """Return the memberships by which a person sits with a post on that day, or from a later one."""

    async def over_on(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships that are not ended although their term is over on that day."""

    async def ending_by(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships whose term ends by that day, and of which that was not told."""

    async def suspended_until_before(self, day: date, *, limit: int) -> list[Membership]:
        """Return memberships whose suspension ended before that day."""

    async def save(self, membership: Membership, *events: Event) -> None:
        """Keep the membership and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Enters members and strikes them off, inside the unit of work of a letter or of a change of holder.

    Whoever gains or loses a part in a body gets a new token at once, so that access opens and closes with it.
    """

    memberships: MembershipRepository
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def must_be_free(self, new: Membership) -> None:
        """Raise AlreadyMember when another decree makes the person a member of the body at the same time."""
        for earlier in await self.memberships.rivals_of(new):
            if earlier.person_id == new.person_id and not self._is_over(earlier) and not earlier.comes_before(new):
                number, name = digits(earlier.decree_no), new.person_name
                raise AlreadyMember(
                    _(
                        "%(name)s با حکم شماره %(number)s عضو همین نهاد است؛ آن حکم را اصلاح یا لغو کنید.",
                        name=name,
                        number=number,
                    )
                )

    async def enter(self, new: Membership, *, sole: bool, on: date) -> None:
        """Begin a membership. Where an office has one member at most, the one before leaves the seat.

        Raises AlreadyMember. An earlier membership of the same person whose term is over by then just ends with it.
        """
        await self.must_be_free(new)
        for earlier in await self.memberships.rivals_of(new):
            if earlier.person_id == new.person_id:
                await self._save_end(earlier, earlier.end_with_term())
            elif sole and earlier.sits_where(new):
                # Nobody loses the seat before the other begins; who leaves by then anyway just ends with the term.
                await self._end(earlier, "replaced", on=max(on, new.valid_from))
        if sole:
            new.claim_seats()
        await self._save(new, new.grant())

    async def strike_off(self, decree_id: str, reason: EndReason, *, on: date) -> Membership | None:
        """End the membership that a decree granted, and return it. None when it has already ended."""
        for membership in await self.memberships.by_decree(decree_id):
            if await self._end(membership, reason, on=on):
                return membership
        return None

    async def leave_post(
        self, post_id: str, person_id: str, *, office_id: str = "", reason: EndReason = "transferred", on: date
    ) -> Sequence[Membership]:
        """End the seats that a person had by a post from that day on, and return them as they were.

        Somebody who sits for several offices goes on for the others, under the same decree.
        """
        left = list(await self.memberships.by_post(post_id, person_id, on=on))
        for membership in left:
            rest = membership.without(post_id, office_id, new_id=MembershipId(self.new_id()), since=on)
            ended = await self._end(membership, reason, on=on)
            if ended and rest:
                await self._save(rest, rest.grant())
        return left

    def _is_over(self, membership: Membership) -> bool:
        today = day_of(self.now())
        return membership.valid_until is not None and membership.valid_until < today

    async def _end(self, membership: Membership, reason: EndReason, *, on: date) -> bool:
        return await self._save_end(membership, membership.end(reason, on=on))

    async def _save_end(self, membership: Membership, event: Event | None) -> bool:
        if event:
            await self._save(membership, event)
        return event is not None

    async def _save(self, membership: Membership, event: Event) -> None:
        await self.memberships.save(membership, event, powers_changed(membership, at=self.now()))


@dataclass(frozen=True, slots=True)
class RollKeeper:
    """The secretariat suspends members and enters that they left; terms end by themselves."""

    memberships: MembershipRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def suspend(self, membership_id: str, reason: str, *, until: date | None = None, by: Viewer) -> Membership:
        """Take a member's part in the body away for a time. The same again changes nothing."""
        async with self.transaction():
            membership = await self._of_another(membership_id, by)
            event = membership.suspend(_sentence(reason), on=self._today(), until=until)
            return await self._save(membership, event)

    async def resume(self, membership_id: str, *, by: Viewer) -> Membership:
        """Give a suspended member the part back. A second time changes nothing."""
        async with self.transaction():
            membership = await self._of_another(membership_id, by)
            return await self._save(membership, membership.resume(on=self._today()))

    async def end(self, membership_id: str, reason: EndReason, *, by: Viewer) -> Membership:
        """Enter that a member resigned or was transferred. A second time changes nothing."""
        async with self.transaction():
            membership = await self._of_another(membership_id, by)
            return await self._save(membership, membership.end(reason, on=self._today()))

    async def end_terms(self) -> int:
        """End some of the memberships whose term is over, and return how many; 0 when there are none left."""
        async with self.transaction():
            found = await self.memberships.over_on(self._today(), limit=_AT_A_TIME)
            for membership in found:
                await self._save(membership, membership.end("expired", on=self._today()))
            return len(found)

    async def end_suspensions(self) -> int:
        """Give some members their part back whose suspension is over, and return how many."""
        async with self.transaction():
            found = await self.memberships.suspended_until_before(self._today(), limit=_AT_A_TIME)
            for membership in found:
                await self._save(membership, membership.resume(on=self._today()))
            return len(found)

    async def announce_ends(self) -> int:
        """Tell of some terms that end within thirty days, each once, and return how many."""
        async with self.transaction():
            found = await self.memberships.ending_by(self._today() + ANNOUNCED_BEFORE, limit=_AT_A_TIME)
            for membership in found:
                event = membership.announce_end()
                await self.memberships.save(membership, *filter(None, [event]))
            return len(found)

    def _today(self) -> date:
        return day_of(self.now())

    async def _of_another(self, membership_id: str, by: Viewer) -> Membership:
        KEEP_ROLL.require(by)
        membership = await self.memberships.get(MembershipId(membership_id))
        if membership.person_id == by.person_id:
            raise NotAllowed("هیچ‌کس درباره عضویت خود تصمیم نمی‌گیرد.")
        return membership

    async def _save(self, membership: Membership, event: Event | None) -> Membership:
        if event:
            await self.memberships.save(membership, event, powers_changed(membership, at=self.now()))
        return membership


def powers_changed(membership: Membership, *, at: datetime) -> TokensRevoked:
    """Let the member get a new token, since the bodies in it changed."""
    return TokensRevoked(person_id=membership.person_id, before=at, reason="powers_changed")


def _sentence(text: str) -> str:
    return " ".join(for_keeping(text).split())
