"""A paused handler: its events wait, other subjects go on, and the end of the pause handles what waited."""

from typing import Any

import pytest

from shared.messaging.decisions import Decisions
from shared.messaging.groups import Choice
from shared.messaging.pauses import Pauses
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.test_from_outbox_to_handler import heard, publish, remembering

PUBLISHED = "news.published.v1"


@pytest.mark.usefixtures("relay")
async def test_events_of_a_paused_type_wait_and_come_in_order(
    news: Store, notifier: Store, listening: Listening
) -> None:
    pauses = Pauses(notifier)
    await pauses.pause(PUBLISHED, "the mail server is being moved")
    async with listening(remembering(notifier)):
        await publish(news, "a1", "a1", "a2")
        waiting = await eventually(lambda: _aside(notifier, 3))
        assert {(row["state"], row["next_at"], row["attempts"]) for row in waiting} == {("waiting", None, 0)}
        assert {row["error"] for row in waiting} == {"its handler is paused"}

        assert await pauses.resume(PUBLISHED)
        await eventually(lambda: _aside_is_empty(notifier))

    assert await heard(notifier) == {"a1": 2, "a2": 1}
    assert not await pauses.resume(PUBLISHED)


@pytest.mark.usefixtures("relay")
async def test_a_pause_stops_a_running_replica_and_retries_too(
    news: Store, notifier: Store, listening: Listening
) -> None:
    pauses = Pauses(notifier)
    faults: dict[str, Exception] = {"late": RuntimeError("not yet")}
    async with listening(remembering(notifier, failing=faults)):
        await publish(news, "late")
        (row,) = await eventually(lambda: _aside(notifier, 1))
        await pauses.pause(PUBLISHED, "being looked at")
        await eventually(lambda: _is_held(news, notifier))
        faults.clear()
        await Decisions(notifier, by="x").retry(Choice(ids=(row["_id"],)))
        await publish(news, "other")
        await eventually(lambda: _aside_holds(notifier, "article/other"))
        assert "late" not in await heard(notifier)

        await pauses.resume(PUBLISHED)
        await eventually(lambda: _aside_is_empty(notifier))

    assert (await heard(notifier))["late"] == 1


@pytest.mark.usefixtures("relay")
async def test_an_operator_can_begin_anew_with_a_parked_event(
    news: Store, notifier: Store, listening: Listening
) -> None:
    faults: dict[str, Exception] = {"a1": RuntimeError("not yet")}
    async with listening(remembering(notifier, failing=faults)):
        await publish(news, "a1")
        (row,) = await eventually(lambda: _aside(notifier, 1))
        await notifier.driver.collection("set_aside").update_one({}, {"$set": {"state": "parked", "attempts": 6}})
        faults.clear()

        assert await Decisions(notifier, by="x").retry(Choice(ids=(row["_id"], "unknown"))) == 1
        await eventually(lambda: _aside_is_empty(notifier))

    assert await heard(notifier) == {"a1": 1}


async def _aside(store: Store, number: int) -> list[dict[str, Any]]:
    rows = await store.find("set_aside", {})
    return rows if len(rows) == number else []


async def _is_held(news: Store, notifier: Store) -> bool:
    """A pause is noticed within a second; probes show when."""
    await publish(news, "probe")
    return await notifier.count("set_aside", {"subject": "article/probe", "next_at": None}) > 0


async def _aside_holds(store: Store, subject: str) -> bool:
    return await store.count("set_aside", {"subject": subject, "next_at": None}) == 1


async def _aside_is_empty(store: Store) -> bool:
    return await store.count("set_aside", {}) == 0
