"""Own notices in MongoDB."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pymongo import IndexModel

from services.notifier.notices.domain import NoticeNotFound, OwnNotice, OwnNoticeId
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.driver import Document
from shared.store.store import Indexes, Store

OWN_NOTICES = "own_notices"
NEWEST = [("at", -1), ("_id", -1)]
_KEPT_SECONDS = 366 * 24 * 3600

INDEXES: Indexes = {
    OWN_NOTICES: [
        IndexModel([("person_id", 1), *NEWEST]),
        IndexModel([("person_id", 1)], partialFilterExpression={"read_at": None}, name="unread"),
        IndexModel([("at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
    ]
}
# Requests only mark what was read, and that is nobody's business but the reader's.
AUDITED: Audited = {OWN_NOTICES: NOT_AUDITED}


@dataclass(frozen=True, slots=True)
class MongoOwnNoticeRepository:
    """Keeps own notices for a year. Each write is one statement that can be said again."""

    store: Store

    async def add(self, notices: Iterable[OwnNotice]) -> None:
        """Keep those that are new by their ids; what was read stays read."""
        await self.store.add_new(OWN_NOTICES, [_to_document(notice) for notice in notices])

    async def get(self, notice_id: OwnNoticeId, person_id: str) -> OwnNotice:
        """Return this person's notice, or raise NoticeNotFound."""
        document = await self.store.get(OWN_NOTICES, notice_id)
        if document is None or document["person_id"] != person_id:
            raise NoticeNotFound("چنین آگاهی‌ای برای شما نیست.")
        return to_own_notice(document)

    async def own_of(self, notice_ids: Collection[OwnNoticeId], person_id: str) -> int:
        """How many of these are this person's."""
        return await self.store.count(OWN_NOTICES, {"_id": {"$in": list(notice_ids)}, "person_id": person_id})

    async def mark_read(
        self, person_id: str, *, at: datetime, until: datetime, only: Collection[OwnNoticeId] | None = None
    ) -> None:
        """Mark a person's notices as read that are not newer than `until`: only some, or all."""
        where: dict[str, Any] = {"person_id": person_id, "read_at": None, "at": {"$lte": until}}
        if only is not None:
            where["_id"] = {"$in": list(only)}
        await self.store.driver.collection(OWN_NOTICES).update_many(where, {"$set": {"read_at": at}})
        self.store.bells.ring(OWN_NOTICES)


def to_own_notice(document: Document) -> OwnNotice:
    """The notice of a document."""
    fields = {name: value for name, value in document.items() if name != "_id"}
    return OwnNotice(id=OwnNoticeId(document["_id"]), **fields)


def _to_document(notice: OwnNotice) -> Document:
    document = asdict(notice)
    document["_id"] = document.pop("id")
    return document
