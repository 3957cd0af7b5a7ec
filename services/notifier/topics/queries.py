"""What can be followed, as pages list it."""

from dataclasses import dataclass

from services.notifier.topics.domain import EVERYTHING, Topic, TopicId
from services.notifier.topics.mongo import TOPICS
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class TopicQueries:
    """Reads topics."""

    store: Store

    async def open_ones(self) -> list[Topic]:
        """All that can be followed now, everything first, then by name."""
        found = await self.store.find(TOPICS, {"is_open": True}, sort=[("name", 1)])
        return [EVERYTHING, *(Topic(TopicId(each["_id"]), each["name"]) for each in found)]
