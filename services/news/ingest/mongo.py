"""Receipts in MongoDB."""

from dataclasses import dataclass
from datetime import timedelta

from pymongo import IndexModel

from services.news.ingest.domain import Receipt
from shared.events import Event
from shared.runtime.context import Cause, Sender, caused_by
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

RECEIPTS = "guest_receipts"
_KEPT = Event.kept + timedelta(days=30)
"""Longer than the event in the outbox, under whose id a second one could not be kept."""
INDEXES: Indexes = {
    RECEIPTS: [
        IndexModel([("status_id", 1)]),
        IndexModel([("guest", 1), ("at", -1)]),
        IndexModel([("at", 1)], expireAfterSeconds=int(_KEPT.total_seconds()), name="forget"),
    ]
}
# Receipts are a record by themselves.
AUDITED: Audited = {RECEIPTS: NOT_AUDITED}

_RECEIPT = Shape(Receipt)


def to_receipt(document: Document) -> Receipt:
    """Return the receipt that a document keeps."""
    return _RECEIPT.aggregate(document)


@dataclass(frozen=True, slots=True)
class MongoReceiptRepository:
    """Keeps receipts."""

    store: Store

    async def get(self, key: str) -> Receipt | None:
        """The receipt of a post, if it came before."""
        document = await self.store.get(RECEIPTS, key)
        return _RECEIPT.aggregate(document) if document else None

    async def keep(self, receipt: Receipt, event: Event | None, *, source: str, traceparent: str | None) -> None:
        """Keep it, with the event to publish under its id in the guest's name: both, or neither."""
        async with self.store.unit_of_work() as work:
            await work.put(RECEIPTS, _RECEIPT.document(receipt))
            if event:
                cause = Cause(
                    correlation_id=receipt.event_id,
                    traceparent=traceparent,
                    sender=Sender(source, receipt.event_id),
                )
                with caused_by(cause):
                    work.emit(event)

    async def of_status(self, status_id: str) -> Receipt | None:
        """The receipt behind a status address."""
        found = await self.store.find(RECEIPTS, {"status_id": status_id}, limit=1)
        return _RECEIPT.aggregate(found[0]) if found else None
