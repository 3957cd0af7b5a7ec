"""The relay on bad days: what was not confirmed is not marked, and leaves again."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import aio_pika
import pytest
import yaml
from aio_pika.abc import AbstractChannel
from aiormq.channel import Channel

from shared.messaging import topology
from shared.messaging.relay import Relay
from shared.messaging.topology import EXCHANGE
from shared.runtime.background import running
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.proxy import proxied
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told

PROJECT = Path(__file__).parents[3]


async def states(news: Store) -> Counter[str]:
    return Counter(row["state"] for row in await news.find("outbox", {}))


async def all_sent(news: Store) -> bool:
    return set(await states(news)) == {"sent"}


async def is_well(relay: Relay) -> bool:
    return relay.pulse.trouble is None


async def is_unwell(relay: Relay) -> bool:
    return relay.pulse.trouble is not None


async def test_a_lost_confirm_is_asked_for_again_and_nothing_is_lost(
    news: Store, notifier: Store, broker: str, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 4."""
    monkeypatch.setattr("shared.messaging.relay._CONFIRM_SECONDS", 0.2)
    listener = Listener(notifier)
    async with proxied(broker) as proxy, listening(listener.handlers):
        relay = Relay(news, url=as_user("news", proxy.url))
        async with running([relay.run]):
            await eventually(lambda: is_well(relay))
            proxy.silence()
            await tell(news, told("a1"), told("a2"))
            # The broker has them, but its confirms are lost.
            await eventually(lambda: listener.has_heard(["a1", "a2"]))
            await eventually(lambda: is_unwell(relay))
            assert await states(news) == {"pending": 2}

            proxy.heal()
            await eventually(lambda: all_sent(news))

    assert await listener.heard() == {"a1": [1], "a2": [1]}


async def test_what_the_broker_refuses_is_not_marked_and_leaves_when_there_is_room(
    news: Store, notifier: Store, listening: Listening, relay: Relay, bus: AbstractChannel
) -> None:
    """Trap 5."""
    arguments: dict[str, Any] = {"x-max-length": 1, "x-overflow": "reject-publish"}
    small = await bus.declare_queue("small", arguments=arguments)
    await small.bind(EXCHANGE, routing_key="news.published.v1")
    await tell(news, told("a1"))
    await eventually(lambda: all_sent(news))

    await tell(news, told("a2"))
    await eventually(lambda: is_unwell(relay))
    assert await states(news) == {"sent": 1, "pending": 1}

    await bus.queue_delete("small")
    await eventually(lambda: all_sent(news))
    listener = Listener(notifier)
    async with listening(listener.handlers):
        await eventually(lambda: listener.has_heard(["a1", "a2"]))
        await eventually(lambda: _is_empty(bus, "ravabet.q.notifier"))
    assert await listener.heard() == {"a1": [1], "a2": [1]}


async def _is_empty(bus: AbstractChannel, name: str) -> bool:
    queue = await bus.declare_queue(name, passive=True)
    return queue.declaration_result.message_count == 0


async def test_a_missing_exchange_loses_nothing(
    news: Store, notifier: Store, broker: str, listening: Listening, relay: Relay, bus: AbstractChannel
) -> None:
    """Trap 6: a publish to an exchange that was deleted closes the channel."""
    await tell(news, told("a0"))
    await eventually(lambda: all_sent(news))
    await bus.exchange_delete(EXCHANGE)

    await tell(news, told("a1"), told("a2"))
    await eventually(lambda: is_unwell(relay))
    assert await states(news) == {"sent": 1, "pending": 2}

    await topology.declare(broker)
    await eventually(lambda: all_sent(news))
    await eventually(lambda: is_well(relay))
    listener = Listener(notifier)
    async with listening(listener.handlers):
        await eventually(lambda: listener.has_heard(["a0", "a1", "a2"]))


async def test_what_no_queue_takes_is_not_marked_as_sent(
    news: Store, broker: str, relay: Relay, bus: AbstractChannel
) -> None:
    """Trap 7: an exchange without its alternate returns what no queue takes, and then confirms it."""
    await eventually(lambda: is_well(relay))
    await bus.exchange_delete(EXCHANGE)
    await bus.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)

    await tell(news, told("a1"))
    await eventually(lambda: is_unwell(relay))
    assert await states(news) == {"pending": 1}

    await bus.exchange_delete(EXCHANGE)
    await topology.declare(broker)
    await eventually(lambda: all_sent(news))


class Flights:
    """Watches what is published, and can hold it back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: Counter[str] = Counter()
        self.most_of_one = self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.held = asyncio.Event()
        self._publish = Channel.basic_publish

        async def publish(channel: Channel, *args: Any, **kwargs: Any) -> Any:
            return await self._watch(channel, *args, **kwargs)

        monkeypatch.setattr(Channel, "basic_publish", publish)

    async def _watch(self, channel: Channel, *args: Any, **kwargs: Any) -> Any:
        event_id = kwargs["properties"].message_id
        self.now[event_id] += 1
        self.most_of_one = max(self.most_of_one, self.now[event_id])
        self.most = max(self.most, self.now.total())
        try:
            if not self.gate.is_set():
                self.held.set()
                await self.gate.wait()
            return await self._publish(channel, *args, **kwargs)
        finally:
            self.now[event_id] -= 1


async def test_an_event_is_never_twice_in_flight(
    news: Store, broker: str, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 8: the broker's returns are told apart by the id alone."""
    flights = Flights(monkeypatch)
    for turn in range(10):
        await tell(news, *(told(f"a{number}", turn) for number in range(10)))
        news.bells.ring("outbox")
    await eventually(lambda: all_sent(news))

    assert broker
    assert relay.pulse.trouble is None
    assert flights.most_of_one == 1
    assert flights.most > 1


