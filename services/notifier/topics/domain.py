"""What somebody can follow: an office, a body, a place, a kind of bulletin, or all news."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NewType

from shared.persian.places import place_id

TopicId = NewType("TopicId", str)
"""`all`, `office/water`, `body/media_hq`, `kind/outage-water`, or `place/` with the id of a place."""

_PLACE: Final = "place/"

ALL = TopicId("all")


class TopicUnknown(Exception):
    """There is nothing to follow of this id."""


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

    @property
    def is_place(self) -> bool:
        """Whether it is a quarter, a village or a road, of which bulletins tell."""
        return self.id.startswith(_PLACE)

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


def place_topic(name: str) -> TopicId:
    """What those follow who want to hear of a place, in whatever spelling it is named."""
    return TopicId(f"{_PLACE}{place_id(name)}")


EVERYTHING: Final = Topic(ALL, "همه خبرهای شهرستان")
WATER_OUTAGES: Final = Topic(TopicId("kind/outage-water"), "قطعی‌های آب")
POWER_OUTAGES: Final = Topic(TopicId("kind/outage-electricity"), "قطعی‌های برق")
GAS_OUTAGES: Final = Topic(TopicId("kind/outage-gas"), "قطعی‌های گاز")
ALERTS: Final = Topic(TopicId("kind/alert"), "هشدارهای هوا و راه")
OCCASIONS: Final = Topic(TopicId("kind/occasion"), "رویدادهای شهرستان")
KINDS: Final = (WATER_OUTAGES, POWER_OUTAGES, GAS_OUTAGES, ALERTS, OCCASIONS)
FIXED: Final[Mapping[TopicId, Topic]] = {topic.id: topic for topic in (EVERYTHING, *KINDS)}
"""Those that are there in every county."""
