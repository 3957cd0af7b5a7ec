"""The ledger in MongoDB, where several write at the same moment."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.channels.domain import Later, Outcome, Rejected, Sent, Unknown
from services.notifier.deliveries.domain import CLAIM, WAITING, Delivery, DeliveryState
from services.notifier.deliveries.mongo import DELIVERIES, MongoDeliveryRepository
from services.notifier.notices.domain import Audience, NoticeId
from shared.store.store import Store
from tests.notifier.events import NOON
from tests.notifier.test_delivery_rules import NOTICE


class Clock:
    """Shows what it was set to."""

    at = NOON


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(mongo_url: str, clock: Clock) -> AsyncIterator[Store]:
    store = Store.open(mongo_url, service="notifier", now=lambda: clock.at)
    yield store
    await store.close()


@pytest.fixture
async def ledger(store: Store) -> MongoDeliveryRepository:
    """A ledger with one delivery."""
    deliveries = MongoDeliveryRepository(store)
    await deliveries.add([Delivery.of(NOTICE, "email", "a@b.example")])
    return deliveries


async def test_a_delivery_is_claimed_by_one_alone_and_comes_back_as_it_was(ledger: MongoDeliveryRepository) -> None:
    (due,) = await ledger.due("email", limit=10)

    (mine,), others = await ledger.claim([due]), await ledger.claim([due])

    assert (due, others) == (Delivery.of(NOTICE, "email", "a@b.example"), [])
    assert mine.state is DeliveryState.SENDING
    assert await ledger.due("email", limit=10) == []


async def test_what_was_held_back_meanwhile_is_neither_claimed_nor_anything_else(
    ledger: MongoDeliveryRepository, store: Store
) -> None:
    (due,) = await ledger.due("email", limit=10)
    await store.driver.collection(DELIVERIES).update_one({"_id": due.id}, {"$set": {"state": "suppressed"}})

    assert await ledger.claim([due]) == []
    due.expire()
    await ledger.keep([due], only_from=WAITING)

    (kept,) = await store.find(DELIVERIES, {})
    assert kept["state"] == "suppressed"


async def test_an_outcome_that_comes_too_late_is_kept_all_the_same(
    ledger: MongoDeliveryRepository, store: Store, clock: Clock
) -> None:
    (mine,) = await ledger.claim(await ledger.due("email", limit=10))
    clock.at = NOON + CLAIM + timedelta(seconds=1)
    (abandoned,) = await ledger.abandoned("email")
    abandoned.abandon(at=clock.at)
    await ledger.keep([abandoned], only_from=[DeliveryState.SENDING])

    mine.conclude(Sent("x"), at=clock.at)
    await ledger.keep([mine])

    (kept,) = await store.find(DELIVERIES, {})
    assert (kept["state"], kept["provider_id"], "lease" in kept) == ("sent", "x", False)


WITHDRAWAL = replace(NOTICE, id=NoticeId("news:a1:withdrawn"), audience=Audience(told_of="article/a1"), recalls=True)
NO_ANSWER = Unknown("no answer")
BUSY = Later(None, "busy", "recipient")
GONE = Rejected("no such mailbox", address_dead=True)


@pytest.mark.parametrize(
    ("outcomes", "is_told", "state"),
    [
        ([], False, "suppressed"),
        ([BUSY], False, "suppressed"),
        ([GONE], False, "rejected"),
        ([Sent("x")], True, "sent"),
        ([NO_ANSWER], True, "unknown"),
        ([NO_ANSWER] * 3, True, "unknown"),
        ([NO_ANSWER, BUSY], True, "suppressed"),
        ([NO_ANSWER, GONE], True, "rejected"),
    ],
)
async def test_a_withdrawal_stops_every_further_try_and_is_told_where_the_news_may_have_arrived(
    ledger: MongoDeliveryRepository,
    store: Store,
    clock: Clock,
    outcomes: list[Outcome],
    is_told: bool,  # noqa: FBT001
    state: str,
) -> None:
    for outcome in outcomes:
        (mine,) = await ledger.claim(await ledger.due("email", limit=10))
        mine.conclude(outcome, at=clock.at)
        await ledger.keep([mine])
        clock.at = mine.not_before or clock.at

    waiting = await ledger.due("email", limit=10)
    await ledger.hold_back(WITHDRAWAL)
    clock.at = NOON + timedelta(hours=5)

    assert await ledger.claim(waiting) == []
    assert await ledger.due("email", limit=10) == []
    assert [each.may_have_arrived() for each in await ledger.told_of(WITHDRAWAL)] == [True] * is_told
    (kept,) = await store.find(DELIVERIES, {})
    assert kept["state"] == state


async def test_a_withdrawal_waits_for_what_is_being_sent(ledger: MongoDeliveryRepository, clock: Clock) -> None:
    assert not await ledger.is_on_the_way(WITHDRAWAL)

    (mine,) = await ledger.claim(await ledger.due("email", limit=10))
    await ledger.hold_back(WITHDRAWAL)
    assert await ledger.is_on_the_way(WITHDRAWAL)

    mine.conclude(Sent("x"), at=clock.at)
    await ledger.keep([mine])
    assert not await ledger.is_on_the_way(WITHDRAWAL)
    assert len(await ledger.told_of(WITHDRAWAL)) == 1
