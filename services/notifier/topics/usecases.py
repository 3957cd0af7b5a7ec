"""Copies the names of offices and bodies from membership's events, and those of places from neighbours' events."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from services.notifier.topics.domain import FIXED, Topic, TopicId, place_topic
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.persian.text import for_keeping


class TopicRepository(Protocol):
    """Where topics are kept."""

    async def find(self, key: TopicId) -> Topic | None:
        """Return the topic, if its first event has come."""

    async def get(self, key: TopicId) -> Topic:
        """Return the topic, or raise TopicUnknown."""

    async def by_id(self, keys: Collection[TopicId]) -> Mapping[TopicId, Topic]:
        """Return those of these topics whose first event has come."""

    async def put(self, topic: Topic) -> None:
        """Keep it, whatever was known before."""


async def topic_of(topics: TopicRepository, key: TopicId) -> Topic:
    """The topic of this id. Raises TopicUnknown."""
    return FIXED.get(key) or await topics.get(key)


async def name_of(topics: TopicRepository, key: TopicId) -> str:
    """The name of an office or body in messages. Its registration may come late, and nobody must wait for a name."""
    found = await topics.find(key)
    return found.name if found else "فرمانداری"  # stays Persian: a message to people


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

    async def add_places(self, names: Collection[str]) -> None:
        """Let people follow places that an event has named, each by the name that it had first."""
        named = {place_topic(name): name for name in reversed(list(names))}
        known = await self.topics.by_id(named)
        for key, name in named.items():
            if key not in known:
                await self.topics.put(Topic(key, for_keeping(name)))
