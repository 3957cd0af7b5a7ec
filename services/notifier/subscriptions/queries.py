"""Who follows what, for those who write to followers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifier.channels.domain import ChannelName
from services.notifier.subscriptions.domain import State, Subscription
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS, to_subscription
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class SubscriptionQueries:
    """Reads subscriptions."""

    store: Store

    async def followers(
        self, topics: Collection[str], *, since: datetime, after: str, limit: int
    ) -> list[Subscription]:
        """Subscriptions to one of these topics, confirmed at this instant or before, in the order of their ids."""
        where = {
            "topic": {"$in": list(topics)},
            "state": State.CONFIRMED.value,
            "confirmed_at": {"$lte": since},
            "_id": {"$gt": after},
        }
        found = await self.store.find(SUBSCRIPTIONS, where, sort=[("_id", 1)], limit=limit)
        return [to_subscription(each) for each in found]

    async def confirmed(self, channel: ChannelName, addresses: Collection[str]) -> Mapping[str, Sequence[Subscription]]:
        """What these addresses follow now; those that follow nothing are missing."""
        if not addresses:
            return {}
        where = {"channel": channel, "address": {"$in": list(addresses)}, "state": State.CONFIRMED.value}
        found = [to_subscription(each) for each in await self.store.find(SUBSCRIPTIONS, where, sort=[("_id", 1)])]
        return {address: [each for each in found if each.address == address] for address in addresses}
