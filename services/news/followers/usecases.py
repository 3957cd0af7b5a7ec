"""Keeps the numbers of followers that the notifier tells."""

from dataclasses import dataclass
from typing import Protocol

from services.news.followers.domain import COUNTY, Followers, Following, Together
from shared.events.news import SubscribersCounted


class FollowersRepository(Protocol):
    """Where the numbers are kept."""

    async def put(self, copy: Followers) -> None:
        """Keep them in place of those before."""


@dataclass(frozen=True, slots=True)
class FollowerBook:
    """Follows the notifier's counting."""

    followers: FollowersRepository

    async def keep(self, event: SubscribersCounted) -> None:
        """Keep the newest numbers."""
        following = tuple(Following(each.topic, each.channel, each.number) for each in event.followers)
        together = tuple(Together(each.topics, each.channel, each.number) for each in event.together)
        await self.followers.put(Followers(COUNTY, following, event.counted_at, together))
