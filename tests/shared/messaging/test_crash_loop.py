"""An event at which its process dies, again and again."""

import pytest
from aio_pika.abc import AbstractChannel

from shared.messaging import consumer as consuming
from shared.messaging.set_aside import SetAside
from shared.messaging.topology import DELIVERY_LIMIT, dead_queue_of, queue_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside, ready_in

QUEUE, DEAD = queue_of("notifier"), dead_queue_of("notifier")


@pytest.mark.usefixtures("relay")
async def test_the_event_is_parked_by_way_of_the_dead_and_no_other_is_lost(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 27: what the process had in its hands with it is parked too, since the broker counts for all of them."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 1)
    await tell(news, told("a1"), told("poison"), told("a2"))
    await eventually(lambda: _holds(bus, QUEUE, 3))
    crashes = 0
    while await ready_in(bus, QUEUE):
        dying = Listener(notifier)
        dying.gate.clear()
        async with listening(dying.handlers):
            await dying.begun.wait()
        crashes += 1
        await eventually(lambda: _is_in_nobodys_hands(bus, 3))
    assert crashes == DELIVERY_LIMIT + 1
    await tell(news, told("a3"))

    listener = Listener(notifier)
    async with listening(listener.handlers):
        await eventually(lambda: listener.has_heard(["a3"]))
        await eventually(lambda: _are_aside(notifier, 3))
        await eventually(lambda: _holds(bus, DEAD, 0))
        assert {(row["state"], row["error"][:21]) for row in await aside(notifier)} == {
            ("parked", "the broker gave it up")
        }
        neighbours = [row["_id"] for row in await aside(notifier) if row["subject"] != "article/poison"]
        await SetAside(notifier).retry_now(neighbours)
        await eventually(lambda: listener.has_heard(["a1", "a2", "a3"]))

    assert await listener.heard() == {"a1": [1], "a2": [1], "a3": [1]}
    assert [row["subject"] for row in await aside(notifier)] == ["article/poison"]


async def _holds(bus: AbstractChannel, queue: str, number: int) -> bool:
    return await ready_in(bus, queue) == number


async def _is_in_nobodys_hands(bus: AbstractChannel, number: int) -> bool:
    return await ready_in(bus, QUEUE) + await ready_in(bus, DEAD) == number


async def _are_aside(notifier: Store, number: int) -> bool:
    return len(await aside(notifier)) == number
