"""Everything the broker must hold, generated from the catalogue and declared by one command."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import ChannelPreconditionFailed

from shared.events.catalogue import SERVICES, UNHEARD, heard_by

EXCHANGE = "ravabet.events"
UNROUTED = "ravabet.unrouted"
NOBODY = "ravabet.nobody"
DELIVERY_LIMIT = 20

_UNROUTED_KEPT = 10_000


class TopologyDiffers(Exception):
    """Something is there already, but not as it must be; the message says what, in a sentence."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, its arguments, and the types bound to it."""

    name: str
    arguments: dict[str, Any]
    types: frozenset[str] = frozenset()


def queue_of(service: str) -> str:
    """The one queue of a service."""
    return f"ravabet.q.{service}"


def dead_queue_of(service: str) -> str:
    """Where the broker puts what it gave up for a service."""
    return f"ravabet.dead.{service}"


def queues(services: Sequence[str] = SERVICES) -> list[Queue]:
    """All queues, each argument explicit, since defaults differ between broker versions."""
    listed = [
        Queue(UNROUTED, {"x-queue-type": "quorum", "x-max-length": _UNROUTED_KEPT, "x-overflow": "drop-head"}),
    ]
    for service in services:
        listed.append(Queue(dead_queue_of(service), {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT}))
        arguments = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead_queue_of(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        listed.append(Queue(queue_of(service), arguments, heard_by(service)))
    return listed


async def declare(amqp_url: str) -> None:
    """Declare exchanges, queues and bindings; safe to repeat. Raises TopologyDiffers."""
    connection = await aio_pika.connect(amqp_url, timeout=10)
    async with connection:
        channel = await connection.channel()
        try:
            await _declare_on(channel)
        except ChannelPreconditionFailed as error:
            raise TopologyDiffers(f"the broker holds something of ours with other arguments: {error}") from error


async def _declare_on(channel: AbstractChannel) -> None:
    # Away until all is bound, for relays wait for it: an event sent earlier would reach some of its listeners only.
    await channel.exchange_delete(UNROUTED)
    events = await channel.declare_exchange(
        EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True, arguments={"alternate-exchange": UNROUTED}
    )
    # Types without a listener end here, so that whatever reaches the unrouted is a mistake.
    nobody = await channel.declare_exchange(NOBODY, aio_pika.ExchangeType.FANOUT, durable=True)
    for event_type in sorted(UNHEARD):
        await nobody.bind(events, routing_key=event_type)
    for wanted in queues():
        queue = await channel.declare_queue(wanted.name, durable=True, arguments=wanted.arguments)
        for event_type in sorted(wanted.types):
            await queue.bind(events, routing_key=event_type)
    unrouted = await channel.declare_exchange(UNROUTED, aio_pika.ExchangeType.FANOUT, durable=True)
    await (await channel.get_queue(UNROUTED)).bind(unrouted)


async def tidy(amqp_url: str, management_url: str) -> list[str]:
    """Remove bindings that the catalogue no longer holds; say what was removed.

    A passive declaration accepts wrong arguments, so the comparison goes through the management interface.
    Raises TopologyDiffers when a queue's arguments are not as they must be.
    """
    vhost = quote(unquote(urlsplit(amqp_url).path[1:]) or "/", safe="")
    removed = []
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        for wanted in queues():
            answer = await management.get(f"/api/queues/{vhost}/{wanted.name}")
            _compare(wanted, answer.raise_for_status().json())
            bindings = await management.get(f"/api/bindings/{vhost}/e/{EXCHANGE}/q/{wanted.name}")
            for binding in bindings.raise_for_status().json():
                if binding["routing_key"] not in wanted.types:
                    where = f"/api/bindings/{vhost}/e/{EXCHANGE}/q/{wanted.name}/{binding['properties_key']}"
                    (await management.delete(where)).raise_for_status()
                    removed.append(f"{wanted.name} no longer listens to {binding['routing_key']}")
    return removed


def _compare(wanted: Queue, there: dict[str, Any]) -> None:
    for name, value in wanted.arguments.items():
        found = there["arguments"].get(name)
        if found != value:
            raise TopologyDiffers(
                f"the queue {wanted.name} has {name} = {found!r} where {value!r} is needed: "
                "empty it, delete it, and run this command again"
            )
