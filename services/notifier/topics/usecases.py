"""Copies the names of offices and bodies from membership's events."""

from dataclasses import dataclass, replace
from typing import Protocol

from services.notifier.topics.domain import ALL, EVERYTHING, Topic, TopicId
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeRegistered, OfficeReopened, OfficeUpdated


class TopicRepository(Protocol):
    """Where topics are kept."""

    async def find(self, key: TopicId) -> Topic | None:
        """Return the topic, if its first event has come."""

    async def get(self, key: TopicId) -> Topic:
        """Return the topic, or raise TopicUnknown."""

    async def put(self, topic: Topic) -> None:
        """Keep it, whatever was known before."""


async def topic_of(topics: TopicRepository, key: TopicId) -> Topic:
    """The topic of this id, which may be everything. Raises TopicUnknown."""
    return EVERYTHING if key == ALL else await topics.get(key)


@dataclass(frozen=True, slots=True)
class TopicDirectory:
    """Knows what can be followed."""

    topics: TopicRepository

    async def add_office(self, event: OfficeRegistered) -> None:
        """Let people follow a new office. Told late or again, it changes nothing."""
        if await self.topics.find(TopicId(event.subject)) is None:
            await self.topics.put(Topic(TopicId(event.subject), event.office.name))

    async def update_office(self, event: OfficeUpdated) -> None:
        """Take the name that the office has now; nobody begins to follow a closed one because of it."""
        known = await self.topics.find(TopicId(event.subject))
        topic = known or Topic(TopicId(event.subject), event.office.name)
        await self.topics.put(replace(topic, name=event.office.name))

    async def close_office(self, event: OfficeClosed) -> None:
        """Let nobody begin to follow an office from the day on which it closes."""
        topic = await self.topics.get(TopicId(event.subject))
        await self.topics.put(replace(topic, closed_on=event.closed_on))

    async def reopen_office(self, event: OfficeReopened) -> None:
        """Let people follow it again."""
        topic = await self.topics.get(TopicId(event.subject))
        await self.topics.put(replace(topic, is_open=True, closed_on=None))

    async def add_body(self, event: BodyRegistered) -> None:
        """Let people follow a body."""
        await self.topics.put(Topic(TopicId(event.subject), event.name))
