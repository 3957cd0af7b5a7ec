"""The chain: every note once, in one order, and whatever is done to it is found and named."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.messaging import metrics
from shared.messaging.census import Census
from shared.runtime.clock import utc_now
from shared.store.audit import check, writer
from shared.store.audit.chain import AUDIT, AUDIT_HEAD, HEAD, digest
from shared.store.audit.check import Break, Fault, verify
from shared.store.audit.notes import AUDIT_WAITING, all_but
from shared.store.audit.writer import HeadLost, TrailWriter
from shared.store.driver import DriverName
from shared.store.store import Store
from shared.store.transaction import commit
from tests.eventually import eventually
from tests.shared.store.audited import a_chain_of, a_request, keep


@pytest.fixture
async def store(mongo_url: str, driver: DriverName) -> AsyncIterator[Store]:
    opened = Store.open(mongo_url, service="news", now=utc_now, driver=driver, audited=[{"things": all_but()}])
    await opened.prepare({"things": []})
    yield opened
    await opened.close()


async def chain(store: Store) -> list[dict[str, Any]]:
    return await store.find(AUDIT, {}, sort=[("_id", 1)])


async def test_notes_become_a_chain(store: Store) -> None:
    await a_chain_of(store, 3)

    first, second, third = await chain(store)
    assert [row["_id"] for row in (first, second, third)] == [1, 2, 3]
    assert (first["previous"], second["previous"], third["previous"]) == ("0" * 64, first["hash"], second["hash"])
    assert [row["changes"] for row in (first, second)] == [
        [{"field": "n", "before": None, "after": 0}],
        [{"field": "n", "before": 0, "after": 1}],
    ]
    assert await store.count(AUDIT_WAITING, {}) == 0
    assert await verify(store) == check.Verdict(3, third["hash"])


async def test_an_empty_chain_is_sound(store: Store) -> None:
    assert (await verify(store)).broken is None
    assert await TrailWriter(store).write() == 0


async def test_the_bell_wakes_the_writer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_POLL_SECONDS", 60.0)
    task = asyncio.create_task(TrailWriter(store).run())
    await eventually(lambda: store.find("leases", {"_id": "audit"}))

    with a_request():
        await keep(store, "one")

    await eventually(lambda: chain(store), within=5)
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("is_kept", [True, False], ids=["after its commit", "before its commit"])
async def test_a_writer_that_is_killed_writes_every_note_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    async def die(session: Any) -> None:
        if is_kept:
            await commit(session)
        raise asyncio.CancelledError

    with a_request():
        for number in range(5):
            await keep(store, f"t{number}")
    with monkeypatch.context() as broken:
        broken.setattr(writer, "commit", die)
        with pytest.raises(asyncio.CancelledError):
            await TrailWriter(store).write()
    assert (len(await chain(store)), await store.count(AUDIT_WAITING, {})) == ((5, 0) if is_kept else (0, 5))

    await TrailWriter(store).write()

    assert sorted(row["key"] for row in await chain(store)) == [f"t{number}" for number in range(5)]
    assert (await verify(store)).sound == 5


async def test_two_writers_at_once_give_no_number_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a lease lies, since the clock of one replica stood still."""
    monkeypatch.setattr(writer, "_AT_ONCE", 3)
    writers = [TrailWriter(store) for _ in range(4)]

    async def write_for_ever(of: TrailWriter) -> None:
        while await store.count(AUDIT_WAITING, {}):
            await of.write()

    with a_request():
        for number in range(30):
            await keep(store, f"t{number}")
    await asyncio.gather(*(write_for_ever(each) for each in writers))

    assert [row["_id"] for row in await chain(store)] == list(range(1, 31))
    assert len({row["note"] for row in await chain(store)}) == 30
    assert (await verify(store)).broken is None


async def test_of_two_replicas_one_writes(store: Store) -> None:
    tasks = [asyncio.create_task(TrailWriter(store).run()) for _ in range(2)]
    with a_request():
        for number in range(20):
            await keep(store, f"t{number}")
    await eventually(lambda: _all_written(store, 20))
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)

    assert (await verify(store)).sound == 20


async def _all_written(store: Store, number: int) -> bool:
    return await store.count(AUDIT, {}) == number


