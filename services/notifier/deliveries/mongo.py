"""Deliveries in MongoDB. The ledger is the queue: delay, retry and pause are its `not_before`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pymongo import IndexModel, UpdateOne

from services.notifier.channels.domain import ChannelName
from services.notifier.deliveries.domain import CLAIM, UNANSWERED, WAITING, Delivery, DeliveryId, DeliveryState
from services.notifier.notices.domain import Notice
from shared.runtime.ids import new_id
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import Filter

DELIVERIES = "deliveries"
INDEXES: Indexes = {
    DELIVERIES: [
        IndexModel([("channel", 1), ("state", 1), ("not_before", 1)], name="queue"),
        IndexModel([("notice", 1), ("state", 1)]),
        IndexModel([("subject", 1), ("_id", 1)]),
        IndexModel([("lease.until", 1)], partialFilterExpression={"state": "sending"}, name="abandoned"),
    ],
}
# The ledger is a record by itself: of what was told to whom, with its proof.
AUDITED: Audited = {DELIVERIES: NOT_AUDITED}

_DELIVERY = Shape(Delivery)
_CHANGES = ("state", "not_before", "attempts", "sent_at", "provider_id", "evidence")
"""What a try changes in a delivery; the rest stays as it was written first."""


@dataclass(frozen=True, slots=True)
class MongoDeliveryRepository:
    """Keeps deliveries. While one is being sent, its document also has a `lease`: whose try it is, and until when."""

    store: Store

    async def add(self, deliveries: Iterable[Delivery]) -> None:
        """Keep those whose ids are new."""
        await self.store.add_new(DELIVERIES, map(_DELIVERY.document, deliveries))

    async def due(self, channel: ChannelName, *, limit: int) -> list[Delivery]:
        """Those that may be tried now on a channel, the one that has waited longest first."""
        where = {"channel": channel, "state": {"$in": sorted(WAITING)}, "not_before": {"$lte": self.store.now()}}
        found = await self.store.find(DELIVERIES, where, sort=[("not_before", 1)], limit=limit)
        return [to_delivery(each) for each in found]

    async def claim(self, deliveries: Collection[Delivery]) -> list[Delivery]:
        """Begin to send those of these that still wait; between the query and now one may have been held back."""
        if not deliveries:
            return []
        ids, now = [each.id for each in deliveries], self.store.now()
        lease = {"id": new_id(), "until": now + CLAIM}
        await self.store.driver.collection(DELIVERIES).update_many(
            {"_id": {"$in": ids}, "state": {"$in": sorted(WAITING)}, "not_before": {"$lte": now}},
            {"$set": {"state": DeliveryState.SENDING.value, "lease": lease}},
        )
        mine = await self.store.find(DELIVERIES, {"_id": {"$in": ids}, "lease.id": lease["id"]})
        return [to_delivery(each) for each in mine]

    async def abandoned(self, channel: ChannelName) -> list[Delivery]:
        """Those whose sender claimed them and died."""
        where = {"channel": channel, "state": DeliveryState.SENDING.value, "lease.until": {"$lt": self.store.now()}}
        return [to_delivery(each) for each in await self.store.find(DELIVERIES, where)]

    async def keep(self, deliveries: Sequence[Delivery], *, only_from: Collection[DeliveryState] = ()) -> None:
        """Keep what changed, all in one call; with `only_from` only of those that still stand there."""
        if deliveries:
            state: Filter = {"state": {"$in": sorted(only_from)}} if only_from else {}
            updates = [UpdateOne({"_id": each.id, **state}, _change(each)) for each in deliveries]
            await self.store.driver.collection(DELIVERIES).bulk_write(updates, ordered=False)

    async def pass_on(self, deliveries: Sequence[Delivery]) -> None:
        """Keep under which subscription these go out now."""
        if deliveries:
            updates = [
                UpdateOne({"_id": each.id}, {"$set": {"subscription_id": each.subscription_id}}) for each in deliveries
            ]
            await self.store.driver.collection(DELIVERIES).bulk_write(updates, ordered=False)

    async def by_id(self, keys: Collection[DeliveryId]) -> Mapping[DeliveryId, Delivery]:
        """Those of these ids that there are."""
        if not keys:
            return {}
        found = await self.store.find(DELIVERIES, {"_id": {"$in": list(keys)}})
        return {each.id: each for each in map(to_delivery, found)}

    async def told_of(self, notice: Notice) -> list[Delivery]:
        """Those about the subject which this notice is for that reached somebody, or may have done so."""
        left = [DeliveryState.SENT.value, DeliveryState.UNKNOWN.value]
        where = {
            "subject": notice.audience.told_of,
            "notice": {"$ne": notice.id},
            "$or": [{"state": {"$in": left}}, {"evidence.what": {"$regex": f"^{UNANSWERED}"}}],
        }
        return [to_delivery(each) for each in await self.store.find(DELIVERIES, where)]

    async def is_on_the_way(self, notice: Notice) -> bool:
        """Whether something about the subject which this notice is for is being sent at this moment."""
        where = {
            "subject": notice.audience.told_of,
            "notice": {"$ne": notice.id},
            "state": DeliveryState.SENDING.value,
        }
        return await self.store.count(DELIVERIES, where) > 0

    async def hold_back(self, notice: Notice) -> None:
        """Let what this notice takes back not leave any more, nor leave again."""
        which = {"$ne": notice.id} if notice.recalls else notice.replaces
        deliveries = self.store.driver.collection(DELIVERIES)
        await deliveries.update_many(
            {"subject": notice.subject, "notice": which, "state": DeliveryState.PENDING.value},
            {"$set": {"state": DeliveryState.SUPPRESSED.value}},
        )
        # One that left without an answer stays unknown, and only its next try is struck out.
        await deliveries.update_many(
            {"subject": notice.subject, "notice": which, "state": DeliveryState.UNKNOWN.value},
            {"$set": {"not_before": None}},
        )


def to_delivery(document: Document) -> Delivery:
    """The delivery of a document."""
    return _DELIVERY.aggregate(document)


def _change(delivery: Delivery) -> Document:
    document = _DELIVERY.document(delivery)
    return {"$set": {name: document[name] for name in _CHANGES}, "$unset": {"lease": ""}}
