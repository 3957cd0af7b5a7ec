"""A bulletin: an outage, an alert or an occasion, from its first announcement until after its end."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final, NewType
from urllib.parse import quote

from services.news.publishers.domain import PublisherId
from shared.persian.jalali import TEHRAN
from shared.persian.places import place_id

BulletinId = NewType("BulletinId", str)
"""The subject of its events: `outage/water:1405-118`."""

SHOWN_BEFORE: Final = timedelta(hours=48)
"""An outage or an alert that begins so soon stands on the front page."""
OCCASIONS_SHOWN_BEFORE: Final = timedelta(days=7)
ENDED_SHOWN_FOR: Final = timedelta(days=30)
"""So long a bulletin that is over stands in the list of those."""
_LASTS_WITHOUT_WORD: Final = timedelta(hours=72)
_CHANGES_KEPT: Final = 30


class BulletinNotFound(Exception):
    """No bulletin has this address."""


class Kind(StrEnum):
    """What a bulletin is about; readers choose and follow by it."""

    WATER = "outage-water"
    ELECTRICITY = "outage-electricity"
    GAS = "outage-gas"
    ALERT = "alert"
    OCCASION = "occasion"
    OUTAGE = "outage"
    """An outage whose end was told and its beginning never: nobody said of what."""


KINDS: Final = (Kind.WATER, Kind.ELECTRICITY, Kind.GAS, Kind.ALERT, Kind.OCCASION)
"""Those that lists are narrowed to and that can be followed."""


class Level(StrEnum):
    """How grave an alert is, by the scale of the weather service."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Hazard(StrEnum):
    """What an alert warns of."""

    WEATHER = "weather"
    ROAD = "road"


class Stage(StrEnum):
    """Where a bulletin stands at an instant."""

    COMING = "coming"
    CURRENT = "current"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a bulletin says."""

    places: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime | None = None
    headline: str = ""
    """The headline of an alert or the title of an occasion; an outage has none."""
    text: str = ""
    """The reason of an outage, the advice of an alert, the summary of an occasion."""
    area: str = ""
    """Where exactly: the streets of an outage, the venue of an occasion."""
    is_planned: bool = False
    level: Level | None = None
    hazard: Hazard | None = None
    link: str = ""
    """A page of the organisers of an occasion."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a bulletin: when it was told, and what the bulletin said until then."""

    at: datetime
    before: Content


@dataclass(slots=True, kw_only=True)
class Bulletin:
    """A bulletin with its changes and its end."""

    id: BulletinId
    kind: Kind
    publisher_id: PublisherId
    """The office that answers for it."""
    told_at: datetime
    """When it was told first."""
    heard_at: datetime
    """When it was told last. Without an end of its own it is held for true for some time after that."""
    content: Content | None = None
    """None when its end has come and its announcement never did."""
    changes: tuple[Change, ...] = field(default=())
    """Oldest first; of very many, the newest."""
    ended_at: datetime | None = None
    """When it was said to be over, which may be before its beginning."""
    end_note: str = ""

    def announce(self, content: Content, *, at: datetime) -> None:
        """Say this from now on. An announcement after the end means that it goes on after all."""
        if self.content and self.content != content:
            self.changes = (*self.changes, Change(at, self.content))[-_CHANGES_KEPT:]
        self.content = content
        self.ended_at, self.end_note = None, ""
        self.heard_at = at

    def repeat(self, content: Content) -> None:
        """Take over what an announcement says that is published again: what came after it comes again as well."""
        self.content = content

    def end(self, *, at: datetime, note: str) -> None:
        """Be over at an instant."""
        self.ended_at, self.end_note = at, note

    @property
    def over_at(self) -> datetime:
        """From when on it is over: as was said last, or when nobody expects it to last any more."""
        if self.ended_at:
            return self.ended_at
        if self.content is None:
            return self.told_at
        if self.content.ends_at:
            return self.content.ends_at
        if self.kind is Kind.OCCASION:
            return _end_of_day(self.content.begins_at)
        return max(self.content.begins_at, self.heard_at) + _LASTS_WITHOUT_WORD

    def stage(self, at: datetime) -> Stage:
        """Where it stands at an instant."""
        if self.content is None or self.over_at <= at:
            return Stage.OVER
        return Stage.CURRENT if self.content.begins_at <= at else Stage.COMING

    @property
    def was_called_off(self) -> bool:
        """Whether its end was told before it began: the occasion or the outage does not take place."""
        return bool(self.ended_at and self.content and self.ended_at <= self.content.begins_at)

    @property
    def place_ids(self) -> list[str]:
        """The ids of its places, each once."""
        return list(dict.fromkeys(map(place_id, self.content.places))) if self.content else []

    @property
    def path(self) -> str:
        """Its page, whose address messages name."""
        return path_of(self.id)


def path_of(key: BulletinId) -> str:
    """The address of a bulletin's page."""
    return f"/bulletins/{quote(key, safe='/:')}"


def is_for_front(bulletin: Bulletin, at: datetime) -> bool:
    """Whether it stands on the front page: when it is current, or begins soon."""
    if bulletin.content is None or bulletin.stage(at) is Stage.OVER:
        return False
    before = OCCASIONS_SHOWN_BEFORE if bulletin.kind is Kind.OCCASION else SHOWN_BEFORE
    return bulletin.content.begins_at <= at + before


def urgency(bulletin: Bulletin, at: datetime) -> tuple[int, datetime]:
    """The order on the front page: alerts, the gravest first; what fails now; what will fail; occasions."""
    content = bulletin.content
    begins_at = content.begins_at if content else bulletin.told_at
    if bulletin.kind is Kind.ALERT:
        level = content.level if content and content.level else Level.YELLOW
        return [Level.RED, Level.ORANGE, Level.YELLOW].index(level), begins_at
    if bulletin.kind is Kind.OCCASION:
        return 5, begins_at
    return (3 if bulletin.stage(at) is Stage.CURRENT else 4), begins_at


def _end_of_day(at: datetime) -> datetime:
    """The midnight in Tehran with which the day of an instant ends."""
    return datetime.combine(at.astimezone(TEHRAN).date() + timedelta(days=1), time(0), TEHRAN)
