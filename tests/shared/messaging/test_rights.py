"""What the broker itself refuses: each user tries what is another's."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import ChannelPreconditionFailed
from aiormq.exceptions import ChannelAccessRefused

from deploy.broker.__main__ import main as broker_file
from shared.events.catalogue import CATALOGUE, SERVICES, UNHEARD, published_by
from shared.messaging import topology
from shared.messaging.rights import PARTIES, TOPOLOGY, rights_of, user_of
from shared.messaging.topology import EXCHANGE, UNROUTED, dead_queue_of, queue_of
from tests.broker_users import FAMILY, as_user

Deed = Callable[[AbstractChannel, str], Awaitable[None]]


@pytest.fixture
async def broker(amqp_url: str) -> str:
    await topology.declare(as_user(TOPOLOGY, amqp_url))
    return amqp_url


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def its_channel(broker: str, service: str) -> AsyncIterator[AbstractChannel]:
    """A channel of the service's own user."""
    async with await aio_pika.connect(as_user(service, broker)) as connection:
        yield await connection.channel(on_return_raises=True)


async def publish(
    channel: AbstractChannel, event_type: str, *, user: str | None = None, exchange: str = EXCHANGE
) -> None:
    """Put something on the bus, and wait until the broker has taken or refused it."""
    there = await channel.get_exchange(exchange, ensure=False)
    message, is_heard = aio_pika.Message(b"{}", user_id=user), event_type not in UNHEARD
    await there.publish(message, routing_key=event_type, mandatory=is_heard, timeout=10)


async def test_a_service_publishes_its_own_events(its_channel: AbstractChannel, service: str) -> None:
    for event_type in published_by(service):
        await publish(its_channel, event_type, user=user_of(service, family=FAMILY))


async def test_no_service_publishes_an_event_of_another(broker: str, service: str) -> None:
    """Trap 44: also not one whose type only begins like one of its own."""
    own = published_by(service)
    others = [entry.event.type for entry in CATALOGUE if entry.publisher != service]
    async with await aio_pika.connect(as_user(service, broker)) as connection:
        for event_type in (*others, f"{next(iter(own))}.more", "nobody.knows.v1"):
            channel = await connection.channel()
            with pytest.raises(ChannelAccessRefused):
                await publish(channel, event_type)


async def test_no_service_borrows_the_name_of_another(its_channel: AbstractChannel, service: str) -> None:
    """Trap 44: the broker holds the message's user against the connection's."""
    other = next(name for name in SERVICES if name != service)
    with pytest.raises(ChannelPreconditionFailed):
        await publish(its_channel, next(iter(published_by(service))), user=user_of(other, family=FAMILY))


async def test_no_service_writes_into_a_queue_past_the_exchange(its_channel: AbstractChannel, service: str) -> None:
    with pytest.raises(ChannelAccessRefused):
        await its_channel.default_exchange.publish(aio_pika.Message(b"{}"), routing_key=queue_of(service), timeout=10)


async def test_no_service_reads_the_queue_of_another(broker: str, service: str) -> None:
    others = [queue for name in SERVICES if name != service for queue in (queue_of(name), dead_queue_of(name))]
    async with await aio_pika.connect(as_user(service, broker)) as connection:
        for queue in (*others, UNROUTED):
            channel = await connection.channel()
            with pytest.raises(ChannelAccessRefused):
                await (await channel.get_queue(queue, ensure=False)).get(fail=False)


async def make_a_queue(channel: AbstractChannel, _: str) -> None:
    await channel.declare_queue("ravabet.q.mine", durable=True)


async def make_an_exchange(channel: AbstractChannel, _: str) -> None:
    await channel.declare_exchange("ravabet.mine")


async def delete_its_queue(channel: AbstractChannel, service: str) -> None:
    await channel.queue_delete(queue_of(service))


async def listen_to_more(channel: AbstractChannel, service: str) -> None:
    await (await channel.get_queue(queue_of(service), ensure=False)).bind(EXCHANGE, routing_key="#")


async def purge_another(channel: AbstractChannel, service: str) -> None:
    other = next(name for name in SERVICES if name != service)
    await (await channel.get_queue(queue_of(other), ensure=False)).purge()


@pytest.mark.parametrize("deed", [make_a_queue, make_an_exchange, delete_its_queue, listen_to_more, purge_another])
async def test_no_service_changes_the_topology(its_channel: AbstractChannel, service: str, deed: Deed) -> None:
    with pytest.raises(ChannelAccessRefused):
        await deed(its_channel, service)


async def test_the_topology_user_declares_and_tidies_and_publishes_nothing(broker: str, management_url: str) -> None:
    me = as_user(TOPOLOGY, broker)
    await topology.declare(me)
    assert await topology.tidy(me, as_user(TOPOLOGY, management_url)) == []

    async with await aio_pika.connect(me) as connection:
        channel = await connection.channel()
        with pytest.raises(ChannelAccessRefused):
            await publish(channel, "news.published.v1")


def test_nobody_but_the_topology_configures() -> None:
    assert {party for party in PARTIES if rights_of(party).configure != "^$"} == {TOPOLOGY}


def test_the_committed_file_holds_these_rights(capsys: pytest.CaptureFixture[str]) -> None:
    assert broker_file(["check"]) == 0, capsys.readouterr().err
