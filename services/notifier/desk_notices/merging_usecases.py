"""Lets what was told to somebody who had been entered twice lie at the desk of the one who stays."""

from dataclasses import dataclass
from typing import Protocol

from services.notifier.recipients.domain import PersonId
from shared.events.membership import PeopleMerged, PeopleMergeUndone


class DeskRepository(Protocol):
    """Where desk notices are kept."""

    async def pass_on(self, merged: str, into: str) -> None:
        """Lay the notices of one person on the desk of another."""

    async def give_back(self, merged: str) -> None:
        """Lay them back."""


class MergedRepository(Protocol):
    """Where it is kept who stands for whom."""

    async def put_merged(self, merged: PersonId, into: PersonId) -> None:
        """Keep who stands for somebody who had been entered twice."""

    async def remove_merged(self, merged: PersonId, into: PersonId) -> bool:
        """Forget it. False when somebody else stands for this person by now."""


@dataclass(frozen=True, slots=True)
class DeskMover:
    """Follows the merges of membership."""

    notices: DeskRepository
    recipients: MergedRepository

    async def merge(self, event: PeopleMerged) -> None:
        """From now on the one who stays is told in the place of the other, and finds the earlier notices."""
        await self.recipients.put_merged(PersonId(event.merged_id), PersonId(event.person_id))
        await self.notices.pass_on(event.merged_id, event.person_id)

    async def undo(self, event: PeopleMergeUndone) -> None:
        """Each finds the own notices again."""
        if await self.recipients.remove_merged(PersonId(event.merged_id), PersonId(event.person_id)):
            await self.notices.give_back(event.merged_id)
