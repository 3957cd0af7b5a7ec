"""What somebody can follow: an office, a body, or everything."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

TopicId = NewType("TopicId", str)
"""`all`, `office/water` or `body/media_hq`."""

ALL = TopicId("all")


class TopicUnknown(Exception):
    """There is no office and no body of this id."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that can be followed."""

    id: TopicId
    name: str
    is_open: bool = True
    """False for an office that was closed when the day of a closing was not kept."""
    closed_on: date | None = None
    """The day on which it closes, which may be to come.

    A closed office has no new followers; those that it has are still told of corrections.
    """

    def is_open_on(self, day: date) -> bool:
        """Whether somebody may begin to follow it on that day."""
        return self.is_open and (self.closed_on is None or self.closed_on > day)


def payload_of(topic: TopicId) -> str:
    """The topic as a link to a messenger's bot carries it, which allows no slash: `office_water`; empty for all."""
    return topic.replace("/", "_", 1) if topic != ALL else ""


def topic_of(payload: str | None) -> TopicId:
    """The topic of such a link; without a payload all is followed."""
    kind, _, slug = (payload or "").partition("_")
    return TopicId(f"{kind}/{slug}") if slug else ALL


EVERYTHING = Topic(ALL, "همه خبرهای شهرستان")
