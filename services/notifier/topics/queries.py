"""What can be followed, as pages list it."""

from dataclasses import dataclass

from services.notifier.topics.domain import EVERYTHING, Topic
from services.notifier.topics.mongo import TOPICS, to_topic
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class TopicQueries:
    """Reads topics."""

    store: Store

    async def open_ones(self) -> list[Topic]:
        """All that can be followed now: everything together first, then each by name."""
        found = await self.store.find(TOPICS, {"is_open": True}, sort=[("name", 1)])
        return [EVERYTHING, *map(to_topic, found)]
