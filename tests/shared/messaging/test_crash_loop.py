"""An event at which its process dies, again and again."""

import pytest
from aio_pika.abc import AbstractChannel

from shared.messaging import consumer as consuming
from shared.messaging.topology import DELIVERY_LIMIT, dead_queue_of, queue_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside, ready_in

QUEUE, DEAD = queue_of("notifier"), dead_queue_of("notifier")


@pytest.mark.usefixtures("relay")
async def test_the_event_is_parked_by_way_of_the_dead_and_its_neighbours_are_handled(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 27: the broker counts a crash for all that the process has in its hands."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 1)
    await tell(news, told("poison"), told("a1"), told("a2"))
    await eventually(lambda: _holds(bus, QUEUE, 3))
    crashes = 0
    while await ready_in(bus, DEAD) == 0:
        dying = Listener(notifier)
        dying.gate.clear()
        async with listening(dying.handlers):
            await dying.begun.wait()
        crashes += 1
        await eventually(lambda: _is_in_nobodys_hands(bus, 3))
    assert crashes == DELIVERY_LIMIT + 1

    listener = Listener(notifier)
    async with listening(listener.handlers):
        await eventually(lambda: listener.has_heard(["a1", "a2"]))
        (parked,) = await eventually(lambda: aside(notifier))
        await eventually(lambda: _holds(bus, DEAD, 0))

    assert await listener.heard() == {"a1": [1], "a2": [1]}
    assert (parked["state"], parked["subject"]) == ("parked", "article/poison")
    assert parked["error"].startswith("the broker gave it up")


async def _holds(bus: AbstractChannel, queue: str, number: int) -> bool:
    return await ready_in(bus, queue) == number


async def _is_in_nobodys_hands(bus: AbstractChannel, number: int) -> bool:
    return await ready_in(bus, QUEUE) + await ready_in(bus, DEAD) == number
