"""What is set aside: counted in the database, in order, and there after whatever restarts."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.messaging import set_aside
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.intake import Intake
from shared.messaging.set_aside import PARKED, WAITING, SetAside
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, delivery, tell, told
from tests.shared.messaging.probes import aside


@pytest.fixture
def listener(notifier: Store) -> Listener:
    return Listener(notifier)


async def make_due(notifier: Store) -> None:
    await notifier.driver.collection("set_aside").update_many({"state": WAITING}, {"$set": {"next_at": notifier.now()}})


async def test_attempts_are_counted_in_the_database_and_nowhere_else(notifier: Store, listener: Listener) -> None:
    """Trap 29: each attempt by a process of its own, and what the broker brings again in between counts for nothing."""
    listener.faults["a1"] = RuntimeError("not yet")
    once = delivery(told("a1"), event_id="once", now=notifier)
    counted = []
    for _ in range(5):
        process = Intake(notifier, listener.handlers, HeartbeatKeeper(notifier))
        await process.handle([once])
        await make_due(notifier)
        await process.retry_due()
        counted += [(row["state"], row["attempts"]) for row in await aside(notifier)]

    # The first delivery is the first attempt; after that only what was due is tried.
    assert counted == [(WAITING, 2), (WAITING, 3), (WAITING, 4), (WAITING, 5), (PARKED, 5)]
    (row,) = await aside(notifier)
    assert row["error"].startswith("failed 6 times, last with RuntimeError at shared/messaging/listener.py:")
    assert listener.runs == 6


async def test_what_waits_is_not_tried_before_its_time_when_the_broker_brings_it_again(
    notifier: Store, listener: Listener
) -> None:
    """Its own waiting row once counted as an earlier event of its subject, and made it due at once."""
    listener.faults["a1"] = RuntimeError("not yet")
    once = delivery(told("a1"), event_id="once", now=notifier)
    intake = Intake(notifier, listener.handlers, HeartbeatKeeper(notifier))
    await intake.handle([once])
    before = await aside(notifier)

    await intake.handle([once])
    await intake.retry_due()

    assert await aside(notifier) == before
    assert listener.runs == 1


@pytest.mark.parametrize("pause", set_aside._PAUSES)
async def test_the_pauses_grow(notifier: Store, pause: timedelta) -> None:
    """10 s, 1 min, 10 min, 1 h, 6 h."""
    kept = set_aside.Aside(b"{}", "once", "news.published.v1", "article/a1", 1)
    nth = set_aside._PAUSES.index(pause)
    for _ in range(nth + 1):
        before = notifier.now()
        await SetAside(notifier).wait(kept, RuntimeError())

    (row,) = await aside(notifier)
    # The database keeps milliseconds.
    assert timedelta(milliseconds=-1) <= row["next_at"] - before - pause < timedelta(seconds=60)


@pytest.mark.usefixtures("relay")
async def test_what_waits_outlives_the_process_and_comes_before_what_came_later(
    news: Store, notifier: Store, listening: Listening, listener: Listener
) -> None:
    """Traps 30 and 50: the next process finds it, and each subject's events come in the order of their `seq`."""
    listener.faults["late"] = RuntimeError("not yet")
    async with listening(listener.handlers):
        await tell(news, told("late", 1), told("late", 2), told("other", 1))
        await eventually(lambda: listener.has_heard(["other"]))
        await eventually(lambda: _number_aside(notifier, 2))
    listener.faults.clear()

    async with listening(listener.handlers):
        await tell(news, told("late", 3), told("other", 2))
        await eventually(lambda: _number_aside(notifier, 3))
        assert (await listener.heard()).get("late") is None
        await make_due(notifier)
        await eventually(lambda: _number_aside(notifier, 0))
        await eventually(lambda: listener.has_heard_in_all(5))

    assert await listener.heard() == {"late": [1, 2, 3], "other": [1, 2]}


async def _number_aside(notifier: Store, number: int) -> bool:
    return len(await aside(notifier)) == number


@pytest.mark.usefixtures("relay")
async def test_the_events_of_a_subject_are_numbered_and_arrive_in_that_order(
    news: Store, listening: Listening, listener: Listener
) -> None:
    """Trap 50: kept by many writers at once, and handled in the order in which they were kept."""
    async with listening(listener.handlers):
        await asyncio.gather(
            *(news.run_again(lambda n=n: tell(news, told(f"a{n % 3}", n)), within=60) for n in range(24))  # type: ignore[misc]
        )
        await eventually(lambda: listener.has_heard_in_all(24))

    rows: list[dict[str, Any]] = await news.find("outbox", {}, sort=[("subject", 1), ("seq", 1)])
    heard = await listener.heard()
    assert [row["seq"] for row in rows] == [*range(1, 9)] * 3
    for article, numbers in heard.items():
        sent = [row["body"] for row in rows if row["subject"] == f"article/{article}"]
        assert [f'"headline":"{number}"' in body for number, body in zip(numbers, sent, strict=True)] == [True] * 8
