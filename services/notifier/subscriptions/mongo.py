"""Subscriptions in MongoDB."""

from dataclasses import asdict, dataclass

from pymongo import IndexModel

from services.notifier.deliveries.domain import Notice
from services.notifier.deliveries.mongo import put_notice
from services.notifier.recipients.domain import ChannelName
from services.notifier.subscriptions.domain import State, Subscription, SubscriptionId
from services.notifier.topics.domain import TopicId
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

SUBSCRIPTIONS = "subscriptions"
INDEXES: Indexes = {
    SUBSCRIPTIONS: [
        IndexModel([("topic", 1), ("state", 1), ("_id", 1)]),
        IndexModel([("channel", 1), ("address", 1)]),
    ]
}
AUDITED: Audited = {SUBSCRIPTIONS: all_but("address")}


class StaleSubscription(Exception):
    """Two requests changed it at the same moment."""


@dataclass(frozen=True, slots=True)
class MongoSubscriptionRepository:
    """Keeps subscriptions."""

    store: Store

    async def get(self, key: SubscriptionId) -> Subscription | None:
        """The subscription, if there is one."""
        document = await self.store.get(SUBSCRIPTIONS, key)
        return _to_subscription(document) if document else None

    async def save(self, subscription: Subscription, *notices: Notice) -> None:
        """Keep it, with what is to be told to its address. Raises StaleSubscription."""
        document = asdict(subscription) | {"state": subscription.state.value, "version": subscription.version + 1}
        document["_id"] = document.pop("id")
        async with self.store.unit_of_work() as work:
            where = {"_id": subscription.id, "version": subscription.version}
            if not await work.replace(SUBSCRIPTIONS, where, document, insert=subscription.version == 0):
                raise StaleSubscription("این درخواست همین حالا تغییر کرد؛ دوباره تلاش کنید.")
            for notice in notices:
                await put_notice(work, notice)

    async def of_address(self, channel: ChannelName, address: str) -> list[Subscription]:
        """All of one address."""
        found = await self.store.find(SUBSCRIPTIONS, {"channel": channel, "address": address})
        return [_to_subscription(each) for each in found]


def _to_subscription(document: Document) -> Subscription:
    fields = {name: value for name, value in document.items() if name != "_id"}
    fields["state"] = State(fields["state"])
    fields["topic"] = TopicId(fields["topic"])
    return Subscription(id=SubscriptionId(document["_id"]), **fields)
