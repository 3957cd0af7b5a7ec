"""Keeps the rolls of the bodies."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.membership.members.domain import EndReason, Membership
from shared.events import Event


class MembershipRepository(Protocol):
    """Where memberships are kept."""

    async def active_in(self, body_id: str) -> list[Membership]:
        """Return the memberships of a body that are not ended."""

    async def active_by(self, decree_id: str) -> Membership | None:
        """Return what a decree granted, if it is not ended."""

    async def save(self, membership: Membership, *events: Event) -> None:
        """Keep the membership and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Enters members and strikes them off, inside the unit of work of a letter."""

    memberships: MembershipRepository

    async def enter(self, new: Membership, *, on: date) -> None:
        """Begin a membership, and end those whose place it takes."""
        for earlier in await self.memberships.active_in(new.body_id):
            if earlier.gives_way_to(new):
                await self._end(earlier, "replaced", on=on)
        await self.memberships.save(new, new.grant())

    async def strike_off(self, decree_id: str, reason: EndReason, *, on: date) -> Membership | None:
        """End the membership that a decree granted, and return it. None when it has already ended."""
        membership = await self.memberships.active_by(decree_id)
        if membership:
            await self._end(membership, reason, on=on)
        return membership

    async def _end(self, membership: Membership, reason: EndReason, *, on: date) -> None:
        event = membership.end(reason, on=on)
        if event:
            await self.memberships.save(membership, event)
