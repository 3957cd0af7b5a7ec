"""One effect for each event, whatever breaks between the broker and the commit."""

import asyncio

import pytest
from aio_pika.abc import AbstractChannel

from shared.messaging import consumer as consuming
from shared.messaging.consumer import Consumer
from shared.messaging.decisions import Decisions
from shared.messaging.groups import Choice
from shared.messaging.topology import queue_of
from shared.runtime.background import running
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.proxy import proxied
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, delivery, tell, told
from tests.shared.messaging.probes import aside, consumers_of, ready_in
from tests.shared.messaging.process import Process

QUEUE = queue_of("notifier")


@pytest.fixture
def listener(notifier: Store) -> Listener:
    return Listener(notifier)


@pytest.fixture
def process(notifier: Store, listener: Listener) -> Process:
    return Process(notifier, listener.handlers)


def test_a_service_has_one_handler_for_an_event(listener: Listener) -> None:
    """Trap 13: two handlers would share one fate, so a second one is refused when the service starts."""
    with pytest.raises(ValueError, match=r"news\.published\.v1 already has a handler"):
        listener.handlers.on(type(told("a1")), listener._hear)


@pytest.mark.usefixtures("relay")
async def test_a_standby_takes_over_what_was_in_flight_and_the_slow_one_comes_too_late(
    news: Store, notifier: Store, broker: str, bus: AbstractChannel, listening: Listening, listener: Listener
) -> None:
    """Trap 15: for a while both replicas have the same events in their hands."""
    standby = Listener(notifier)
    listener.gate.clear()
    async with proxied(broker) as proxy:
        active = Consumer(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        async with running([active.run]):
            await eventually(lambda: consumers_of(bus, "notifier"))
            async with listening(standby.handlers):
                await tell(news, *(told(f"a{number % 5}", number) for number in range(20)))
                await listener.begun.wait()
                assert standby.runs == 0
                proxy.refuse()
                await eventually(lambda: standby.has_heard_in_all(20))
                listener.gate.set()
                await eventually(lambda: _has_ended(listener))
                # What comes now finds both at peace.
                await tell(news, told("a0", 20))
                await eventually(lambda: standby.has_heard_in_all(21))

    in_order = {f"a{article}": list(range(article, 20, 5)) for article in range(5)}
    assert await standby.heard() == in_order | {"a0": [0, 5, 10, 15, 20]}
    assert listener.runs > 0
    assert await notifier.count("inbox", {}) == 21
    assert await aside(notifier) == []


async def _has_ended(listener: Listener) -> bool:
    return listener.runs > 0 and listener.in_hand == 0


async def test_two_deliveries_of_an_event_at_the_same_moment_have_one_effect(
    notifier: Store, listener: Listener, process: Process
) -> None:
    """Trap 16: both look into the inbox before either has written there; the later insert is a duplicate key."""
    twin = Process(notifier, listener.handlers)
    listener.gate.clear()
    once = delivery(told("a1"), now=notifier)
    both = asyncio.gather(process.handle([once]), twin.handle([once]))
    await eventually(lambda: _run_twice(listener))
    listener.gate.set()

    assert [*await both] == [[], []]
    assert await listener.heard() == {"a1": [1]}
    assert await notifier.count("inbox", {}) == 1
    assert await aside(notifier) == []


async def _run_twice(listener: Listener) -> bool:
    return listener.runs == 2


@pytest.mark.usefixtures("relay")
async def test_a_crash_between_commit_and_acknowledgement_repeats_nothing(
    news: Store,
    bus: AbstractChannel,
    listening: Listening,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trap 17: everything was kept, and the process ends without having said so to the broker."""
    committed = asyncio.Event()
    acknowledge = consuming._acknowledge

    async def crash(*_: object) -> None:
        committed.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(consuming, "_acknowledge", crash)
    async with listening(listener.handlers):
        await tell(news, told("a1"), told("a2"))
        await committed.wait()
        await eventually(lambda: listener.has_heard(["a1", "a2"]))
    await eventually(lambda: ready_in(bus, QUEUE))

    monkeypatch.setattr(consuming, "_acknowledge", acknowledge)
    async with listening(listener.handlers):
        await tell(news, told("a3"))
        await eventually(lambda: listener.has_heard(["a3"]))
        await eventually(lambda: _is_empty(bus))

    assert await listener.heard() == {"a1": [1], "a2": [1], "a3": [1]}
    assert listener.runs == 3


async def _is_empty(bus: AbstractChannel) -> bool:
    return await ready_in(bus, QUEUE) == 0


async def test_what_succeeded_is_not_repeated_by_a_replay(
    notifier: Store, listener: Listener, process: Process
) -> None:
    """Trap 19: neither when it comes once more by the broker, nor when an operator tries it again.

    Nothing forces a second run: whoever wants one removes its row from the inbox.
    """
    once = delivery(told("a1"), event_id="once", now=notifier)
    for _ in range(2):
        assert await process.handle([once]) == []
    assert await Decisions(notifier, by="x").retry(Choice(ids=("once",))) == 0
    await process.retry_due()
    assert listener.runs == 1

    await notifier.driver.collection("inbox").delete_one({"_id": "notifier:once"})
    await process.handle([once])

    assert await listener.heard() == {"a1": [1, 1]}
