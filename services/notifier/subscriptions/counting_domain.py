"""How many follow what: the numbers that are told to whoever publishes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.events.news import SubscribersCounted, TopicFollowers, TopicsTogether

COUNT: Final = "county"
_APART: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many addresses follow a topic by a channel; without those that follow everything, except for that topic."""

    topic: str
    channel: str
    number: int


@dataclass(frozen=True, slots=True)
class Together:
    """How many addresses follow exactly these offices and bodies by a channel, more than one of them."""

    topics: tuple[str, ...]
    channel: str
    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at one moment."""

    counts: tuple[TopicCount, ...] = ()
    together: tuple[Together, ...] = ()


@dataclass(slots=True)
class Count:
    """The numbers as they were told last."""

    id: str = COUNT
    counts: tuple[TopicCount, ...] = ()
    told_at: datetime | None = None
    together: tuple[Together, ...] = ()
    version: int = 0

    def tell(self, counted: Counted, *, at: datetime) -> SubscribersCounted | None:
        """Tell the numbers that are counted now; None when nothing changed, or they were told within a minute."""
        is_known = counted == Counted(self.counts, self.together)
        if self.told_at and (is_known or at - self.told_at < _APART):
            return None
        self.counts, self.together, self.told_at = counted.counts, counted.together, at
        return SubscribersCounted(
            followers=tuple(
                TopicFollowers(topic=each.topic, channel=each.channel, number=each.number) for each in self.counts
            ),
            counted_at=at,
            together=tuple(
                TopicsTogether(topics=each.topics, channel=each.channel, number=each.number) for each in self.together
            ),
        )