Harm = Callable[[Any, Any], Awaitable[Any]]


async def _rewrite(rows: Any, *, with_hash: bool) -> None:
    row = await rows.find_one({"_id": 5})
    row["person_id"] = "somebody-else"
    if with_hash:
        row["hash"] = digest(row)
    await rows.replace_one({"_id": 5}, row)


HARMS: dict[str, tuple[Harm, Break]] = {
    "a value changed": (
        lambda rows, _: rows.update_one({"_id": 5}, {"$set": {"changes.0.after": 99}}),
        Break(5, Fault.CHANGED),
    ),
    "a field removed": (lambda rows, _: rows.update_one({"_id": 5}, {"$unset": {"at": 1}}), Break(5, Fault.CHANGED)),
    "a person changed": (lambda rows, _: _rewrite(rows, with_hash=False), Break(5, Fault.CHANGED)),
    "a row rewritten with its hash": (lambda rows, _: _rewrite(rows, with_hash=True), Break(6, Fault.NOT_BEHIND)),
    "a row missing": (lambda rows, _: rows.delete_one({"_id": 5}), Break(5, Fault.MISSING)),
    "the beginning cut off": (lambda rows, _: rows.delete_many({"_id": {"$lt": 4}}), Break(1, Fault.NO_BEGINNING)),
    "the end cut off": (lambda rows, _: rows.delete_many({"_id": {"$gt": 7}}), Break(8, Fault.NO_END)),
    "everything removed": (lambda rows, _: rows.delete_many({}), Break(1, Fault.NO_END)),
    "the head removed": (lambda _, heads: heads.delete_one({}), Break(1, Fault.NO_HEAD)),
    "the head set back": (lambda _, heads: heads.update_one({}, {"$set": {"sequence": 8}}), Break(8, Fault.OTHER_HEAD)),
    "a row put behind the head": (lambda rows, _: rows.insert_one({"_id": 11, "note": "x"}), Break(11, Fault.BEYOND)),
    "a row put beside all numbers": (lambda rows, _: rows.insert_one({"_id": "x"}), Break(11, Fault.BEYOND)),
}


@pytest.mark.parametrize("harm", HARMS)
async def test_whatever_is_done_to_the_chain_is_found_and_named(
    store: Store, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "_PIECE", 3)
    await a_chain_of(store, 10)
    assert (await verify(store)).sound == 10
    do, expected = HARMS[harm]

    await do(store.driver.collection(AUDIT), store.driver.collection(AUDIT_HEAD))

    verdict = await verify(store)
    assert verdict.broken == expected
    assert verdict.sound == min(expected.sequence - 1, 10) or expected.fault is Fault.OTHER_HEAD


async def test_an_end_that_was_cut_off_stays_found_when_the_chain_grows(store: Store) -> None:
    await a_chain_of(store, 5)
    await store.driver.collection(AUDIT).delete_many({"_id": {"$gt": 3}})
    with a_request():
        await keep(store, "late")
    await TrailWriter(store).write()

    assert [row["_id"] for row in await chain(store)] == [1, 2, 3, 6]
    assert (await verify(store)).broken == Break(4, Fault.MISSING)


async def test_nothing_is_hung_to_a_chain_without_a_head(store: Store) -> None:
    """Whoever cuts the end off and removes the head must not see the writer make a new one."""
    await a_chain_of(store, 5)
    await store.driver.collection(AUDIT_HEAD).delete_one({"_id": HEAD})
    with a_request():
        await keep(store, "late")

    with pytest.raises(HeadLost):
        await TrailWriter(store).write()
    assert await store.count(AUDIT_WAITING, {}) == 1


async def test_what_waits_to_be_written_is_measured(store: Store) -> None:
    with a_request():
        for number in range(3):
            await keep(store, f"t{number}")
    await store.driver.collection(AUDIT_WAITING).update_one({}, {"$set": {"at": utc_now() - timedelta(minutes=2)}})

    await Census(store).count()
    assert metrics.AUDIT_WAITING._value.get() == 3
    assert 120 <= metrics.AUDIT_AGE._value.get() < 150

    await TrailWriter(store).write()
    await Census(store).count()
    assert (metrics.AUDIT_WAITING._value.get(), metrics.AUDIT_AGE._value.get()) == (0, 0)
