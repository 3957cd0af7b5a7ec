"""Many handlers in one transaction, each as if it were alone."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.store.batch import Failed, Handled, Postponed, Task, run_batch
from shared.store.store import Store
from tests.shared.store.test_unit_of_work import published

Handler = Callable[[], Awaitable[None]]


def task(number: int, run: Handler, *, lane: str | None = None) -> Task:
    return Task(lane=lane or f"thing/{number}", inbox_id=f"news:{number}", run=run)


def put(store: Store, key: str) -> Handler:
    async def run() -> None:
        async with store.unit_of_work() as work:
            assert await work.get("things", key) is None
            await work.replace("things", {"_id": key}, {"_id": key, "version": 1}, insert=True)
            work.emit(published(key))

    return run


def add(store: Store, key: str) -> Handler:
    """Read, change, and keep with a version check, as a repository does."""

    async def run() -> None:
        async with store.unit_of_work() as work:
            thing = await work.get("things", key)
            assert thing is not None
            await asyncio.sleep(0)
            kept = await work.replace(
                "things", {"_id": key, "version": thing["version"]}, {**thing, "version": thing["version"] + 1}
            )
            assert kept

    return run


async def fail() -> None:
    raise ValueError("no")


async def test_all_are_kept_with_inbox_and_outbox(store: Store) -> None:
    outcomes = await run_batch(store, [task(n, put(store, f"t{n}")) for n in range(50)])

    assert all(isinstance(outcome, Handled) for outcome in outcomes)
    assert await store.count("things", {}) == 50
    assert await store.count("inbox", {}) == 50
    assert await store.count("outbox", {"seq": 1}) == 50


async def test_one_that_fails_hurts_nobody_and_leaves_nothing(store: Store) -> None:
    async def write_and_fail() -> None:
        await put(store, "bad")()
        raise ValueError("no")

    tasks = [task(0, put(store, "a")), task(1, write_and_fail), task(2, put(store, "b"))]
    outcomes = await run_batch(store, tasks)

    assert [type(outcome) for outcome in outcomes] == [Handled, Failed, Handled]
    assert {thing["_id"] for thing in await store.find("things", {})} == {"a", "b"}
    assert {row["_id"] for row in await store.find("inbox", {})} == {"news:0", "news:2"}
    assert {row["subject"] for row in await store.find("outbox", {})} == {"article/a", "article/b"}


async def test_what_the_inbox_knows_does_not_run_again(store: Store) -> None:
    tasks = [task(n, put(store, f"t{n}")) for n in range(5)]
    await run_batch(store, tasks)

    outcomes = await run_batch(store, [*tasks, task(9, put(store, "t9")), task(9, put(store, "t9"))])

    assert all(isinstance(outcome, Handled) for outcome in outcomes)
    assert await store.count("things", {}) == 6


async def test_lanes_that_change_the_same_thing_both_count(store: Store) -> None:
    await run_batch(store, [task(0, put(store, "shared"))])

    outcomes = await run_batch(store, [task(n, add(store, "shared")) for n in range(1, 11)])

    assert all(isinstance(outcome, Handled) for outcome in outcomes)
    assert await store.get("things", "shared") == {"_id": "shared", "version": 11}


async def test_a_lane_keeps_its_order_and_stops_at_its_first_failure(store: Store) -> None:
    tasks = [
        task(0, put(store, "x"), lane="x"),
        task(1, add(store, "x"), lane="x"),
        task(2, fail, lane="x"),
        task(3, add(store, "x"), lane="x"),
    ]
    outcomes = await run_batch(store, tasks)

    assert [type(outcome) for outcome in outcomes] == [Handled, Handled, Failed, Postponed]
    assert await store.get("things", "x") == {"_id": "x", "version": 2}


async def test_a_query_sees_what_the_batch_wrote(store: Store) -> None:
    counted: list[int] = []

    async def count() -> None:
        async with store.unit_of_work() as work:
            await work.put("things", {"_id": "mine", "version": 1})
            counted.append(await work.count("things", {}))

    await run_batch(store, [task(0, put(store, "x"), lane="x"), task(1, count, lane="x")])

    assert counted == [2]


async def test_a_failure_after_a_flush_runs_the_batch_one_by_one(store: Store) -> None:
    async def flush_and_fail() -> None:
        async with store.unit_of_work() as work:
            await work.put("things", {"_id": "bad", "version": 1})
            await work.find("things", {})
            raise ValueError("no")

    outcomes = await run_batch(store, [task(0, put(store, "a")), task(1, flush_and_fail), task(2, put(store, "b"))])

    assert [type(outcome) for outcome in outcomes] == [Handled, Failed, Handled]
    assert {thing["_id"] for thing in await store.find("things", {})} == {"a", "b"}


async def test_a_stranger_who_was_faster_is_noticed(store: Store) -> None:
    """Somebody inserts the same document while the batch runs: the batch is redone, and the handler sees it."""
    seen: list[bool] = []

    async def insert() -> None:
        async with store.unit_of_work() as work:
            there = await work.get("things", "raced")
            if not seen:
                await store.driver.collection("things").insert_one({"_id": "raced", "version": 1})
            seen.append(there is not None)
            if there is None:
                await work.replace("things", {"_id": "raced"}, {"_id": "raced", "version": 1}, insert=True)

    outcomes = await run_batch(store, [task(0, insert), task(1, put(store, "other"))])

    assert [type(outcome) for outcome in outcomes] == [Handled, Handled]
    assert seen[0] is False
    assert seen[-1] is True
    assert await store.count("things", {}) == 2


@pytest.mark.parametrize("size", [1, 40])
async def test_numbers_taken_in_a_batch_are_consecutive(store: Store, size: int) -> None:
    numbers: list[int] = []

    async def take() -> None:
        async with store.unit_of_work() as work:
            numbers.append(await work.next_number("register"))

    await run_batch(store, [task(n, take) for n in range(size)])

    assert sorted(set(numbers)) == list(range(1, size + 1))
    counter = await store.get("counters", "register")
    assert counter == {"_id": "register", "number": size}
