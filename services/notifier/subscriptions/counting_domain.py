"""How many follow what: the numbers that are told to whoever publishes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.events.news import SubscribersCounted, TopicFollowers

COUNT: Final = "county"
_APART: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many addresses follow a topic by a channel; without those that follow everything, except for that topic."""

    topic: str
    channel: str
    number: int


@dataclass(slots=True)
class Count:
    """The numbers as they were told last."""

    id: str = COUNT
    counts: tuple[TopicCount, ...] = ()
    told_at: datetime | None = None
    version: int = 0

    def tell(self, counts: tuple[TopicCount, ...], *, at: datetime) -> SubscribersCounted | None:
        """Tell the numbers that are counted now; None when nothing changed, or they were told within a minute."""
        if self.told_at and (counts == self.counts or at - self.told_at < _APART):
            return None
        self.counts, self.told_at = counts, at
        followers = tuple(TopicFollowers(topic=each.topic, channel=each.channel, number=each.number) for each in counts)
        return SubscribersCounted(followers=followers, counted_at=at)