async def test_a_relay_that_slept_longer_than_its_lease_loses_nothing(
    news: Store, notifier: Store, broker: str, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 9: the first holds rows and sleeps, the second takes over, then the first goes on where it was."""
    monkeypatch.setattr("shared.messaging.relay._LEASE_SECONDS", 0.3)
    monkeypatch.setattr("shared.messaging.relay._POLL_SECONDS", 0.1)
    flights = Flights(monkeypatch)
    listener = Listener(notifier)
    first, second = Relay(news, url=as_user("news", broker)), Relay(news, url=as_user("news", broker))
    async with listening(listener.handlers), running([first.run]):
        await eventually(lambda: is_well(first))
        flights.gate.clear()
        await tell(news, told("a1", 1), told("a1", 2), told("a2"))
        await flights.held.wait()
        sleeping, flights.gate = flights.gate, asyncio.Event()
        flights.gate.set()
        async with running([second.run]):
            await tell(news, told("a1", 3))
            await eventually(lambda: all_sent(news))
            sleeping.set()
            await eventually(lambda: _nothing_flies(flights))
            await tell(news, told("a1", 4))
            await eventually(lambda: listener.has_heard_in_all(5))

    assert flights.most_of_one == 2
    assert await listener.heard() == {"a1": [1, 2, 3, 4], "a2": [1]}


async def _nothing_flies(flights: Flights) -> bool:
    return flights.now.total() == 0


async def test_after_a_reconnect_all_rows_leave_not_only_the_first(
    news: Store, broker: str, bus: AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 11: more than two batches, and no poll and no bell that would help."""
    monkeypatch.setattr("shared.messaging.relay._POLL_SECONDS", 60)
    async with proxied(broker) as proxy:
        relay = Relay(news, url=as_user("news", proxy.url))
        async with running([relay.run]):
            await eventually(lambda: is_well(relay))
            proxy.refuse()
            await tell(news, *(told(f"a{number % 50}", number) for number in range(450)))
            await eventually(lambda: is_unwell(relay))
            proxy.heal()
            await eventually(lambda: all_sent(news))

    assert await states(news) == {"sent": 450}
    queue = await bus.declare_queue("ravabet.q.notifier", passive=True)
    assert queue.declaration_result.message_count == 450


async def test_an_event_is_heard_at_once_without_any_poll(
    news: Store, notifier: Store, broker: str, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 12."""
    monkeypatch.setattr("shared.messaging.relay._POLL_SECONDS", 60)
    listener = Listener(notifier)
    relay = Relay(news, url=as_user("news", broker))
    loop = asyncio.get_running_loop()
    delays = []
    async with running([relay.run]), listening(listener.handlers) as consumer:
        await eventually(lambda: is_well(relay))
        await eventually(lambda: _consumes(consumer))
        for number in range(15):
            listener.begun.clear()
            await tell(news, told(f"a{number}"))
            began = loop.time()
            await listener.begun.wait()
            delays.append(loop.time() - began)
            await eventually(lambda number=number: listener.has_heard([f"a{number}"]))  # type: ignore[misc]

    assert max(delays) < 20


async def _consumes(consumer: Any) -> bool:
    return consumer.pulse.trouble is None


@pytest.mark.usefixtures("relay")
async def test_a_message_has_the_properties_that_asyncapi_tells_of(news: Store, bus: AbstractChannel) -> None:
    """No more and no fewer: whoever has nothing but the document can rely on them."""
    queue = await bus.declare_queue("other", arguments={})
    await queue.bind(EXCHANGE, routing_key="news.published.v1")
    await tell(news, told("a1"))
    await eventually(lambda: all_sent(news))

    message = await queue.get(no_ack=True)
    assert message is not None
    described = yaml.safe_load((PROJECT / "docs" / "asyncapi.yaml").read_text("utf-8"))
    trait = described["components"]["messageTraits"]["Sent"]
    # The client fills in others, without a value.
    set_by_us = {name for name, value in dict(message.properties).items() if value}
    body = json.loads(message.body)

    assert set_by_us | {"correlation_id"} == {
        {"type": "message_type"}.get(name, name) for name in trait["x-amqp-properties"]
    }
    assert message.headers == {}
    assert message.content_type == trait["contentType"] == described["defaultContentType"]
    assert message.delivery_mode == trait["x-amqp-properties"]["delivery_mode"]
    assert (message.message_id, message.type, message.app_id) == (body["id"], body["type"], "news")
    assert str(message.user_id).endswith("ravabet.news")
