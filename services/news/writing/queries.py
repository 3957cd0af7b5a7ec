"""Reads who writes what just now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.news.articles.heirs_mongo import MongoHeirRepository
from services.news.writing.mongo import MongoCopyRepository


@dataclass(frozen=True, slots=True)
class WritingQueries:
    """Says who is writing."""

    copies: MongoCopyRepository
    heirs: MongoHeirRepository
    now: Callable[[], datetime]

    async def others(self, item: str, person_id: str) -> list[str]:
        """The names of the other people who are writing an item now."""
        found, heirs = await self.copies.of_item(item), await self.heirs.all()
        own = heirs.entries_of(person_id)
        return [each.person_name for each in found if each.person_id not in own and each.is_at_work(self.now())]
