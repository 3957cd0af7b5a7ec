"""Webhooks and deliveries in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pymongo import IndexModel

from services.news.guests.domain import GuestName
from services.news.webhooks.domain import Delivery, DeliveryState, State, Webhook, WebhookNotFound
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.outbox import SENT
from shared.store.store import Indexes, Store
from shared.store.work import OUTBOX, Filter

WEBHOOKS, DELIVERIES = "webhooks", "webhook_deliveries"
_KEPT: Final = timedelta(days=90)
INDEXES: Indexes = {
    WEBHOOKS: [],
    DELIVERIES: [
        IndexModel([("webhook", 1), ("state", 1), ("subject", 1), ("seq", 1)]),
        IndexModel([("webhook", 1), ("sent_at", -1)]),
        IndexModel([("next_at", 1)], expireAfterSeconds=int(_KEPT.total_seconds()), name="forget"),
    ],
    # The archive is read in the order in which events were sent.
    OUTBOX: [IndexModel([("sent_at", 1), ("_id", 1)], partialFilterExpression={"state": SENT}, name="in_order_sent")],
}
AUDITED: Audited = {WEBHOOKS: all_but("secret"), DELIVERIES: NOT_AUDITED, OUTBOX: NOT_AUDITED}

_OVERLAP: Final = timedelta(seconds=10)
"""What two relays send after each other may be dated by clocks that differ."""
_WEBHOOK, _DELIVERY = Shape(Webhook), Shape(Delivery)


@dataclass(frozen=True, slots=True)
class MongoWebhookRepository:
    """Keeps webhooks, and what is on its way to them."""

    store: Store

    async def get(self, name: GuestName) -> Webhook:
        """The webhook of a guest. Raises WebhookNotFound."""
        found = await self.find(name)
        if found is None:
            raise WebhookNotFound(name)
        return found

    async def find(self, name: GuestName) -> Webhook | None:
        """The webhook of a guest, if it has one."""
        document = await self.store.get(WEBHOOKS, name)
        return _WEBHOOK.aggregate(document) if document else None

    async def active(self) -> list[Webhook]:
        """Those to which events are posted."""
        found = await self.store.find(WEBHOOKS, {"state": State.ACTIVE.value}, sort=[("_id", 1)])
        return [_WEBHOOK.aggregate(each) for each in found]

    async def switched_off(self) -> list[Webhook]:
        """Those to which nothing is posted."""
        found = await self.store.find(WEBHOOKS, {"state": State.OFF.value}, sort=[("_id", 1)])
        return [_WEBHOOK.aggregate(each) for each in found]

    async def save(self, webhook: Webhook) -> None:
        """Keep it. Raises Stale."""
        stale = Stale("این نشانی همین حالا تغییر کرد؛ صفحه را تازه کنید.", of="webhook")
        await save(self.store, WEBHOOKS, webhook, _WEBHOOK.document(webhook), stale=stale, taken=stale)

    async def remove(self, name: GuestName) -> None:
        """Forget it, with all that is on its way there."""
        async with self.store.unit_of_work() as work:
            await work.delete(WEBHOOKS, name)
        await self.store.driver.collection(DELIVERIES).delete_many({"webhook": name})

    async def forget_deliveries(self, name: GuestName, since: datetime) -> None:
        """Forget those of events since then, since all of them are posted once more."""
        await self.store.driver.collection(DELIVERIES).delete_many({"webhook": name, "sent_at": {"$gte": since}})

    async def next_of_archive(
        self, webhook: Webhook, types: Sequence[str], *, after: Delivery | None, limit: int
    ) -> list[Delivery]:
        """Deliveries for the events that were sent since it was last read; some may be on their way already.

        `after` is the last one that this pass over the archive returned, if there was one.
        """
        begin: Filter = {"sent_at": {"$gte": webhook.read_until - _OVERLAP}}
        if after:
            at = after.sent_at
            begin = {"$or": [{"sent_at": {"$gt": at}}, {"sent_at": at, "_id": {"$gt": after.event_id}}]}
        where = {"state": SENT, "type": {"$in": list(types)}, **begin}
        rows = await self.store.find(OUTBOX, where, sort=[("sent_at", 1), ("_id", 1)], limit=limit)
        return [
            Delivery(
                f"{webhook.id}:{webhook.replays}:{row['_id']}",
                webhook.id,
                row["_id"],
                row["type"],
                row["subject"],
                row["seq"],
                row["sent_at"],
                self.store.now(),
            )
            for row in rows
        ]

    async def add(self, deliveries: Sequence[Delivery]) -> int:
        """Add those that are new."""
        return await self.store.add_new(DELIVERIES, [_DELIVERY.document(each) for each in deliveries])

    async def due(self, name: GuestName, *, limit: int) -> list[Delivery]:
        """The first of each subject, if it is due: later ones wait behind it."""
        rows = await self.store.aggregate(
            DELIVERIES,
            [
                {"$match": {"webhook": name, "state": DeliveryState.PENDING.value}},
                {"$sort": {"subject": 1, "seq": 1}},
                {"$group": {"_id": "$subject", "first": {"$first": "$$ROOT"}}},
                {"$match": {"first.next_at": {"$lte": self.store.now()}}},
                {"$sort": {"first.sent_at": 1}},
                {"$limit": limit},
            ],
        )
        return [_DELIVERY.aggregate(row["first"]) for row in rows]

    async def put(self, delivery: Delivery) -> None:
        """Keep what became of a try."""
        async with self.store.unit_of_work() as work:
            await work.put(DELIVERIES, _DELIVERY.document(delivery))

    async def body_of(self, delivery: Delivery) -> bytes | None:
        """The event as it was sent; None when it is no longer kept."""
        row = await self.store.get(OUTBOX, delivery.event_id)
        return row["body"].encode() if row else None

    async def latest(self, name: GuestName, *, skip: int, limit: int) -> list[Delivery]:
        """What was posted or is on its way, the latest first."""
        found = await self.store.find(DELIVERIES, {"webhook": name}, sort=[("sent_at", -1)], skip=skip, limit=limit)
        return [_DELIVERY.aggregate(each) for each in found]

    async def number(self, name: GuestName, *, state: DeliveryState | None = None) -> int:
        """How many there are."""
        return await self.store.count(DELIVERIES, {"webhook": name} | ({"state": state.value} if state else {}))
