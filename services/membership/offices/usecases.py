"""The secretariat keeps the directory of offices."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.membership.offices.access import KEEP_OFFICES
from services.membership.offices.domain import Office, OfficeId, OfficeNotFound, OfficeTaken, cleaned
from shared.events import Event
from shared.events.membership import OfficeFacts
from shared.runtime.viewer import Viewer


class OfficeRepository(Protocol):
    """Where offices are kept."""

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeNotFound."""

    async def save(self, office: Office, *events: Event) -> None:
        """Keep the office and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class OfficeDirectory:
    """Registers, updates and closes offices."""

    offices: OfficeRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def register(self, facts: OfficeFacts, *, by: Viewer) -> Office:
        """Add an office. The same again changes nothing. Raises OfficeTaken when the id has other facts."""
        KEEP_OFFICES.require(by)
        office = Office(OfficeId(facts.id), cleaned(facts))
        async with self.transaction():
            try:
                known = await self.offices.get(office.id)
            except OfficeNotFound:
                await self.offices.save(office, office.register())
                return office
            if known.facts != office.facts:
                raise OfficeTaken("دستگاه دیگری با این شناسه ثبت شده است.")
            return known

    async def update(self, facts: OfficeFacts, *, by: Viewer) -> Office:
        """Change the facts of an office."""
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(facts.id))
            event = office.update(cleaned(facts))
            if event:
                await self.offices.save(office, event)
            return office

    async def close(self, office_id: str, *, on: date, successor_id: str | None = None, by: Viewer) -> Office:
        """Close an office. Its successor, if it has one, must be registered."""
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(office_id))
            if successor_id:
                await self.offices.get(OfficeId(successor_id))
            event = office.close(on=on, successor_id=successor_id)
            if event:
                await self.offices.save(office, event)
            return office
