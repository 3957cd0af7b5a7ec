"""Copying offices from membership's events."""

from dataclasses import dataclass, replace
from typing import Protocol

from services.reporting.offices.domain import Office, OfficeId
from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeReopened, OfficeUpdated


class OfficeRepository(Protocol):
    """Where offices are kept."""

    async def find(self, office_id: OfficeId) -> Office | None:
        """Return the office, if its first event has come."""

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeUnknown."""

    async def all(self) -> list[Office]:
        """All offices, closed ones too, by kind and name."""

    async def put(self, office: Office) -> None:
        """Keep the office, whatever was known of it before."""


@dataclass(frozen=True, slots=True)
class OfficeDirectory:
    """Copies offices from membership's events."""

    offices: OfficeRepository

    async def add(self, event: OfficeRegistered) -> None:
        """Copy a new office; from then on it is expected to report. Told late or again, it changes nothing."""
        if await self.offices.find(OfficeId(event.office_id)) is None:
            await self.offices.put(_office(event.office))

    async def update(self, event: OfficeUpdated) -> None:
        """Copy the new facts of an office; a closed one stays closed."""
        known = await self.offices.find(OfficeId(event.office_id))
        await self.offices.put(replace(_office(event.office), closed_on=known.closed_on if known else None))

    async def close(self, event: OfficeClosed) -> None:
        """Note from which day on an office is closed; its reports stay."""
        office = await self.offices.get(OfficeId(event.office_id))
        await self.offices.put(replace(office, closed_on=event.closed_on))

    async def reopen(self, event: OfficeReopened) -> None:
        """Take the closing of an office back; it is expected to report as if it had never been closed."""
        office = await self.offices.get(OfficeId(event.office_id))
        await self.offices.put(replace(office, closed_on=None))


def _office(facts: OfficeFacts) -> Office:
    return Office(
        id=OfficeId(facts.id),
        name=facts.name,
        short_name=facts.short_name,
        active_from=facts.active_from,
        group=facts.kind_name,
        group_order=facts.kind_order,
    )
