"""Notices in MongoDB, each with how far it was expanded into deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pymongo import IndexModel

from services.notifier.notices.domain import History, Notice
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

NOTICES = "notices"
INDEXES: Indexes = {
    NOTICES: [
        IndexModel([("not_before", 1)], partialFilterExpression={"is_expanded": False}, name="to_expand"),
        IndexModel([("subject", 1), ("at", -1)]),
        IndexModel([("at", -1)]),
    ],
}
# Notices are a record by themselves.
AUDITED: Audited = {NOTICES: NOT_AUDITED}

_NOTICE = Shape(Notice)


class Unexpanded(NamedTuple):
    """A notice whose deliveries are not all written yet; those of the followers up to `cursor` are."""

    notice: Notice
    cursor: str


@dataclass(frozen=True, slots=True)
class MongoNoticeRepository:
    """Keeps notices."""

    store: Store

    async def add(self, notice: Notice) -> None:
        """Keep it, to be told to its audience; one that is there already stays as it is."""
        async with self.store.unit_of_work() as work:
            if await work.get(NOTICES, notice.id) is None:
                beside = {"is_expanded": False, "not_before": notice.at, "cursor": ""}
                await work.replace(NOTICES, {"_id": notice.id}, _NOTICE.document(notice) | beside, insert=True)

    async def history(self, subjects: Collection[str]) -> History:
        """All that was ever told about these subjects."""
        found = await self.store.find(NOTICES, {"subject": {"$in": list(subjects)}})
        return History([to_notice(each) for each in found])

    async def next_unexpanded(self) -> Unexpanded | None:
        """The one that has waited longest; None when none is due."""
        due = {"is_expanded": False, "not_before": {"$lte": self.store.now()}}
        found = await self.store.find(NOTICES, due, sort=[("not_before", 1)], limit=1)
        return Unexpanded(to_notice(found[0]), found[0]["cursor"]) if found else None

    async def move_cursor(self, notice: Notice, cursor: str) -> None:
        """Note that the deliveries up to here are written."""
        await self._set(notice, {"cursor": cursor})

    async def expand_again(self, notice: Notice, *, at: datetime) -> None:
        """Let it wait: somebody of its audience is not known yet."""
        await self._set(notice, {"not_before": at})

    async def mark_expanded(self, notice: Notice) -> None:
        """Note that all its deliveries are written."""
        await self._set(notice, {"is_expanded": True})

    async def _set(self, notice: Notice, fields: Document) -> None:
        await self.store.driver.collection(NOTICES).update_one({"_id": notice.id}, {"$set": fields})


def to_notice(document: Document) -> Notice:
    """The notice of a document."""
    return _NOTICE.aggregate(document)
