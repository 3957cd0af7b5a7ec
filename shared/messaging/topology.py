"""Everything the broker must hold, generated from the catalogue and declared by one command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed

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


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange, its type, and its arguments."""

    name: str
    kind: aio_pika.ExchangeType
    arguments: dict[str, Any] = field(default_factory=dict)


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


def exchanges() -> list[Exchange]:
    """All exchanges, in the order in which they are declared."""
    return [
        Exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, {"alternate-exchange": UNROUTED}),
        # Types without a listener end here, so that whatever reaches the unrouted is a mistake.
        Exchange(NOBODY, aio_pika.ExchangeType.FANOUT),
        Exchange(UNROUTED, aio_pika.ExchangeType.FANOUT),
    ]


async def declare(amqp_url: str) -> None:
    """Declare exchanges, queues and bindings; safe to repeat. Raises TopologyDiffers."""
    connection = await aio_pika.connect(amqp_url, timeout=10)
    async with connection:
        is_new = not await _is_there(connection, EXCHANGE)
        channel = await connection.channel()
        try:
            if is_new:
                # Away until all is bound, for relays wait for it: sent earlier, an event would reach nobody.
                await channel.exchange_delete(UNROUTED)
            await _declare_on(channel)
        except ChannelPreconditionFailed as error:
            raise TopologyDiffers(f"the broker holds something of ours with other arguments: {error}") from error


async def _is_there(connection: AbstractConnection, exchange: str) -> bool:
    """Asked on a channel of its own, since the broker closes it when the answer is no."""
    channel = await connection.channel()
    try:
        await channel.get_exchange(exchange, ensure=True)
    except ChannelNotFoundEntity:
        return False
    await channel.close()
    return True


async def _declare_on(channel: AbstractChannel) -> None:
    for wanted in exchanges()[:-1]:
        await channel.declare_exchange(wanted.name, wanted.kind, durable=True, arguments=wanted.arguments)
    events = await channel.get_exchange(EXCHANGE)
    nobody = await channel.get_exchange(NOBODY)
    for event_type in sorted(UNHEARD):
        await nobody.bind(events, routing_key=event_type)
    for wanted_queue in queues():
        queue = await channel.declare_queue(wanted_queue.name, durable=True, arguments=wanted_queue.arguments)
        for event_type in sorted(wanted_queue.types):
            await queue.bind(events, routing_key=event_type)
    # The last: whoever finds it knows that all bindings are there, and that an event reaches all of its listeners.
    last = exchanges()[-1]
    unrouted = await channel.declare_exchange(last.name, last.kind, durable=True, arguments=last.arguments)
    await (await channel.get_queue(UNROUTED)).bind(unrouted)


async def tidy(amqp_url: str, management_url: str) -> list[str]:
    """Remove bindings that the catalogue no longer holds; say what was removed.

    A passive declaration accepts wrong arguments, so the comparison goes through the management interface.
    Raises TopologyDiffers when an exchange or a queue is not as it must be. Bindings to what is not ours stay.
    """
    vhost = quote(unquote(urlsplit(amqp_url).path[1:]) or "/", safe="")
    wanted_bindings = {(queue.name, event_type) for queue in queues() for event_type in queue.types}
    wanted_bindings |= {(NOBODY, event_type) for event_type in UNHEARD}
    removed = []
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        for exchange in exchanges():
            _compare_exchange(exchange, await _asked(management, f"/api/exchanges/{vhost}/{exchange.name}"))
        for queue in queues():
            there = await _asked(management, f"/api/queues/{vhost}/{queue.name}")
            _compare(f"the queue {queue.name}", queue.arguments, there)
        for binding in await _asked(management, f"/api/exchanges/{vhost}/{EXCHANGE}/bindings/source"):
            to, event_type = binding["destination"], binding["routing_key"]
            if to.startswith("ravabet.") and (to, event_type) not in wanted_bindings:
                kind = "q" if binding["destination_type"] == "queue" else "e"
                where = f"/api/bindings/{vhost}/e/{EXCHANGE}/{kind}/{to}/{binding['properties_key']}"
                (await management.delete(where)).raise_for_status()
                removed.append(f"{to} no longer listens to {event_type}")
    return removed


async def _asked(management: httpx.AsyncClient, path: str) -> Any:
    return (await management.get(path)).raise_for_status().json()


def _compare_exchange(wanted: Exchange, there: dict[str, Any]) -> None:
    if there["type"] != wanted.kind:
        raise TopologyDiffers(
            f"the exchange {wanted.name} is of the type {there['type']} where {wanted.kind.value} is needed: "
            "stop the services, delete it, and run this command again"
        )
    _compare(f"the exchange {wanted.name}", wanted.arguments, there)


def _compare(what: str, wanted: Mapping[str, Any], there: dict[str, Any]) -> None:
    for name, value in wanted.items():
        found = there["arguments"].get(name)
        if found != value:
            raise TopologyDiffers(
                f"{what} has {name} = {found!r} where {value!r} is needed: "
                "empty it, delete it, and run this command again"
            )
