"""Reads the numbers of followers."""

from dataclasses import dataclass

from services.news.followers.domain import COUNTY, Followers
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class FollowerQueries:
    """Reads the numbers."""

    copies: Copies[Followers]

    async def counted(self) -> Followers:
        """Return the numbers as they were counted last; none before the notifier has counted."""
        return await self.copies.find(COUNTY) or Followers()
