"""Subscriptions in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.notifier.channels.domain import ChannelName
from services.notifier.notices.domain import Notice
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.subscriptions.askings_domain import KEPT_FOR, Askings, AskingsId
from services.notifier.subscriptions.domain import Subscription, SubscriptionId
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

SUBSCRIPTIONS, ASKINGS = "subscriptions", "askings"
INDEXES: Indexes = {
    SUBSCRIPTIONS: [
        IndexModel([("topic", 1), ("state", 1), ("_id", 1)]),
        IndexModel([("channel", 1), ("address", 1)]),
    ],
    ASKINGS: [IndexModel([("last_at", 1)], expireAfterSeconds=int(KEPT_FOR.total_seconds()), name="forget")],
}
AUDITED: Audited = {SUBSCRIPTIONS: all_but("address"), ASKINGS: NOT_AUDITED}

_SUBSCRIPTION, _ASKINGS = Shape(Subscription), Shape(Askings)


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


@dataclass(frozen=True, slots=True)
class MongoAskingsRepository:
    """Keeps counts of confirmations, as long as they matter."""

    store: Store

    async def of(self, key: AskingsId) -> Askings:
        """Return the count of this name, which begins at none."""
        document = await self.store.get(ASKINGS, key)
        return _ASKINGS.aggregate(document) if document else Askings(key)

    async def keep(self, askings: Askings) -> None:
        """Keep the count."""
        async with self.store.unit_of_work() as work:
            await work.put(ASKINGS, _ASKINGS.document(askings))

    async def forget(self, key: AskingsId) -> None:
        """Delete the count."""
        async with self.store.unit_of_work() as work:
            await work.delete(ASKINGS, key)


def to_subscription(document: Document) -> Subscription:
    """The subscription of a document."""
    return _SUBSCRIPTION.aggregate(document)
