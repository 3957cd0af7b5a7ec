"""The consumer on bad days: connections, channels and queues go, and every event still has one effect."""

import asyncio
import gc
from collections.abc import Awaitable
from datetime import timedelta
from functools import partial
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.channel import Channel
from structlog.testing import capture_logs
from typing_extensions import override

from shared.messaging import connecting, topology
from shared.messaging import consumer as consuming
from shared.messaging import heartbeat as heartbeats
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.messaging.topology import queue_of
from shared.runtime.background import running
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.proxy import proxied
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, delivery, tell, told
from tests.shared.messaging.probes import consumers_of, is_unwell, is_well, ready_in

QUEUE = queue_of("notifier")


@pytest.fixture
def listener(notifier: Store) -> Listener:
    return Listener(notifier)


@pytest.fixture
def quick_to_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats that are sent often and soon missed."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    monkeypatch.setattr(heartbeats, "_EVERY_SECONDS", 0.2)
    monkeypatch.setattr(heartbeats, "_LONGEST_SILENCE", timedelta(seconds=2))


@pytest.mark.usefixtures("relay")
async def test_a_lost_connection_neither_stops_a_handler_nor_repeats_its_effect(
    news: Store, notifier: Store, broker: str, bus: AbstractChannel, listener: Listener
) -> None:
    """Traps 14, 20 and 21: the library would cancel the handler, and the acknowledgement finds a dead channel."""
    listener.gate.clear()
    async with proxied(broker) as proxy:
        consumer = Consumer(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        with capture_logs() as logs:
            async with running([consumer.run]):
                await tell(news, told("a1"))
                await listener.begun.wait()
                proxy.cut()
                # The broker has taken it back and will deliver it again.
                await eventually(lambda: ready_in(bus, QUEUE))
                listener.gate.set()
                await eventually(lambda: listener.has_heard(["a1"]))
                await tell(news, told("a1", 2))
                await eventually(lambda: listener.has_heard_in_all(2))
                await eventually(lambda: is_well(consumer))
                await eventually(lambda: _equals(ready_in(bus, QUEUE), 0))

    assert await listener.heard() == {"a1": [1, 2]}
    assert listener.runs == 2
    said = [line["event"] for line in logs]
    assert "acknowledgement.lost" in said
    assert "loop.failed" not in said


@pytest.mark.usefixtures("relay")
async def test_an_event_does_not_wait_for_the_commit_of_another_subject(
    news: Store, listening: Listening, listener: Listener
) -> None:
    listener.gate.clear()
    async with listening(listener.handlers):
        await tell(news, told("a1"))
        await listener.begun.wait()
        await tell(news, told("a1", 2))
        await tell(news, told("a2"))
        await eventually(lambda: _has_in_hand(listener, 2))
        listener.gate.set()
        await eventually(lambda: listener.has_heard_in_all(3))

    assert await listener.heard() == {"a1": [1, 2], "a2": [1]}
    assert listener.runs == 3


@pytest.mark.usefixtures("relay")
async def test_a_queue_that_was_deleted_is_missed_and_consumed_again_when_it_is_back(
    news: Store,
    broker: str,
    bus: AbstractChannel,
    listening: Listening,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trap 22."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    async with listening(listener.handlers) as consumer:
        await eventually(lambda: consumers_of(bus, "notifier"))
        await bus.queue_delete(QUEUE)
        await eventually(lambda: is_unwell(consumer))

        await topology.declare(broker)
        await eventually(lambda: is_well(consumer))
        await tell(news, told("a1"))
        await eventually(lambda: listener.has_heard(["a1"]))


@pytest.mark.usefixtures("quick_to_miss")
async def test_a_queue_that_is_made_anew_at_once_is_consumed_again(
    news: Store,
    notifier: Store,
    broker: str,
    bus: AbstractChannel,
    listening: Listening,
    listener: Listener,
) -> None:
    """Trap 22, its other half: of the new queue the broker may say that the old consumer is there."""
    relays = [Relay(store, url=as_user(store.service, broker)).run for store in (news, notifier)]
    async with running(relays), listening(listener.handlers) as consumer, running([consumer.heartbeat.run]):
        for number in range(5):
            await tell(news, told(f"before-{number}"))
            await eventually(partial(listener.has_heard_in_all, 2 * number + 1))
            await bus.queue_delete(QUEUE)
            await topology.declare(broker)
            await tell(news, told(f"after-{number}"))
            await eventually(partial(listener.has_heard_in_all, 2 * number + 2))
        await eventually(lambda: is_well(consumer))


@pytest.mark.usefixtures("quick_to_miss")
async def test_a_consumer_that_the_broker_only_believes_to_serve_begins_anew(
    news: Store,
    notifier: Store,
    broker: str,
    listening: Listening,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the first channel brings gets lost on its way to us: for the broker all is delivered and nothing waits."""

    async def nothing(*_: object) -> None:
        return None

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(consuming, "_hand_over", nothing)
        relays = [Relay(store, url=as_user(store.service, broker)).run for store in (news, notifier)]
        async with running(relays), listening(listener.handlers) as consumer, running([consumer.heartbeat.run]):
            await eventually(lambda: is_well(consumer))
            patch.undo()
            await tell(news, told("a1"))
            await eventually(lambda: listener.has_heard(["a1"]))

    assert "consumer.lost" in [line["event"] for line in logs]


@pytest.mark.usefixtures("relay")
async def test_a_consumer_that_only_looks_alive_is_found_and_replaced(
    news: Store,
    listening: Listening,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trap 23: connection, channel and queue are there, and nothing would ever come.

    So it is where a restored channel lost its consumer, and where RabbitMQ 4.3 cancels one for its timeout.
    """
    assert 2 * consuming._WATCH_SECONDS < 30
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    consumers: list[tuple[Channel, str]] = []
    consume = Channel.basic_consume

    async def remembered(channel: Channel, *arguments: Any, **options: Any) -> Any:
        begun = await consume(channel, *arguments, **options)
        consumers.append((channel, begun.consumer_tag or ""))
        return begun

    monkeypatch.setattr(Channel, "basic_consume", remembered)
    async with listening(listener.handlers) as consumer:
        await eventually(lambda: is_well(consumer))
        with capture_logs() as logs:
            [(channel, tag)] = consumers
            await channel.basic_cancel(tag)
            await tell(news, told("a1"))
            await eventually(lambda: listener.has_heard(["a1"]))
            await eventually(lambda: is_well(consumer))

    assert "consumer.lost" in [line["event"] for line in logs]


async def test_a_network_that_swallows_everything_is_noticed_by_the_watch(
    notifier: Store, broker: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 23, its other half: no byte comes back, and no error either."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    async with proxied(broker) as proxy:
        consumer = Consumer(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        async with running([consumer.run]):
            await eventually(lambda: is_well(consumer))
            proxy.silence()
            await eventually(lambda: is_unwell(consumer))
            proxy.heal()
            proxy.cut()
            await eventually(lambda: is_well(consumer))


async def test_a_consumer_is_not_well_before_it_consumes(
    notifier: Store, broker: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It once was from the moment of its connection, and a network that then fell silent held it there unnoticed."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    troubles = []

    class Silenced(Consumer):
        @override
        async def _consume_over(self, connection: AbstractConnection) -> None:
            troubles.append(self.pulse.trouble)
            if len(troubles) == 1:
                proxy.silence()
                proxy.heal()
            await super()._consume_over(connection)

    async with proxied(broker) as proxy:
        consumer = Silenced(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        async with running([consumer.run]):
            await eventually(lambda: is_well(consumer))

    assert troubles == ["not started", "no connection to the broker (TimeoutError)"]


async def test_a_silence_longer_than_three_heartbeats_ends_and_nothing_is_lost(
    news: Store, notifier: Store, broker: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 24, its second half: nobody watches here, so that only the missing heartbeats tell of it."""
    monkeypatch.setattr(connecting, "_HEARTBEAT", 1)
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 3600)
    async with proxied(broker) as proxy:
        relay = Relay(news, url=as_user("news", proxy.url))
        consumer = Consumer(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        async with running([relay.run, consumer.run]):
            await eventually(lambda: is_well(relay))
            await eventually(lambda: is_well(consumer))
            # The old connections stay silent for ever; new ones would be served.
            proxy.silence()
            proxy.heal()
            await tell(news, told("a1"), told("a2"))
            await eventually(lambda: listener.has_heard(["a1", "a2"]), within=60)

    assert await listener.heard() == {"a1": [1], "a2": [1]}


async def test_nothing_is_collected_as_garbage_while_it_is_needed(
    news: Store, notifier: Store, broker: str, listener: Listener
) -> None:
    """Trap 25: libraries hold channels and tasks weakly; what was collected would not come back after a cut."""
    async with proxied(broker) as proxy:
        relay = Relay(news, url=as_user("news", proxy.url))
        consumer = Consumer(notifier, url=as_user("notifier", proxy.url), handlers=listener.handlers)
        async with running([relay.run, consumer.run]):
            for number in range(3):
                await tell(news, told("a1", number))
                await eventually(lambda number=number: listener.has_heard_in_all(number + 1))  # type: ignore[misc]
                gc.collect()
                proxy.cut()
                gc.collect()

    assert await listener.heard() == {"a1": [0, 1, 2]}


async def test_a_long_queue_stays_with_the_broker(
    notifier: Store, bus: AbstractChannel, listening: Listening, listener: Listener
) -> None:
    """Trap 34: what is held in memory at one time is bounded by the prefetch, however much waits."""
    backlog = 2_000
    exchange = await bus.get_exchange(topology.EXCHANGE)
    bodies = [delivery(told(f"a{number % 500}", number)).body for number in range(backlog)]
    held = []

    async with listening(listener.handlers) as consumer:
        await exchange.publish(aio_pika.Message(delivery(told("first")).body), routing_key="news.published.v1")
        await eventually(lambda: listener.has_heard(["first"]))
        window = consumer._window or pytest.fail("it does not consume")
        listener.gate.clear()
        listener.begun.clear()
        await asyncio.gather(
            *(exchange.publish(aio_pika.Message(body), routing_key="news.published.v1") for body in bodies)
        )
        await listener.begun.wait()
        # As many as the broker gives: the rest of the backlog stays where it is.
        await eventually(lambda: _equals(ready_in(bus, QUEUE), backlog - consuming._PREFETCH))
        listener.gate.set()
        while not await listener.has_heard_in_all(backlog + 1):
            held.append(len(window._waiting))

        await eventually(lambda: _equals(ready_in(bus, QUEUE), 0))

    assert max(held) <= consuming._PREFETCH
    assert await notifier.count("inbox", {}) == backlog + 1


async def _has_in_hand(listener: Listener, number: int) -> bool:
    return listener.in_hand == number


async def _equals(asked: Awaitable[int], number: int) -> bool:
    return await asked == number
