"""What can be followed, as pages list it."""

from dataclasses import dataclass
from datetime import date

from services.notifier.topics.domain import FIXED, Topic
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class TopicQueries:
    """Reads topics."""

    copies: Copies[Topic]

    async def open_ones(self, *, on: date) -> list[Topic]:
        """All that can be followed on a day: all news, the kinds, and then the others by name."""
        return [*FIXED.values(), *(topic for topic in await self.copies.all() if topic.is_open_on(on))]
