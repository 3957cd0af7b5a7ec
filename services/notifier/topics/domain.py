"""What somebody can follow: an office, a body, or everything."""

from dataclasses import dataclass
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
    """A closed office has no new followers; those it has are still told of corrections."""


EVERYTHING = Topic(ALL, "همه خبرهای شهرستان")
