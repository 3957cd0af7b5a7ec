"""An event at which its process dies, again and again."""

import asyncio
from collections.abc import Iterable

import pytest
from aio_pika.abc import AbstractChannel
from typing_extensions import override

from shared.events.news import NewsPublished
from shared.messaging import intake, retry
from shared.messaging.topology import dead_queue_of, queue_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside, ready_in

QUEUE, DEAD = queue_of("notifier"), dead_queue_of("notifier")


class Dying(Listener):
    """Its process has to be ended as soon as it meets the poison."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.met_poison = asyncio.Event()

    @override
    async def _keep(self, event: NewsPublished) -> None:
        if event.article_id == "poison":
            self.met_poison.set()
            await asyncio.Event().wait()
        await super()._keep(event)


@pytest.mark.usefixtures("relay")
async def test_the_event_is_parked_and_all_others_are_handled(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening
) -> None:
    """Trap 27: the broker counts a death for all that the process has in its hands."""
    await tell(news, told("poison"), told("a1"), told("poison", 2), told("a2"), told("a1", 2))
    await eventually(lambda: _holds(bus, QUEUE, 5))
    for _ in range(intake._SUSPICIOUS):
        assert await Dying(notifier).heard() == {}
        await _die(listening, notifier)
        await eventually(lambda: _holds(bus, QUEUE, 5))

    # Now they are with us, and counted one by one: the first to come back knows of one death of each.
    for _ in range(1, retry._MOST_DEATHS):
        await _die(listening, notifier)
    assert await _heard_of(notifier, ["a1", "a2"])
    survivor = Listener(notifier)
    async with listening(survivor.handlers):
        await eventually(lambda: survivor.has_heard(["poison"]))

    assert await survivor.heard() == {"a1": [1, 2], "a2": [1], "poison": [2]}
    (parked,) = await aside(notifier)
    assert (parked["state"], parked["subject"], parked["seq"]) == ("parked", "article/poison", 1)
    assert parked["error"] == "3 tries began and never ended: the process died"
    assert (await ready_in(bus, QUEUE), await ready_in(bus, DEAD)) == (0, 0)


@pytest.mark.usefixtures("relay")
async def test_what_dying_processes_leave_behind_is_handled_in_its_order(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening
) -> None:
    """What comes back to the broker goes behind all else that came back: nobody may take a part of it only."""
    await tell(news, *(told("a1", number) for number in range(1, 21)))
    await eventually(lambda: _holds(bus, QUEUE, 20))
    for _ in range(intake._SUSPICIOUS - 1):
        dying = Listener(notifier)
        dying.gate.clear()
        async with listening(dying.handlers):
            await dying.begun.wait()
        await eventually(lambda: _holds(bus, QUEUE, 20))

    listener = Listener(notifier)
    async with listening(listener.handlers):
        await eventually(lambda: listener.has_heard_in_all(20))
    assert await listener.heard() == {"a1": list(range(1, 21))}


async def _die(listening: Listening, notifier: Store) -> None:
    async def nothing(_: object) -> None:
        """Who dies writes nothing down any more; who is told to end does."""

    dying = Dying(notifier)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retry.Retry, "_put_back", nothing)
        async with listening(dying.handlers):
            await dying.met_poison.wait()


async def _heard_of(notifier: Store, articles: Iterable[str]) -> bool:
    return await Listener(notifier).has_heard(articles)


async def _holds(bus: AbstractChannel, queue: str, number: int) -> bool:
    return await ready_in(bus, queue) == number
