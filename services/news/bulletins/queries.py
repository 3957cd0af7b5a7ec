"""Reads bulletins for the portal and the JSON interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from services.news.bulletins.domain import (
    ENDED_SHOWN_FOR,
    Bulletin,
    BulletinId,
    BulletinNotFound,
    Hazard,
    Kind,
    Level,
    Stage,
    is_for_front,
    urgency,
)
from services.news.bulletins.mongo import BULLETINS, to_bulletin
from services.news.publishers.domain import Publisher, PublisherId
from services.news.publishers.queries import PublisherQueries
from shared.persian.places import place_id
from shared.persian.text import tokens_for_finding
from shared.store.store import Store

_MOST: Final = 1_000
"""More than so many are never open at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """To what a list of bulletins is narrowed. A field that is empty narrows nothing."""

    kind: str = ""
    place: str = ""
    """The name of a place, in whatever spelling."""
    publisher: PublisherId | None = None
    words: str = ""

    @property
    def where(self) -> dict[str, Any]:
        """The same for the database."""
        found: dict[str, Any] = {"content": {"$ne": None}}
        if self.kind:
            found["kind"] = self.kind
        if self.place:
            found["place_ids"] = place_id(self.place)
        if self.publisher:
            found["publisher_id"] = self.publisher
        if self.words:
            tokens = tokens_for_finding(self.words)
            found["tokens"] = {"$all": tokens} if tokens else {"$in": []}
        return found


class OfficeOfBulletin(BaseModel):
    """The office that answers for a bulletin."""

    id: str
    name: str
    url: str


class BulletinView(BaseModel):
    """A bulletin as JSON shows it."""

    id: str
    kind: Kind
    stage: Stage
    office: OfficeOfBulletin
    headline: str
    text: str
    places: list[str]
    area: str
    is_planned: bool
    level: Level | None
    hazard: Hazard | None
    begins_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    end_note: str
    link: str
    told_at: datetime
    changed_at: datetime | None
    path: str
    url: str


class BulletinList(BaseModel):
    """The bulletins that are current or to come, in the order of their beginnings."""

    items: list[BulletinView]


@dataclass(frozen=True, slots=True)
class BulletinQueries:
    """Reads bulletins."""

    store: Store
    publishers: PublisherQueries
    public_url: str

    async def one(self, key: BulletinId) -> Bulletin:
        """The bulletin. Raises BulletinNotFound."""
        document = await self.store.get(BULLETINS, key)
        if document is None:
            raise BulletinNotFound
        return to_bulletin(document)

    async def open(self, now: datetime, wanted: Wanted) -> list[Bulletin]:
        """Those that are current or to come, in the order of their beginnings."""
        where = wanted.where | {"over_at": {"$gt": now}}
        found = await self.store.find(BULLETINS, where, sort=[("over_at", -1)], limit=_MOST)
        return sorted(map(to_bulletin, found), key=_beginning)

    async def for_front(self, now: datetime, *, publisher: PublisherId | None = None) -> tuple[list[Bulletin], int]:
        """Those that are current or begin soon, the most urgent first; and how many are open in all."""
        found = await self.open(now, Wanted(publisher=publisher))
        shown = [bulletin for bulletin in found if is_for_front(bulletin, now)]
        return sorted(shown, key=lambda bulletin: urgency(bulletin, now)), len(found)

    async def ended_number(self, now: datetime, wanted: Wanted) -> int:
        """How many of the last days are over."""
        return await self.store.count(BULLETINS, wanted.where | _of_the_last_days(now))

    async def ended(self, now: datetime, wanted: Wanted, *, skip: int, limit: int) -> list[Bulletin]:
        """Those of the last days that are over, the one that ended last first."""
        where, sort = wanted.where | _of_the_last_days(now), [("over_at", -1), ("_id", 1)]
        found = await self.store.find(BULLETINS, where, sort=sort, skip=skip, limit=limit)
        return [to_bulletin(each) for each in found]

    async def publishers_of(self, bulletins: Sequence[Bulletin]) -> Mapping[PublisherId, Publisher]:
        """The offices that answer for these."""
        return await self.publishers.by_id({bulletin.publisher_id for bulletin in bulletins})

    async def views(self, bulletins: Sequence[Bulletin], now: datetime) -> list[BulletinView]:
        """The bulletins as JSON shows them."""
        publishers = await self.publishers_of(bulletins)
        return [self._view(each, publishers[each.publisher_id], now) for each in bulletins]

    def _view(self, bulletin: Bulletin, publisher: Publisher, now: datetime) -> BulletinView:
        content = bulletin.content
        return BulletinView(
            id=bulletin.id,
            kind=bulletin.kind,
            stage=bulletin.stage(now),
            office=OfficeOfBulletin(id=publisher.slug, name=publisher.name, url=publisher.path),
            headline=content.headline if content else "",
            text=content.text if content else "",
            places=list(content.places) if content else [],
            area=content.area if content else "",
            is_planned=content.is_planned if content else False,
            level=content.level if content else None,
            hazard=content.hazard if content else None,
            begins_at=content.begins_at if content else None,
            ends_at=content.ends_at if content else None,
            ended_at=bulletin.ended_at,
            end_note=bulletin.end_note,
            link=content.link if content else "",
            told_at=bulletin.told_at,
            changed_at=bulletin.changes[-1].at if bulletin.changes else None,
            path=bulletin.path,
            url=self.public_url + bulletin.path,
        )


def _beginning(bulletin: Bulletin) -> tuple[datetime, str]:
    return (bulletin.content.begins_at if bulletin.content else bulletin.told_at), bulletin.id


def _of_the_last_days(now: datetime) -> dict[str, Any]:
    return {"over_at": {"$lte": now, "$gt": now - ENDED_SHOWN_FOR}}
