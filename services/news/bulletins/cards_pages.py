"""How bulletins stand in lists: on the front page, on the page of their office, and on their own pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.news.bulletins.domain import Bulletin, Kind, Stage
from services.news.bulletins.queries import BulletinQueries
from services.news.bulletins.wording_domain import icon_of, kind_name, places_of, tone_of, when_of
from services.news.publishers.domain import Publisher, PublisherId

ON_FRONT: Final = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A bulletin in a list, in the reader's language."""

    path: str
    icon: str
    tone: str
    kind: str
    """«قطع آب»، «هشدار نارنجی راه»."""
    headline: str
    places: str
    area: str
    when: str
    is_planned: bool
    is_outage: bool
    stage: Stage
    office: str
    office_path: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The few bulletins on the front page or on the page of an office."""

    cards: Sequence[Card]
    total: int
    """How many are open in all."""


async def strip(queries: BulletinQueries, now: datetime, *, publisher: PublisherId | None = None) -> Strip:
    """The most urgent bulletins that are current or begin soon, of one office or of all."""
    found, total = await queries.for_front(now, publisher=publisher)
    return Strip(await cards(queries, found[:ON_FRONT], now), total)


async def cards(queries: BulletinQueries, bulletins: Sequence[Bulletin], now: datetime) -> list[Card]:
    """The bulletins as lists show them."""
    publishers = await queries.publishers_of(bulletins)
    return [card(each, publishers[each.publisher_id], now) for each in bulletins]


def card(bulletin: Bulletin, publisher: Publisher, now: datetime) -> Card:
    """One bulletin as lists show it."""
    content = bulletin.content
    return Card(
        path=bulletin.path,
        icon=icon_of(bulletin),
        tone=tone_of(bulletin),
        kind=kind_name(bulletin),
        headline=content.headline if content else "",
        places=places_of(content) if content else "",
        area=content.area if content else "",
        when=when_of(bulletin, now),
        is_planned=bool(content and content.is_planned),
        is_outage=bulletin.kind not in {Kind.ALERT, Kind.OCCASION},
        stage=bulletin.stage(now),
        office=publisher.name,
        office_path=publisher.path,
    )
