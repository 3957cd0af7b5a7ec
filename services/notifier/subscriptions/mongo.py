"""Subscriptions in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.notifier.channels.domain import ChannelName
from services.notifier.notices.domain import Notice
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.subscriptions.domain import Subscription, SubscriptionId
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
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

_SUBSCRIPTION = Shape(Subscription)


@dataclass(frozen=True, slots=True)
class MongoSubscriptionRepository:
    """Keeps subscriptions."""

    store: Store
    notices: MongoNoticeRepository

    async def get(self, key: SubscriptionId) -> Subscription | None:
        """The subscription, if there is one."""
        document = await self.store.get(SUBSCRIPTIONS, key)
        return to_subscription(document) if document else None

    async def save(self, subscription: Subscription, *notices: Notice) -> None:
        """Keep it, with what is to be told to its address. Raises Stale."""
        stale = Stale("این درخواست همین حالا تغییر کرد؛ دوباره تلاش کنید.", of="subscription")
        document = _SUBSCRIPTION.document(subscription)
        async with self.store.unit_of_work():
            await save(self.store, SUBSCRIPTIONS, subscription, document, stale=stale, taken=stale)
            for notice in notices:
                await self.notices.add(notice)

    async def of_address(self, channel: ChannelName, address: str) -> list[Subscription]:
        """All of one address."""
        found = await self.store.find(SUBSCRIPTIONS, {"channel": channel, "address": address})
        return [to_subscription(each) for each in found]


def to_subscription(document: Document) -> Subscription:
    """The subscription of a document."""
    return _SUBSCRIPTION.aggregate(document)
