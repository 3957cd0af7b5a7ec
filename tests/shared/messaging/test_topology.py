"""What the broker must hold, and what it must not."""

import asyncio
from contextlib import suppress
from typing import Any

import aio_pika
import pytest
from aio_pika.exceptions import ChannelNotFoundEntity
from httpx import AsyncClient

from shared.events.catalogue import BY_TYPE, SERVICES, UNHEARD, heard_by
from shared.messaging import topology


async def test_declaring_twice_changes_nothing_and_tidying_finds_nothing(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    await topology.declare(amqp_url)

    assert await topology.tidy(amqp_url, management_url) == []


async def test_a_binding_that_the_catalogue_no_longer_holds_is_removed(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("ravabet.q.news")
        await queue.bind(topology.EXCHANGE, routing_key="old.event.v1")

    removed = await topology.tidy(amqp_url, management_url)

    assert removed == ["ravabet.q.news no longer listens to old.event.v1"]


async def test_a_binding_for_types_that_somebody_hears_by_now_is_removed(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        nobody = await channel.get_exchange(topology.NOBODY)
        await nobody.bind(topology.EXCHANGE, routing_key="news.published.v1")

    assert await topology.tidy(amqp_url, management_url) == ["ravabet.nobody no longer listens to news.published.v1"]


async def test_what_others_have_bound_for_themselves_stays(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        queue = await (await connection.channel()).declare_queue("audit", durable=True)
        await queue.bind(topology.EXCHANGE, routing_key="#")

    assert await topology.tidy(amqp_url, management_url) == []


@pytest.mark.parametrize(
    ("kind", "arguments", "sentence"),
    [
        (aio_pika.ExchangeType.DIRECT, {"alternate-exchange": topology.UNROUTED}, "is of the type direct where topic"),
        (aio_pika.ExchangeType.TOPIC, {}, "has alternate-exchange = None where 'ravabet.unrouted'"),
    ],
)
async def test_an_exchange_that_a_passive_declaration_would_accept_is_named_in_a_sentence(
    amqp_url: str, management_url: str, kind: aio_pika.ExchangeType, arguments: dict[str, Any], sentence: str
) -> None:
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.exchange_delete(topology.EXCHANGE)
        await channel.declare_exchange(topology.EXCHANGE, kind, durable=True, arguments=arguments)

    with pytest.raises(topology.TopologyDiffers, match=sentence):
        await topology.tidy(amqp_url, management_url)


async def test_a_declaration_that_fails_leaves_the_relays_alone(amqp_url: str) -> None:
    """They wait for the unrouted: were those away after a failure, a relay that restarts would stand still."""
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.queue_delete("ravabet.q.news")
        await channel.declare_queue("ravabet.q.news", durable=True, arguments={"x-queue-type": "quorum"})
        with pytest.raises(topology.TopologyDiffers):
            await topology.declare(amqp_url)

        await channel.get_exchange(topology.UNROUTED, ensure=True)


async def test_other_arguments_are_named_in_a_sentence(amqp_url: str) -> None:
    """Trap 43."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        await channel.declare_queue("ravabet.q.news", durable=True, arguments={"x-queue-type": "quorum"})

    with pytest.raises(topology.TopologyDiffers, match=r"ravabet\.q\.news"):
        await topology.declare(amqp_url)


async def test_no_limit_is_left_to_the_version_of_the_broker(amqp_url: str, management_url: str) -> None:
    """Trap 28: without an argument a queue has no delivery limit up to RabbitMQ 3.13, and 20 from 4.0 on."""
    await topology.declare(amqp_url)
    vhost = amqp_url.rpartition("/")[2]
    async with AsyncClient(base_url=management_url) as management:
        there = (await management.get(f"/api/queues/{vhost}")).raise_for_status().json()

    limits = {queue["name"]: queue["arguments"].get("x-delivery-limit") for queue in there}
    assert limits.pop(topology.UNROUTED) is None  # nobody consumes it
    assert set(limits.values()) == {20}
    assert set(limits) == {
        name(service) for service in SERVICES for name in (topology.queue_of, topology.dead_queue_of)
    }


async def test_an_event_that_no_queue_takes_is_kept_with_the_unrouted(amqp_url: str) -> None:
    await topology.declare(amqp_url)
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(topology.EXCHANGE)
        await exchange.publish(aio_pika.Message(b"{}"), routing_key="nobody.declared.this.v1", mandatory=True)
        queue = await channel.declare_queue(topology.UNROUTED, passive=True)

        assert queue.declaration_result.message_count == 1


async def test_a_type_without_a_listener_is_no_mistake(amqp_url: str) -> None:
    await topology.declare(amqp_url)
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(topology.EXCHANGE)
        for event_type in UNHEARD:
            await exchange.publish(aio_pika.Message(b"{}"), routing_key=event_type, mandatory=False)
        queue = await channel.declare_queue(topology.UNROUTED, passive=True)

        assert UNHEARD
        assert queue.declaration_result.message_count == 0


def test_every_service_hears_only_what_the_catalogue_says() -> None:
    bound = {queue.name: queue.types for queue in topology.queues()}

    assert bound["ravabet.q.notifier"] == heard_by("notifier")
    assert set().union(*bound.values()) <= set(BY_TYPE)


async def test_whoever_finds_the_topology_reaches_all_listeners(amqp_url: str) -> None:
    """Trap 6, its other half: a relay waits for the exchange, and was faster than the bindings of the second queue."""
    connection = await aio_pika.connect(amqp_url)
    sent = 0
    async with connection:
        declaring = asyncio.create_task(topology.declare(amqp_url))
        while not sent:
            with suppress(ChannelNotFoundEntity):
                channel = await connection.channel(on_return_raises=True)
                exchange = await channel.get_exchange(topology.EXCHANGE, ensure=True)
                await channel.get_exchange(topology.UNROUTED, ensure=True)
                await exchange.publish(aio_pika.Message(b"{}"), routing_key="news.published.v1", mandatory=True)
                sent += 1
        await declaring

        for name, messages in (("ravabet.q.reporting", 1), ("ravabet.q.notifier", 1), (topology.UNROUTED, 0)):
            queue = await channel.declare_queue(name, passive=True)
            assert queue.declaration_result.message_count == messages, name
