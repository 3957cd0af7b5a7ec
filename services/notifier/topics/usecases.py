"""Copies the names of offices and bodies from membership's events."""

from dataclasses import dataclass, replace
from typing import Protocol

from services.notifier.topics.domain import Topic, TopicId
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeRegistered, OfficeUpdated


class TopicRepository(Protocol):
    """Where topics are kept."""

    async def get(self, key: TopicId) -> Topic:
        """Return the topic, or raise TopicUnknown."""

    async def put(self, topic: Topic) -> None:
        """Keep it, whatever was known before."""


@dataclass(frozen=True, slots=True)
class TopicDirectory:
    """Knows what can be followed."""

    topics: TopicRepository

    async def add_office(self, event: OfficeRegistered) -> None:
        """Let people follow a new office."""
        await self.topics.put(Topic(TopicId(event.subject), event.office.name))

    async def update_office(self, event: OfficeUpdated) -> None:
        """Take the name that the office has now."""
        await self.topics.put(Topic(TopicId(event.subject), event.office.name))

    async def close_office(self, event: OfficeClosed) -> None:
        """Let nobody begin to follow an office that is closed."""
        topic = await self.topics.get(TopicId(event.subject))
        await self.topics.put(replace(topic, is_open=False))

    async def add_body(self, event: BodyRegistered) -> None:
        """Let people follow a body."""
        await self.topics.put(Topic(TopicId(event.subject), event.name))
