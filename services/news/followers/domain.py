"""How many people follow what, so that whoever publishes knows how many will be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

COUNTY: Final = "county"
_ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Following:
    """How many addresses follow a topic by a channel, without those that follow everything."""

    topic: str
    channel: str
    number: int


@dataclass(frozen=True, slots=True)
class Together:
    """How many addresses follow exactly these publishers by a channel, more than one of them, and not everything."""

    topics: tuple[str, ...]
    channel: str
    number: int


@dataclass(frozen=True, slots=True)
class Followers:
    """The numbers of the county, as they were counted last."""

    id: str = COUNTY
    following: tuple[Following, ...] = ()
    counted_at: datetime | None = None
    """None before the notifier has counted."""
    together: tuple[Together, ...] = ()

    def of(self, topics: Collection[str]) -> Mapping[str, int]:
        """Return how many addresses of each channel are told of what appears under one of these topics.

        Whoever follows two of them, such as two offices that publish together, is told once and counts once.
        """
        found: dict[str, int] = {}
        for each in self.following:
            if each.topic == _ALL or each.topic in topics:
                found[each.channel] = found.get(each.channel, 0) + each.number
        for several in self.together:
            if (again := len(set(topics).intersection(several.topics)) - 1) > 0:
                found[several.channel] = found.get(several.channel, 0) - several.number * again
        return found
