"""An event at which its process dies, again and again."""

import asyncio

import pytest
from aio_pika.abc import AbstractChannel
from typing_extensions import override

from shared.events.news import NewsPublished
from shared.messaging import intake, retry, set_aside
from shared.messaging.topology import dead_queue_of, queue_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside, make_due, ready_in
from tests.shared.messaging.process import Process

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
async def test_the_event_is_parked_at_the_end_of_the_ladder_and_all_others_are_handled_at_its_beginning(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening
) -> None:
    """Trap 27: the broker counts a death for all that the process has in its hands."""
    await tell(news, told("poison"), told("a1"), told("poison", 2), told("a2"), told("a1", 2))
    await eventually(lambda: _holds(bus, QUEUE, 5))
    for _ in range(intake._SUSPICIOUS):
        assert await Dying(notifier).heard() == {}
        await _die(listening, notifier)
        await eventually(lambda: _holds(bus, QUEUE, 5))

    # Now they are with us, and each is tried alone: only the poison climbs.
    await _die(listening, notifier)
    survivor = Listener(notifier)
    for _ in set_aside._PAUSES:
        await Process(notifier, survivor.handlers).retry_due()
        assert await survivor.heard() == {"a1": [1, 2], "a2": [1]}
        await make_due(notifier)
        dying = Dying(notifier)
        assert await Process(notifier, dying.handlers).dies_in_a_try(dying)
    await Process(notifier, survivor.handlers).retry_due()

    assert await survivor.heard() == {"a1": [1, 2], "a2": [1], "poison": [2]}
    (parked,) = await aside(notifier)
    assert (parked["state"], parked["subject"], parked["seq"]) == ("parked", "article/poison", 1)
    assert parked["error"] == "failed 6 times, last with the death of its process"
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


async def _holds(bus: AbstractChannel, queue: str, number: int) -> bool:
    return await ready_in(bus, queue) == number
