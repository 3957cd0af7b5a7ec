"""A topic and its name."""

from dataclasses import dataclass
from typing import NewType

TopicId = NewType("TopicId", str)
"""`all`, `office/water` or `body/media_hq`."""

ALL = TopicId("all")


class TopicUnknown(Exception):
    """There is nothing of this name to follow."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that can be followed."""

    id: TopicId
    name: str
    is_open: bool = True
    """A closed office has news no more; who followed it before is still told of corrections."""


EVERYTHING = Topic(ALL, "همه خبرهای شهرستان")
