"""What can be followed, as pages list it."""

from dataclasses import dataclass

from services.notifier.topics.domain import EVERYTHING, Topic
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class TopicQueries:
    """Reads topics."""

    copies: Copies[Topic]

    async def open_ones(self) -> list[Topic]:
        """All that can be followed now: everything together first, then each by name."""
        return [EVERYTHING, *await self.copies.all({"is_open": True})]
