"""What a person was told, newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from services.notifier.notices.domain import OwnNotice
from services.notifier.notices.mongo import NEWEST, OWN_NOTICES, to_own_notice
from shared.store.store import Store

ON_A_PAGE = 30


class OwnNoticeView(BaseModel):
    """A notice as JSON shows it to its person."""

    id: str
    kind: str
    title: str
    text: str
    path: str
    at: datetime
    read_at: datetime | None


class OwnNoticePage(BaseModel):
    """Some notices, newest first, and how many are unread in all."""

    items: list[OwnNoticeView]
    unread: int
    next_page: int | None = None


@dataclass(frozen=True, slots=True)
class OwnNoticeQueries:
    """Reads own notices."""

    store: Store

    async def page(self, person_id: str, page: int) -> tuple[list[OwnNotice], bool]:
        """One page, and whether there is more."""
        skip = (page - 1) * ON_A_PAGE
        where = {"person_id": person_id}
        found = await self.store.find(OWN_NOTICES, where, sort=NEWEST, skip=skip, limit=ON_A_PAGE + 1)
        return [to_own_notice(document) for document in found[:ON_A_PAGE]], len(found) > ON_A_PAGE

    async def unread(self, person_id: str, *, limit: int) -> list[OwnNotice]:
        """The newest that were not read."""
        where = {"person_id": person_id, "read_at": None}
        found = await self.store.find(OWN_NOTICES, where, sort=NEWEST, limit=limit)
        return [to_own_notice(document) for document in found]

    async def unread_number(self, person_id: str) -> int:
        """How many were not read."""
        return (await self.unread_numbers([person_id]))[person_id]

    async def unread_numbers(self, people: Collection[str]) -> Mapping[str, int]:
        """The same for each of these people."""
        match = {"$match": {"person_id": {"$in": list(people)}, "read_at": None}}
        rows = await self.store.aggregate(
            OWN_NOTICES, [match, {"$group": {"_id": "$person_id", "number": {"$sum": 1}}}]
        )
        counted = {row["_id"]: row["number"] for row in rows}
        return {person: counted.get(person, 0) for person in people}


def view(notice: OwnNotice) -> OwnNoticeView:
    """The notice as JSON shows it."""
    return OwnNoticeView(
        id=notice.id,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        path=notice.path,
        at=notice.at,
        read_at=notice.read_at,
    )
