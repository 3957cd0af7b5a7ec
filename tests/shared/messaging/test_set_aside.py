"""What is set aside: counted in the database, in order, and there after whatever restarts."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.messaging import set_aside
from shared.messaging.set_aside import PARKED, WAITING, SetAside
from shared.store.errors import Unavailable
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, delivery, tell, told
from tests.shared.messaging.probes import aside, make_due
from tests.shared.messaging.process import Process


@pytest.fixture
def listener(notifier: Store) -> Listener:
    return Listener(notifier)


async def test_attempts_are_counted_in_the_database_and_nowhere_else(notifier: Store, listener: Listener) -> None:
    """Trap 29: each attempt by a process of its own, and what the broker brings again in between counts for nothing."""
    listener.faults["a1"] = RuntimeError("not yet")
    once = delivery(told("a1"), event_id="once", now=notifier)
    counted = []
    for _ in range(5):
        process = Process(notifier, listener.handlers)
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
    process = Process(notifier, listener.handlers)
    await process.handle([once])
    before = await aside(notifier)

    await process.handle([once])
    await process.retry_due()

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


async def test_what_is_due_is_tried_together_and_each_subject_in_its_order(notifier: Store, listener: Listener) -> None:
    """Trap 31: a busy subject behind one failed event is not brought back one by one."""
    listener.faults |= {f"a{number}": RuntimeError("not yet") for number in range(30)}
    process = Process(notifier, listener.handlers)
    for number in range(10):
        await process.handle([delivery(told(f"a{n}", number), seq=number, now=notifier) for n in range(30)])
    assert listener.runs == 30
    for number in range(15):
        listener.faults.pop(f"a{number}")
    await make_due(notifier)

    await process.retry_due()

    heard, waiting = await listener.heard(), await aside(notifier)
    assert heard == {f"a{number}": list(range(10)) for number in range(15)}
    assert {row["subject"] for row in waiting} == {f"article/a{number}" for number in range(15, 30)}
    assert [(row["attempts"], row["deaths"]) for row in waiting] == [(2, 0)] * 15 + [(0, 0)] * 135
    # 15 late ones with all that waited behind them, and one more failure of each of the others.
    assert listener.runs == 30 + 150 + 15


async def test_an_outage_of_the_database_counts_neither_as_a_failure_nor_as_a_death(
    notifier: Store, listener: Listener
) -> None:
    """Trap 30: what waits is tried again by the same process when the database is back."""
    listener.faults["a1"] = RuntimeError("not yet")
    process = Process(notifier, listener.handlers)
    await process.handle([delivery(told("a1"), now=notifier)])
    await make_due(notifier)
    for _ in range(4):
        listener.faults["a1"] = Unavailable("the database does not answer")
        with pytest.raises(Unavailable):
            await process.retry_due()
    (row,) = await aside(notifier)
    assert (row["state"], row["attempts"], row["deaths"]) == (WAITING, 1, 1)

    listener.faults.clear()
    await process.retry_due()

    assert await listener.heard() == {"a1": [1]}
    assert await aside(notifier) == []


async def test_deaths_climb_the_ladder_of_failures_and_the_last_one_parks(notifier: Store, listener: Listener) -> None:
    """A killer does not come back at once, and whoever was struck from outside has all day to recover by itself."""
    listener.faults["a1"] = RuntimeError("not yet")
    await Process(notifier, listener.handlers).handle([delivery(told("a1"), now=notifier)])
    climbed = []
    for _ in range(5):
        await make_due(notifier)
        assert await Process(notifier, listener.handlers).dies_in_a_try(listener)
        before = notifier.now()
        await Process(notifier, listener.handlers).retry_due()
        (row,) = await aside(notifier)
        climbed.append((row["state"], row["attempts"]))
        if row["state"] == WAITING:
            pause = set_aside._PAUSES[row["attempts"] - 1]
            assert timedelta(milliseconds=-1) <= row["next_at"] - before - pause < timedelta(seconds=60)

    # The first failure is one of the tries: both kinds climb the same ladder.
    assert climbed == [(WAITING, 2), (WAITING, 3), (WAITING, 4), (WAITING, 5), (PARKED, 5)]
    assert row["error"] == "failed 6 times, last with the death of its process"


async def test_a_death_of_many_together_counts_for_none_of_them(notifier: Store, listener: Listener) -> None:
    """Neighbours of a killer lose no try, even those that have only one left; then each is tried alone."""
    names = [f"a{number}" for number in range(10)]
    listener.faults |= {name: RuntimeError("not yet") for name in names}
    await Process(notifier, listener.handlers).handle([delivery(told(name), now=notifier) for name in names])
    await notifier.driver.collection("set_aside").update_many({}, {"$set": {"attempts": 5}})
    listener.faults.clear()
    await make_due(notifier)
    assert await Process(notifier, listener.handlers).dies_in_a_try(listener)
    assert {(row["state"], row["attempts"]) for row in await aside(notifier)} == {(WAITING, 5)}

    await Process(notifier, listener.handlers).retry_due()

    assert await listener.heard() == {name: [1] for name in names}
    assert await aside(notifier) == []


async def test_later_events_of_a_subject_wait_behind_a_death(notifier: Store, listener: Listener) -> None:
    """Also those that come while the one before them has a long pause; other subjects go on."""
    first, second, third = (delivery(told("a1", n), seq=n, event_id=f"a1:{n}", now=notifier) for n in (1, 2, 3))
    listener.faults["a1"] = RuntimeError("not yet")
    await Process(notifier, listener.handlers).handle([first, second])
    listener.faults.clear()
    await make_due(notifier)
    assert await Process(notifier, listener.handlers).dies_in_a_try(listener)  # with both in hand
    for _ in range(3):
        await make_due(notifier)
        assert await Process(notifier, listener.handlers).dies_in_a_try(listener)
        await Process(notifier, listener.handlers).retry_due()
    await Process(notifier, listener.handlers).handle([third, delivery(told("other"), now=notifier)])
    await Process(notifier, listener.handlers).retry_due()
    assert await listener.heard() == {"other": [1]}

    await make_due(notifier)
    await Process(notifier, listener.handlers).retry_due()

    assert await listener.heard() == {"a1": [1, 2, 3], "other": [1]}


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


async def test_messages_that_are_no_events_take_nobodys_place(notifier: Store) -> None:
    """Although they name the same id: the bytes of each are kept, and a body that no document can hold is cut."""
    kept = SetAside(notifier)
    for body in (b"first", b"second", b"first", b"x" * 17_000_000):
        await kept.park(set_aside.Aside.unreadable(body, "m1"), "no event")

    rows = await aside(notifier)
    assert sorted(bytes(row["body"][:6]) for row in rows) == [b"first", b"second", b"xxxxxx"]
    assert all(row["state"] == PARKED for row in rows)
