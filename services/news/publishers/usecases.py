"""Copies offices and bodies from membership's events."""

from dataclasses import dataclass, replace
from typing import Protocol

from services.news.publishers.domain import Publisher, PublisherId, publisher_id
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeFacts, OfficeRegistered, OfficeUpdated


class PublisherRepository(Protocol):
    """Where publishers are kept."""

    async def find(self, key: PublisherId) -> Publisher | None:
        """Return the publisher, or None when no event about it has arrived."""

    async def get(self, key: PublisherId) -> Publisher:
        """Return the publisher, or raise PublisherUnknown."""

    async def put(self, publisher: Publisher) -> None:
        """Keep it, whatever was known before."""


@dataclass(frozen=True, slots=True)
class PublisherDirectory:
    """Copies the facts of offices and bodies that news shows."""

    publishers: PublisherRepository

    async def add_office(self, event: OfficeRegistered) -> None:
        """Give a new office its page. Told late or again, it changes nothing."""
        if await self.publishers.find(publisher_id("office", event.office_id)) is None:
            await self.publishers.put(_publisher(event.office))

    async def update_office(self, event: OfficeUpdated) -> None:
        """Copy the new facts. An office that is closed stays closed."""
        known = await self.publishers.find(publisher_id("office", event.office_id))
        await self.publishers.put(replace(_publisher(event.office), is_closed=known is not None and known.is_closed))

    async def close_office(self, event: OfficeClosed) -> None:
        """Keep its page and its news, but let it publish no more."""
        office = await self.publishers.get(publisher_id("office", event.office_id))
        await self.publishers.put(replace(office, is_closed=True))

    async def add_body(self, event: BodyRegistered) -> None:
        """Copy the name of a body."""
        await self.publishers.put(Publisher(publisher_id("body", event.body_id), "body", event.name))


def _publisher(office: OfficeFacts) -> Publisher:
    return Publisher(
        id=publisher_id("office", office.id),
        kind="office",
        name=office.name,
        group=office.kind_name,
        group_order=office.kind_order,
        publishes_directly=office.publishes_directly,
        address=office.address,
        phone=office.phone,
    )
