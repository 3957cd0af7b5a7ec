"""How many follow what is told when it changes, at most once a minute; and whom a chosen audience reaches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.notifier.channels.domain import ChannelName
from services.notifier.main import FEATURES, Parts
from services.notifier.subscriptions.counting_domain import Count, Counted, Together, TopicCount
from services.notifier.subscriptions.domain import State, Subscription, subscription_id
from services.notifier.subscriptions.mongo import MongoSubscriptionRepository
from services.notifier.subscriptions.queries import SubscriptionQueries
from services.notifier.topics.domain import ALL, TopicId

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WATER, ROADS = TopicId("office/water"), TopicId("office/roads")


def test_numbers_are_told_when_they_change_and_at_most_once_a_minute() -> None:
    count, few, more = Count(), Counted((TopicCount(WATER, "email", 1),)), Counted((TopicCount(WATER, "email", 2),))

    first = count.tell(few, at=NOON)
    assert first is not None
    assert [each.number for each in first.followers] == [1]
    assert count.tell(few, at=NOON + timedelta(hours=1)) is None
    assert count.tell(more, at=NOON + timedelta(seconds=59)) is None
    assert count.tell(more, at=NOON + timedelta(seconds=60)) is not None
    assert Count().tell(Counted(), at=NOON) is not None, "a county without followers is told too"


async def test_who_follows_twice_counts_once_and_a_channel_reaches_its_own(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    kept = MongoSubscriptionRepository(store, None)  # type: ignore[arg-type] # no notice is kept here

    async def follows(channel: ChannelName, address: str, topic: TopicId, state: State = State.CONFIRMED) -> None:
        made = Subscription(subscription_id(channel, address, topic), channel, address, topic)
        await kept.save(replace(made, state=state, confirmed_at=NOON))

    await follows("email", "a@x.example", WATER)
    await follows("email", "a@x.example", ALL)
    await follows("email", "b@x.example", WATER)
    await follows("email", "c@x.example", WATER, State.PENDING)
    await follows("bale", "7", WATER)
    await follows("email", "b@x.example", ROADS)
    await follows("email", "b@x.example", TopicId("kind/alert"))
    await follows("email", "a@x.example", ROADS)

    counter = parts.subscriber_counter
    await counter.tell()
    await counter.tell()

    assert await counter.counts.counted() == Counted(
        (
            TopicCount(ALL, "email", 1),
            TopicCount("kind/alert", "email", 1),
            TopicCount(ROADS, "email", 1),
            TopicCount(WATER, "bale", 1),
            TopicCount(WATER, "email", 1),
        ),
        (Together((ROADS, WATER), "email", 1),),
    )
    assert await store.count("outbox", {"type": "subscribers.counted.v1"}) == 1
    found = SubscriptionQueries(store)
    all_of_them = await found.followers((WATER, ALL), since=NOON, after="", limit=10)
    by_bale = await found.followers((WATER, ALL), since=NOON, after="", limit=10, channels=("bale",))
    assert (len(all_of_them), [each.address for each in by_bale]) == (4, ["7"])
