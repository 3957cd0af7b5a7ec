"""Writes down what neighbours tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.news.bulletins.domain import Bulletin, BulletinId, Content, Hazard, Kind, Level
from services.news.publishers.domain import publisher_id
from shared.events.neighbours import (
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
    OutageAnnounced,
    OutageEnded,
)
from shared.persian.places import place_id
from shared.persian.text import for_keeping
from shared.runtime.context import current_cause

_OUTAGES: Final = {"water": Kind.WATER, "electricity": Kind.ELECTRICITY, "gas": Kind.GAS}


class BulletinRepository(Protocol):
    """Where bulletins are kept."""

    async def find(self, key: BulletinId) -> Bulletin | None:
        """Return the bulletin, or None when nothing about it has arrived."""

    async def put(self, bulletin: Bulletin) -> None:
        """Keep it, whatever was known before."""


@dataclass(frozen=True, slots=True)
class Noticeboard:
    """Where the county's outages, alerts and occasions are posted.

    The events of one bulletin come in their order. An event that is published again changes nothing in the end.
    """

    bulletins: BulletinRepository
    now: Callable[[], datetime]

    async def post_outage(self, event: OutageAnnounced) -> None:
        """Post an outage, or what is new about it."""
        content = Content(
            places=_places(event.places),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            text=for_keeping(event.reason),
            area=for_keeping(event.area),
            is_planned=event.is_planned,
        )
        await self._post(event.subject, _OUTAGES[event.utility], event.office_id, content)

    async def end_outage(self, event: OutageEnded) -> None:
        """Say that it is over."""
        await self._end(event.subject, Kind.OUTAGE, event.office_id, at=event.ended_at, note=event.note)

    async def post_alert(self, event: AlertIssued) -> None:
        """Post an alert, or what is new about it."""
        content = Content(
            places=_places(event.places),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            headline=for_keeping(event.headline),
            text=for_keeping(event.advice),
            level=Level(event.level),
            hazard=Hazard(event.hazard),
        )
        await self._post(event.subject, Kind.ALERT, event.office_id, content)

    async def lift_alert(self, event: AlertLifted) -> None:
        """Say that the danger is over."""
        await self._end(event.subject, Kind.ALERT, event.office_id, at=event.lifted_at, note=event.note)

    async def post_occasion(self, event: OccasionAnnounced) -> None:
        """Post an occasion, or what is new about it."""
        content = Content(
            places=_places(event.places),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            headline=for_keeping(event.title),
            text=for_keeping(event.summary),
            area=for_keeping(event.venue),
            link=event.url or "",
        )
        await self._post(event.subject, Kind.OCCASION, event.office_id, content)

    async def cancel_occasion(self, event: OccasionCancelled) -> None:
        """Say that it does not take place."""
        await self._end(event.subject, Kind.OCCASION, event.office_id, at=event.cancelled_at, note=event.note)

    async def _post(self, subject: str, kind: Kind, office_id: str, content: Content) -> None:
        key, publisher, now = BulletinId(subject), publisher_id("office", office_id), self.now()
        bulletin = await self.bulletins.find(key)
        if current_cause().replay:
            if bulletin is None:
                # When it was told is not known any more: at its beginning, or before now.
                begun = min(content.begins_at, now)
                bulletin = Bulletin(id=key, kind=kind, publisher_id=publisher, told_at=begun, heard_at=begun)
            bulletin.repeat(content)
        else:
            if bulletin is None:
                bulletin = Bulletin(id=key, kind=kind, publisher_id=publisher, told_at=now, heard_at=now)
            bulletin.announce(content, at=now)
        bulletin.kind, bulletin.publisher_id = kind, publisher
        await self.bulletins.put(bulletin)

    async def _end(self, subject: str, kind: Kind, office_id: str, *, at: datetime, note: str) -> None:
        key = BulletinId(subject)
        bulletin = await self.bulletins.find(key) or Bulletin(
            id=key, kind=kind, publisher_id=publisher_id("office", office_id), told_at=at, heard_at=at
        )
        bulletin.end(at=at, note=for_keeping(note))
        await self.bulletins.put(bulletin)


def _places(named: Iterable[str]) -> tuple[str, ...]:
    """The places as they are shown, each once in whatever spelling it was named."""
    found: dict[str, str] = {}
    for name in named:
        found.setdefault(place_id(name), for_keeping(name))
    return tuple(found.values())
