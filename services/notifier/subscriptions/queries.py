"""Who follows what, for those who write to followers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifier.channels.domain import ChannelName
from services.notifier.subscriptions.domain import State, Subscription
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS, to_subscription
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class SubscriptionQueries:
    """Reads subscriptions."""

    store: Store

    async def followers(
        self,
        topics: Collection[str],
        *,
        since: datetime,
        after: str,
        limit: int,
        channels: Collection[str] | None = None,
    ) -> list[Subscription]:
        """Subscriptions to one of these topics, confirmed at this instant or before, in the order of their ids.

        `channels` are those by which they are told; None means all.
        """
        where: dict[str, Any] = {
            "topic": {"$in": list(topics)},
            "state": State.CONFIRMED.value,
            "confirmed_at": {"$lte": since},
            "_id": {"$gt": after},
        }
        if channels is not None:
            where["channel"] = {"$in": list(channels)}
        found = await self.store.find(SUBSCRIPTIONS, where, sort=[("_id", 1)], limit=limit)
        return [to_subscription(each) for each in found]

    async def confirmed(self, channel: ChannelName, addresses: Collection[str]) -> Mapping[str, Sequence[Subscription]]:
        """What these addresses follow now; those that follow nothing are missing."""
        if not addresses:
            return {}
        where = {"channel": channel, "address": {"$in": list(addresses)}, "state": State.CONFIRMED.value}
        found = [to_subscription(each) for each in await self.store.find(SUBSCRIPTIONS, where, sort=[("_id", 1)])]
        return {address: [each for each in found if each.address == address] for address in addresses}
