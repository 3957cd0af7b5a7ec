"""Copies offices and bodies from membership's events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from services.news.publishers.domain import Manager, Publisher, PublisherId, publisher_id
from shared.events.membership import (
    BodyRegistered,
    OfficeClosed,
    OfficeFacts,
    OfficeRegistered,
    OfficeReopened,
    OfficeUpdated,
    PostHolderChanged,
)
from shared.runtime.access import PR_MANAGER


class PublisherRepository(Protocol):
    """Where publishers are kept."""

    async def find(self, key: PublisherId) -> Publisher | None:
        """Return the publisher, or None when no event about it has arrived."""

    async def get(self, key: PublisherId) -> Publisher:
        """Return the publisher, or raise PublisherUnknown."""

    async def put(self, publisher: Publisher) -> None:
        """Keep it, whatever was known before."""


class ManagerRepository(Protocol):
    """Where the PR managers of offices are kept."""

    async def put(self, manager: Manager) -> None:
        """Keep it, whatever was known before."""

    async def remove(self, key: PublisherId) -> None:
        """Forget who it was."""


@dataclass(frozen=True, slots=True)
class PublisherDirectory:
    """Copies the facts of offices and bodies that news shows."""

    publishers: PublisherRepository
    managers: ManagerRepository

    async def add_office(self, event: OfficeRegistered) -> None:
        """Give a new office its page. Told late or again, it changes nothing."""
        if await self.publishers.find(publisher_id("office", event.office_id)) is None:
            await self.publishers.put(_publisher(event.office))

    async def update_office(self, event: OfficeUpdated) -> None:
        """Copy the new facts. An office that is closed stays closed."""
        known = await self.publishers.find(publisher_id("office", event.office_id))
        copied = _publisher(event.office, event.former_names)
        if known:
            copied.is_closed, copied.closed_on, copied.successor_id = (
                known.is_closed,
                known.closed_on,
                known.successor_id,
            )
        await self.publishers.put(copied)

    async def close_office(self, event: OfficeClosed) -> None:
        """Keep its page and its news, but let it publish no more from that day on."""
        office = await self.publishers.get(publisher_id("office", event.office_id))
        successor = publisher_id("office", event.successor_id) if event.successor_id else None
        await self.publishers.put(replace(office, closed_on=event.closed_on, successor_id=successor))

    async def reopen_office(self, event: OfficeReopened) -> None:
        """Let it publish again."""
        office = await self.publishers.get(publisher_id("office", event.office_id))
        await self.publishers.put(replace(office, is_closed=False, closed_on=None, successor_id=None))

    async def change_manager(self, event: PostHolderChanged) -> None:
        """Name the PR manager of an office on its page, or nobody."""
        if event.role != PR_MANAGER or not event.office_id:
            return
        key = publisher_id("office", event.office_id)
        if event.person_id is None:
            await self.managers.remove(key)
        else:
            await self.managers.put(Manager(key, event.person_name or "", event.acting))

    async def add_body(self, event: BodyRegistered) -> None:
        """Copy the name of a body."""
        await self.publishers.put(Publisher(publisher_id("body", event.body_id), "body", event.name))


def _publisher(office: OfficeFacts, former_names: Sequence[str] = ()) -> Publisher:
    names = dict.fromkeys((office.short_name, *office.aliases, *former_names))
    return Publisher(
        id=publisher_id("office", office.id),
        kind="office",
        name=office.name,
        group=office.kind_name,
        group_order=office.kind_order,
        publishes_directly=office.publishes_directly,
        address=office.address,
        phone=office.phone,
        phones=office.phones,
        email=office.email,
        website=office.website,
        other_names=tuple(name for name in names if name != office.name),
    )
