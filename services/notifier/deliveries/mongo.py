"""Notices and deliveries in MongoDB. The ledger is the queue: delay, retry and pause are its `not_before`."""

from dataclasses import asdict, dataclass
from typing import Any

from pymongo import IndexModel

from services.notifier.deliveries.domain import Audience, Notice, NoticeKey
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import Work

NOTICES, DELIVERIES = "notices", "deliveries"
INDEXES: Indexes = {
    NOTICES: [
        IndexModel([("not_before", 1)], partialFilterExpression={"is_expanded": False}, name="to_expand"),
        IndexModel([("subject", 1), ("at", -1)]),
        IndexModel([("at", -1)]),
    ],
    DELIVERIES: [
        IndexModel([("channel", 1), ("state", 1), ("not_before", 1)], name="queue"),
        IndexModel([("notice", 1), ("state", 1)]),
        IndexModel([("subject", 1), ("_id", 1)]),
        IndexModel([("lease.until", 1)], partialFilterExpression={"state": "sending"}, name="abandoned"),
    ],
}
# The ledger is a record by itself: of what was told to whom, with its proof.
AUDITED: Audited = {NOTICES: NOT_AUDITED, DELIVERIES: NOT_AUDITED}


@dataclass(frozen=True, slots=True)
class MongoNoticeRepository:
    """Keeps notices."""

    store: Store

    async def add(self, notice: Notice) -> None:
        """Keep it, to be told to its audience; one that is there already stays as it is."""
        async with self.store.unit_of_work() as work:
            await put_notice(work, notice)


async def put_notice(work: Work, notice: Notice) -> None:
    """Keep a notice in an open unit."""
    if await work.get(NOTICES, notice.key) is None:
        document = asdict(notice) | {"_id": notice.key, "is_expanded": False, "not_before": notice.at, "cursor": ""}
        del document["key"]
        await work.replace(NOTICES, {"_id": notice.key}, document, insert=True)


def to_notice(document: Document) -> Notice:
    """The notice of a document."""
    audience: dict[str, Any] = dict(document["audience"])
    if audience["address"]:
        audience["address"] = tuple(audience["address"])
    names = ("kind", "subject", "title", "text", "link", "link_label", "at", "expires_at", "event_id", "recalls")
    return Notice(
        key=NoticeKey(document["_id"]),
        audience=Audience(**audience),
        is_sealed=document.get("is_sealed", False),
        **{name: document[name] for name in names},
    )
