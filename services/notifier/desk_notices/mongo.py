"""Desk notices in MongoDB."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import IndexModel

from services.notifier.desk_notices.domain import DeskNotice, DeskNoticeId, DeskNoticeNotFound
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

DESK_NOTICES = "desk_notices"
NEWEST = [("at", -1), ("_id", -1)]
_KEPT_SECONDS = 366 * 24 * 3600

INDEXES: Indexes = {
    DESK_NOTICES: [
        IndexModel([("person_id", 1), *NEWEST]),
        IndexModel([("person_id", 1)], partialFilterExpression={"read_at": None}, name="unread"),
        IndexModel([("passed_on_by", 1)], sparse=True, name="passed_on"),
        IndexModel([("at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
    ]
}
# Requests only mark what was read, which concerns nobody but the reader.
AUDITED: Audited = {DESK_NOTICES: NOT_AUDITED}

_DESK_NOTICE = Shape(DeskNotice)


@dataclass(frozen=True, slots=True)
class MongoDeskNoticeRepository:
    """Keeps desk notices for a year. What is added or read is one statement, which may run again."""

    store: Store

    async def add(self, notices: Iterable[DeskNotice]) -> None:
        """Keep those whose ids are new; what was read stays read."""
        await self.store.add_new(DESK_NOTICES, [_document(notice) for notice in notices])

    async def get(self, notice_id: DeskNoticeId, person_id: str) -> DeskNotice:
        """Return this person's notice, or raise DeskNoticeNotFound."""
        document = await self.store.get(DESK_NOTICES, notice_id)
        if document is None or document["person_id"] != person_id:
            raise DeskNoticeNotFound("چنین اعلانی برای شما نیست.")
        return to_desk_notice(document)

    async def own_of(self, notice_ids: Collection[DeskNoticeId], person_id: str) -> int:
        """Count those of these that are this person's."""
        return await self.store.count(DESK_NOTICES, {"_id": {"$in": list(notice_ids)}, "person_id": person_id})

    async def pass_on(self, merged: str, into: str) -> None:
        """Lay the notices of one person on the desk of another, and note whose they were."""
        for document in await self.store.find(DESK_NOTICES, {"person_id": merged}):
            owners = [*document.get("passed_on_by", []), merged]
            await self._lay(document, into, owners)

    async def give_back(self, merged: str) -> None:
        """Lay the notices back that a person had before the merge."""
        for document in await self.store.find(DESK_NOTICES, {"passed_on_by": merged}):
            owners = document["passed_on_by"]
            await self._lay(document, merged, owners[: owners.index(merged)])

    async def _lay(self, document: Document, person_id: str, owners: list[str]) -> None:
        async with self.store.unit_of_work() as work:
            await work.put(DESK_NOTICES, document | {"person_id": person_id, "passed_on_by": owners})

    async def mark_read(
        self, person_id: str, *, at: datetime, until: datetime, only: Collection[DeskNoticeId] | None = None
    ) -> None:
        """Mark a person's notices as read that are not newer than `until`: only some, or all."""
        where: dict[str, Any] = {"person_id": person_id, "read_at": None, "at": {"$lte": until}}
        if only is not None:
            where["_id"] = {"$in": list(only)}
        await self.store.driver.collection(DESK_NOTICES).update_many(where, {"$set": {"read_at": at}})
        self.store.bells.ring(DESK_NOTICES)


def _document(notice: DeskNotice) -> Document:
    document = _DESK_NOTICE.document(notice)
    # Few notices were passed on, and the index of those is sparse.
    return document if notice.passed_on_by else {name: document[name] for name in document if name != "passed_on_by"}


def to_desk_notice(document: Document) -> DeskNotice:
    """The notice of a document."""
    return _DESK_NOTICE.aggregate(document)
