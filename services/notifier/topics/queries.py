"""What can be followed, as pages list it."""

from dataclasses import dataclass
from datetime import date

from services.notifier.topics.domain import EVERYTHING, Topic
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class TopicQueries:
    """Reads topics."""

    copies: Copies[Topic]

    async def open_ones(self, *, on: date) -> list[Topic]:
        """All that can be followed on a day: everything together first, then each by name."""
        return [EVERYTHING, *(topic for topic in await self.copies.all() if topic.is_open_on(on))]
