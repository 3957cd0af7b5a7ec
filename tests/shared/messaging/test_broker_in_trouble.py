"""A broker that crashes, is short of memory, or loses patience: one of the tests' own."""

from collections.abc import Iterator

import pytest
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPError
from structlog.testing import capture_logs

from shared.messaging import relay as relaying
from shared.messaging import topology
from shared.messaging.relay import Relay
from shared.messaging.topology import queue_of
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.conftest import virtual_host
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.own_broker import OwnBroker, own_broker
from tests.shared.messaging.probes import aside, is_unwell, is_well, ready_in, unsent

RESTARTS: dict[DriverName, int] = {"motor": 2, "pymongo": 1}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnBroker]:
    with own_broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def amqp_url(node: OwnBroker) -> Iterator[str]:
    """In place of the broker that all tests share."""
    with virtual_host(node.address) as url:
        yield url


@pytest.fixture
async def broker(amqp_url: str) -> str:
    """The whole topology; a node that has only just started may answer its quorum queues with an internal error."""

    async def is_declared() -> bool:
        try:
            await topology.declare(amqp_url)
        except AMQPError:
            return False
        return True

    await eventually(is_declared, within=60)
    return amqp_url


@pytest.fixture
def listener(notifier: Store) -> Listener:
    return Listener(notifier)


@pytest.mark.slow("the broker ends and starts")
async def test_relay_and_consumer_survive_restarts_of_the_broker(
    news: Store, driver: DriverName, node: OwnBroker, relay: Relay, listening: Listening, listener: Listener
) -> None:
    """Trap 24: three times here, ten times in the fault tests."""
    async with listening(listener.handlers) as consumer:
        for number in range(RESTARTS[driver]):
            await tell(news, told("before", number))
            await node.restart()
            await tell(news, told("after", number))
            await eventually(lambda number=number: listener.has_heard_in_all(2 * number + 2), within=60)  # type: ignore[misc]
        await eventually(lambda: is_well(relay))
        await eventually(lambda: is_well(consumer))

    all_numbers = [*range(RESTARTS[driver])]
    assert await listener.heard() == {"before": all_numbers, "after": all_numbers}
    assert await unsent(news) == 0


async def test_where_publishers_are_blocked_events_are_still_handled_and_acknowledged(
    news: Store,
    node: OwnBroker,
    relay: Relay,
    bus: AbstractChannel,
    listening: Listening,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trap 10: a broker in need blocks a connection that publishes, all of it; so the two do not share one."""
    monkeypatch.setattr(relaying, "_CONFIRM_SECONDS", 0.5)
    await tell(news, told("a1"), told("a2"))
    await eventually(lambda: _nothing_unsent(news))
    await node.alarm()
    try:
        await tell(news, told("a3"))
        await eventually(lambda: is_unwell(relay))
        async with listening(listener.handlers) as consumer:
            await eventually(lambda: listener.has_heard(["a1", "a2"]))
            await eventually(lambda: _is_empty(bus))
            assert await is_well(consumer)
            assert await unsent(news) == 1

            await node.all_clear()
            await eventually(lambda: listener.has_heard(["a3"]), within=30)
            await eventually(lambda: _nothing_unsent(news))
    finally:
        await node.all_clear()

    assert await listener.heard() == {"a1": [1], "a2": [1], "a3": [1]}


async def _nothing_unsent(news: Store) -> bool:
    return await unsent(news) == 0


async def _is_empty(bus: AbstractChannel) -> bool:
    return await ready_in(bus, queue_of("notifier")) == 0


@pytest.mark.usefixtures("relay")
async def test_a_broker_that_loses_patience_with_a_handler_costs_no_event_and_no_attempt(
    news: Store, notifier: Store, node: OwnBroker, bus: AbstractChannel, listening: Listening, listener: Listener
) -> None:
    """Trap 26, as up to RabbitMQ 4.2: the channel is closed with 406. 4.3 cancels the consumer: see trap 23."""
    await node.hurry_consumers(seconds=1)
    with capture_logs() as logs:
        async with listening(listener.handlers) as consumer:
            await tell(news, told("first"))
            await eventually(lambda: listener.has_heard(["first"]))
            listener.gate.clear()
            listener.begun.clear()
            await tell(news, told("slow"), told("other"))
            await listener.begun.wait()
            # Closed, and all of it taken back.
            await eventually(lambda: ready_in(bus, queue_of("notifier")))
            listener.gate.set()
            await eventually(lambda: listener.has_heard(["slow", "other"]))
            await tell(news, told("slow", 2))
            await eventually(lambda: listener.has_heard_in_all(4))
            await eventually(lambda: _is_empty(bus))
            await eventually(lambda: is_well(consumer))

    assert "acknowledgement.lost" in [line["event"] for line in logs]
    assert await listener.heard() == {"first": [1], "slow": [1, 2], "other": [1]}
    assert listener.runs == 4
    assert await aside(notifier) == []
