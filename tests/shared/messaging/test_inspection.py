"""What the broker has otherwise than the catalogue says: found by the topology's own user, and nothing is changed."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import aio_pika
import pytest
from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel
from httpx import AsyncClient

from shared.events.catalogue import heard_by
from shared.messaging import topology
from shared.messaging.inspection import Difference, differences
from shared.messaging.rights import TOPOLOGY
from shared.messaging.topology import EXCHANGE, NOBODY, UNROUTED, vhost_of
from tests.broker_users import as_user
from tests.eventually import eventually

PUBLISHED = "news.published.v1"
QUEUE, DEAD = "ravabet.q.notifier", "ravabet.dead.notifier"
ARGUMENTS = {queue.name: queue.arguments for queue in topology.queues()}

Deed = Callable[[AbstractChannel], Awaitable[object]]


async def look(amqp_url: str, management_url: str) -> list[Difference]:
    return await differences(as_user(TOPOLOGY, amqp_url), as_user(TOPOLOGY, management_url))


async def unbind(channel: AbstractChannel) -> None:
    await (await channel.get_queue(QUEUE)).unbind(EXCHANGE, PUBLISHED)


async def unbind_nobody(channel: AbstractChannel) -> None:
    await (await channel.get_exchange(NOBODY)).unbind(EXCHANGE, "membership.granted.v1")


async def unbind_the_unrouted(channel: AbstractChannel) -> None:
    await (await channel.get_queue(UNROUTED)).unbind(UNROUTED, UNROUTED)


async def bind_old(channel: AbstractChannel) -> None:
    await (await channel.get_queue(QUEUE)).bind(EXCHANGE, "old.event.v1")


async def bind_elsewhere(channel: AbstractChannel) -> None:
    await (await channel.get_queue(QUEUE)).bind("amq.topic", "#")


async def leave_a_queue(channel: AbstractChannel) -> None:
    await (await channel.declare_queue("ravabet.q.old", durable=True)).bind(EXCHANGE, "#")


async def delete_queue(channel: AbstractChannel) -> None:
    await channel.queue_delete(QUEUE)


async def delete_exchange(channel: AbstractChannel) -> None:
    await channel.exchange_delete(UNROUTED)


def declare_otherwise(queue: str, arguments: dict[str, int]) -> Deed:
    async def declare(channel: AbstractChannel) -> None:
        await channel.queue_delete(queue)
        await channel.declare_queue(queue, durable=True, arguments=ARGUMENTS[queue] | arguments)

    return declare


def declare_exchange_otherwise(kind: ExchangeType, *, durable: bool = True) -> Deed:
    async def declare(channel: AbstractChannel) -> None:
        await channel.exchange_delete(NOBODY)
        await channel.declare_exchange(NOBODY, kind, durable=durable)

    return declare


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (unbind, f"{QUEUE} does not listen to {PUBLISHED}"),
        (unbind_nobody, f"{NOBODY} does not listen to membership.granted.v1"),
        (unbind_the_unrouted, f"the queue {UNROUTED} keeps nothing: it is not bound to its exchange"),
        (bind_old, f"{QUEUE} listens to old.event.v1, which the catalogue does not give it"),
        (bind_elsewhere, f"{QUEUE} listens to # of amq.topic, which the catalogue does not give it"),
        (leave_a_queue, "ravabet.q.old listens to #, which the catalogue does not give it"),
        (delete_queue, f"the queue {QUEUE} is missing, with all that was in it and was bound to it"),
        (delete_exchange, f"the exchange {UNROUTED} is missing"),
        (
            declare_otherwise(DEAD, {"x-delivery-limit": 3}),
            f"the queue {DEAD} has x-delivery-limit = 3 where 20 is needed",
        ),
        (
            declare_otherwise(DEAD, {"x-message-ttl": 1000}),
            f"the queue {DEAD} has x-message-ttl = 1000 where None is needed",
        ),
        (
            declare_exchange_otherwise(ExchangeType.TOPIC),
            f"the exchange {NOBODY} is of the type topic where fanout is needed",
        ),
        (
            declare_exchange_otherwise(ExchangeType.FANOUT, durable=False),
            f"the exchange {NOBODY} is not durable: it goes when the broker restarts",
        ),
    ],
)
async def test_each_difference_is_a_sentence(amqp_url: str, management_url: str, deed: Deed, sentence: str) -> None:
    await topology.declare(amqp_url)
    assert await look(amqp_url, management_url) == []
    async with await aio_pika.connect(amqp_url) as connection:
        await deed(await connection.channel())

    assert sentence in [found.sentence for found in await look(amqp_url, management_url)]


async def test_who_hears_nothing_now_is_told_by_service_and_type(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await unbind(channel)
        await channel.queue_delete("ravabet.q.reporting")

    found = {each.service: each.unheard for each in await look(amqp_url, management_url)}

    assert found == {"notifier": (PUBLISHED,), "reporting": tuple(sorted(heard_by("reporting")))}


async def test_a_policy_that_loses_events_is_named(amqp_url: str, management_url: str) -> None:
    """It changes a queue although all that was declared is as it must be."""
    await topology.declare(amqp_url)
    policy = {"pattern": "^ravabet\\.q\\.news$", "definition": {"message-ttl": 60_000}, "apply-to": "queues"}
    async with AsyncClient(base_url=management_url) as management:
        path = f"/api/policies/{vhost_of(amqp_url)}/{quote('short memory')}"
        (await management.put(path, json=policy)).raise_for_status()

    # The broker lays policies on its queues some moments later.
    (found,) = await eventually(lambda: look(amqp_url, management_url))

    assert found == Difference(
        "the queue ravabet.q.news is under a policy (short memory) that gives it message-ttl = 60000, "
        "by which events can be lost",
        "news",
    )


async def test_what_others_bound_to_queues_of_their_own_is_no_difference(amqp_url: str, management_url: str) -> None:
    await topology.declare(amqp_url)
    async with await aio_pika.connect(amqp_url) as connection:
        queue = await (await connection.channel()).declare_queue("audit", durable=True)
        await queue.bind(EXCHANGE, "#")

    assert await look(amqp_url, management_url) == []
