"""Commits whose outcome nobody knows: the answer was lost, or the one who waited for it was stopped."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.store import batch as batches
from shared.store.batch import Handled, Task, run_batch
from shared.store.driver import DriverName
from shared.store.store import Store
from shared.store.transaction import commit
from tests.eventually import eventually
from tests.proxy import Proxy, proxied
from tests.shared.store.direct import direct
from tests.shared.store.test_unit_of_work import published

COMMIT = b"commitTransaction"


@pytest.fixture
async def wire(mongo_url: str) -> AsyncIterator[Proxy]:
    """The way to the database."""
    async with proxied(direct(mongo_url)) as proxy:
        yield proxy


@pytest.fixture
async def far(wire: Proxy, driver: DriverName, store: Store) -> AsyncIterator[Store]:
    """The database of `store`, by the wire that can be cut."""
    assert store.is_prepared
    opened = Store.open(wire.url, service="news", now=lambda: datetime.now(UTC), driver=driver)
    yield opened
    await opened.close()


async def keep(store: Store) -> None:
    """As a use case does: read, keep, tell."""
    async with store.unit_of_work() as work:
        thing = await work.get("things", "one") or {"_id": "one", "n": 0}
        await work.put("things", {"_id": "one", "n": thing["n"] + 1})
        work.emit(published())


@pytest.mark.parametrize("deliver", [True, False], ids=["it was kept", "it never arrived"])
async def test_a_commit_without_an_answer_is_asked_for_again_and_counts_once(
    far: Store, store: Store, wire: Proxy, *, deliver: bool
) -> None:
    """Trap 52."""
    wire.cut_at(COMMIT, times=1, deliver=deliver)

    await far.run_again(lambda: keep(far))

    assert wire.cuts_left == 0
    assert await store.get("things", "one") == {"_id": "one", "n": 1}
    assert await store.count("outbox", {}) == 1


@pytest.mark.parametrize("deliver", [True, False], ids=["it was kept", "it never arrived"])
async def test_a_batch_without_an_answer_counts_once(far: Store, store: Store, wire: Proxy, *, deliver: bool) -> None:
    """Trap 52, for events."""
    wire.cut_at(COMMIT, times=1, deliver=deliver)

    (outcome,) = await run_batch(far, [a_task(far)])

    assert isinstance(outcome, Handled)
    assert wire.cuts_left == 0
    assert await store.get("things", "one") == {"_id": "one", "n": 1}
    assert (await store.count("outbox", {}), await store.count("inbox", {})) == (1, 1)


@pytest.mark.parametrize("is_kept", [True, False], ids=["it was kept", "it was not"])
async def test_after_a_cancelled_commit_the_inbox_decides_when_the_event_comes_again(
    far: Store, store: Store, wire: Proxy, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    """Trap 18: whoever was cancelled cannot know."""
    commits = asyncio.Event()

    async def commit_and_hear_nothing(session: Any) -> None:
        commits.set()
        wire.silence()
        await (commit(session) if is_kept else asyncio.Event().wait())

    with monkeypatch.context() as patch:
        patch.setattr(batches, "commit", commit_and_hear_nothing)
        committing = asyncio.create_task(run_batch(far, [a_task(far)]))
        await commits.wait()
        if is_kept:
            await eventually(lambda: store.get("things", "one"))
        committing.cancel()
        wire.heal()
        wire.cut()
        await asyncio.wait([committing])
    assert committing.cancelled()

    again = await store.run_again(lambda: run_batch(store, [a_task(store)]))

    assert [type(outcome) for outcome in again] == [Handled]
    assert await store.get("things", "one") == {"_id": "one", "n": 1}
    assert await store.count("outbox", {}) == 1


def a_task(store: Store) -> Task:
    return Task(lane="thing/one", inbox_id="news:1", run=lambda: keep(store))
