"""Counts followers in MongoDB, and keeps what was told of them."""

from dataclasses import dataclass
from typing import Final

from services.notifier.subscriptions.counting_domain import COUNT, Count, Counted, Together, TopicCount
from services.notifier.subscriptions.domain import State
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS
from services.notifier.topics.domain import ALL
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

COUNTS = "subscriber_counts"
INDEXES: Indexes = {COUNTS: []}
AUDITED: Audited = {COUNTS: NOT_AUDITED}
_MOST_TOGETHER: Final = 500
"""So many choices of several offices are told, the most frequent ones, so that the event stays small."""

_EACH_TOPIC: Final = (
    {"$unwind": "$topics"},
    {"$group": {"_id": {"topic": "$topics", "channel": "$_id.channel"}, "number": {"$sum": 1}}},
    {"$sort": {"_id.topic": 1, "_id.channel": 1}},
)
_OWN: Final = {
    "$filter": {"input": "$topics", "cond": {"$regexMatch": {"input": "$$this", "regex": "^(office|body)/"}}}
}
_SEVERAL_OFFICES: Final = (
    {"$set": {"topics": {"$sortArray": {"input": _OWN, "sortBy": 1}}}},
    {"$match": {"topics.1": {"$exists": True}}},
    {"$group": {"_id": {"topics": "$topics", "channel": "$_id.channel"}, "number": {"$sum": 1}}},
    {"$sort": {"number": -1, "_id.topics": 1, "_id.channel": 1}},
    {"$limit": _MOST_TOGETHER},
)
_COUNT = Shape(Count)


@dataclass(frozen=True, slots=True)
class MongoCounts:
    """Counts, and keeps the numbers."""

    store: Store

    async def counted(self) -> Counted:
        """Return the numbers of now, in a fixed order."""
        (found,) = await self.store.aggregate(
            SUBSCRIPTIONS,
            [
                {"$match": {"state": State.CONFIRMED.value}},
                {"$group": {"_id": {"channel": "$channel", "address": "$address"}, "topics": {"$addToSet": "$topic"}}},
                # Whoever follows everything is told once, whatever else is followed.
                {"$set": {"topics": {"$cond": [{"$in": [ALL, "$topics"]}, [ALL], "$topics"]}}},
                {"$facet": {"counts": _EACH_TOPIC, "together": _SEVERAL_OFFICES}},
            ],
        )
        return Counted(
            tuple(TopicCount(row["_id"]["topic"], row["_id"]["channel"], row["number"]) for row in found["counts"]),
            tuple(
                Together(tuple(row["_id"]["topics"]), row["_id"]["channel"], row["number"]) for row in found["together"]
            ),
        )

    async def told(self) -> Count:
        """Return what was told last."""
        document = await self.store.get(COUNTS, COUNT)
        return _COUNT.aggregate(document) if document else Count()

    async def save(self, count: Count, *events: Event) -> None:
        """Keep what is told, and tell it. Raises Stale."""
        stale = Stale("شمارش همین حالا تازه شد.", of="subscriber-count")
        await save(self.store, COUNTS, count, _COUNT.document(count), *events, stale=stale, taken=stale)
