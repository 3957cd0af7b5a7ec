"""What lies at a person's desk, newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from services.notifier.desk_notices.domain import DeskNotice
from services.notifier.desk_notices.mongo import DESK_NOTICES, NEWEST, to_desk_notice
from shared.store.store import Store

ON_A_PAGE = 30


class DeskNoticeView(BaseModel):
    """A notice as JSON shows it to its person."""

    id: str
    kind: str
    title: str
    text: str
    path: str
    at: datetime
    read_at: datetime | None


class DeskNoticePage(BaseModel):
    """Some notices, newest first, and how many are unread in all."""

    items: list[DeskNoticeView]
    unread: int
    next_page: int | None = None


@dataclass(frozen=True, slots=True)
class DeskNoticeQueries:
    """Reads desk notices."""

    store: Store

    async def page(self, person_id: str, page: int) -> tuple[list[DeskNotice], bool]:
        """One page, and whether there is more."""
        skip = (page - 1) * ON_A_PAGE
        where = {"person_id": person_id}
        found = await self.store.find(DESK_NOTICES, where, sort=NEWEST, skip=skip, limit=ON_A_PAGE + 1)
        return [to_desk_notice(document) for document in found[:ON_A_PAGE]], len(found) > ON_A_PAGE

    async def unread(self, person_id: str, *, limit: int) -> list[DeskNotice]:
        """The newest that this person has not read."""
        where = {"person_id": person_id, "read_at": None}
        found = await self.store.find(DESK_NOTICES, where, sort=NEWEST, limit=limit)
        return [to_desk_notice(document) for document in found]

    async def unread_number(self, person_id: str) -> int:
        """Count what this person has not read."""
        return (await self.unread_numbers([person_id]))[person_id]

    async def unread_numbers(self, people: Collection[str]) -> Mapping[str, int]:
        """Count what each of these people has not read."""
        match = {"$match": {"person_id": {"$in": list(people)}, "read_at": None}}
        rows = await self.store.aggregate(
            DESK_NOTICES, [match, {"$group": {"_id": "$person_id", "number": {"$sum": 1}}}]
        )
        counted = {row["_id"]: row["number"] for row in rows}
        return {person: counted.get(person, 0) for person in people}


def view(notice: DeskNotice) -> DeskNoticeView:
    """The notice as JSON shows it."""
    return DeskNoticeView(
        id=notice.id,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        path=notice.path,
        at=notice.at,
        read_at=notice.read_at,
    )
