"""What is kept together, and what is not kept at all."""

import asyncio
from datetime import UTC, datetime

import pytest
from pymongo import IndexModel

from shared.events import decode
from shared.events.catalogue import BY_TYPE
from shared.events.news import NewsPublished, Publisher
from shared.runtime.context import Cause, caused_by
from shared.store.errors import AlreadyExists
from shared.store.store import Store


def published(article: str = "a1") -> NewsPublished:
    return NewsPublished(
        article_id=article,
        publisher=Publisher(kind="office", id="water"),
        headline="آب می‌آید",
        url="/n/a1",
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


async def test_a_failed_unit_leaves_neither_document_nor_event(store: Store) -> None:
    """Trap 1."""
    with pytest.raises(RuntimeError):
        await _keep_and_fail(store)

    assert await store.find("things", {}) == []
    assert await store.find("outbox", {}) == []


async def _keep_and_fail(store: Store) -> None:
    async with store.unit_of_work() as work:
        await work.put("things", {"_id": "one"})
        work.emit(published())
        raise RuntimeError


async def test_replicas_that_start_at_the_same_moment_make_the_same_collections(store: Store) -> None:
    names = {f"new{number}": list[IndexModel]() for number in range(10)}
    await asyncio.gather(*(store.prepare(names) for _ in range(4)))

    assert set(await store.driver.collection_names()) >= set(names)
    assert [await store.find(name, {}) for name in names] == [[]] * len(names)


async def test_subjects_that_are_new_and_older_ones_are_numbered_in_one_unit(store: Store) -> None:
    for articles in (["a1"], ["a2", "a1", "a3", "a1"], ["a2", "a3"]):
        async with store.unit_of_work() as work:
            work.emit(*map(published, articles))

    rows = await store.find("outbox", {}, sort=[("_id", 1)])
    assert [(row["subject"][-2:], row["seq"]) for row in rows] == [
        *[("a1", 1)],
        *[("a2", 1), ("a1", 2), ("a3", 1), ("a1", 3)],
        *[("a2", 2), ("a3", 2)],
    ]


async def test_events_are_kept_with_their_cause_and_numbered_by_subject(store: Store) -> None:
    with caused_by(Cause(correlation_id="req-1", causation_id="evt-0")):
        for article in ("a1", "a2", "a1"):
            async with store.unit_of_work() as work:
                work.emit(published(article))

    rows = await store.find("outbox", {}, sort=[("_id", 1)])
    envelopes = [decode(row["body"].encode(), BY_TYPE) for row in rows]
    assert [(each.subject, each.seq) for each in envelopes] == [("article/a1", 1), ("article/a2", 1), ("article/a1", 2)]
    assert {(each.correlation_id, each.causation_id, each.source) for each in envelopes} == {
        ("req-1", "evt-0", "/services/news")
    }


async def test_twenty_units_at_once_on_one_counter_get_twenty_consecutive_numbers(store: Store) -> None:
    """Trap 51."""

    async def number() -> int:
        async with store.unit_of_work() as work:
            taken = await work.next_number("register")
            await work.put("things", {"_id": taken})
            work.emit(published(f"a{taken}"))
            return taken

    numbers = await asyncio.gather(*(store.run_again(number) for _ in range(20)))

    assert sorted(numbers) == list(range(1, 21))
    assert await store.count("outbox", {}) == 20


async def test_a_use_case_that_ran_twice_emits_once(store: Store) -> None:
    """Trap 2."""
    async with store.unit_of_work() as work:
        await work.put("things", {"_id": "one", "n": 0})
    runs = []

    async def add_one() -> None:
        runs.append(1)
        async with store.unit_of_work() as work:
            thing = await work.get("things", "one")
            assert thing is not None
            await asyncio.sleep(0)
            await work.put("things", {"_id": "one", "n": thing["n"] + 1})
            work.emit(published())

    await asyncio.gather(*(store.run_again(add_one) for _ in range(5)))

    assert len(runs) > 5
    assert await store.get("things", "one") == {"_id": "one", "n": 5}
    assert [row["seq"] for row in await store.find("outbox", {}, sort=[("seq", 1)])] == [1, 2, 3, 4, 5]


async def test_an_inner_unit_joins_the_outer_one(store: Store) -> None:
    async def keep_within_and_fail() -> None:
        async with store.transaction():
            async with store.unit_of_work() as inner:
                await inner.put("things", {"_id": "one"})
            assert await store.get("things", "one") is not None
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await keep_within_and_fail()

    assert await store.get("things", "one") is None


async def test_only_the_first_of_two_replacements_of_a_version_is_kept(store: Store) -> None:
    async with store.unit_of_work() as work:
        assert await work.replace("things", {"_id": 1}, {"_id": 1, "version": 1}, insert=True)
    async with store.unit_of_work() as work:
        assert not await work.replace("things", {"_id": 1}, {"_id": 1, "version": 1}, insert=True)
        assert await work.replace("things", {"_id": 1, "version": 1}, {"_id": 1, "version": 2})
        assert not await work.replace("things", {"_id": 1, "version": 1}, {"_id": 1, "version": 2})


async def test_a_taken_unique_key_is_told_apart(store: Store) -> None:
    """Trap 55."""
    await store.prepare({"things": [IndexModel([("name", 1)], unique=True)]})

    async def take() -> None:
        async with store.unit_of_work() as work:
            await work.replace("things", {"_id": 2}, {"_id": 2, "name": "same"}, insert=True)

    async with store.unit_of_work() as work:
        await work.put("things", {"_id": 1, "name": "same"})
    with pytest.raises(AlreadyExists):
        await store.run_again(take)
    assert await store.get("things", 2) is None


async def test_computed_ids_are_added_once(store: Store) -> None:
    rows = [{"_id": f"d{n}"} for n in range(10)]

    assert await store.add_new("things", rows[:7]) == 7
    assert await store.add_new("things", rows) == 3
    assert await store.count("things", {}) == 10


async def test_waiting_plain_writes_do_not_stop_a_commit(store: Store) -> None:
    """Trap 53: with few threads the commit would wait for writes that wait for the commit."""
    things = store.driver.collection("things")
    await things.insert_one({"_id": "one", "n": 0})

    async def plain_write() -> None:
        await things.update_one({"_id": "one"}, {"$inc": {"n": 1}})

    async with asyncio.timeout(10):
        async with store.unit_of_work() as work:
            await work.put("things", {"_id": "one", "n": 100})
            waiting = [asyncio.create_task(plain_write()) for _ in range(12)]
            await asyncio.wait(waiting, timeout=0.3)
            assert not any(task.done() for task in waiting)
        await asyncio.gather(*waiting)

    assert await store.get("things", "one") == {"_id": "one", "n": 112}
