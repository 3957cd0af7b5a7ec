"""The broker's topology: exchanges, queues and bindings, computed from the catalogue and declared by one command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed

from shared.events.catalogue import SERVICES, UNHEARD, heard_by
from shared.events.foreign import FOREIGN_PREFIX
from shared.messaging.guest_names import GUEST_PREFIX, RECEIPTS

EXCHANGE = "ravabet.events"
UNROUTED = "ravabet.unrouted"
NOBODY = "ravabet.nobody"
FOREIGN_TYPES = f"{FOREIGN_PREFIX}#"
"""The routing keys of guests' own types, which no service listens to."""
DELIVERY_LIMIT = 20

_UNROUTED_KEPT = 10_000


class TopologyDiffers(Exception):
    """Something exists already, but not as it must be; the message is a sentence that says what."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, its arguments, and the event types that are bound to it."""

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
    """Return the name of a service's only queue."""
    return f"ravabet.q.{service}"


def dead_queue_of(service: str) -> str:
    """Return the name of the queue for messages of a service that the broker gave up."""
    return f"ravabet.dead.{service}"


def is_of_the_house(name: str) -> bool:
    """Return whether the catalogue decides on a queue or exchange: it is neither a guest's nor another program's."""
    return name.startswith("ravabet.") and not name.startswith(GUEST_PREFIX)


def vhost_of(amqp_url: str) -> str:
    """Return the virtual host of this address as the paths of the management interface have it."""
    return quote(unquote(urlsplit(amqp_url).path[1:]) or "/", safe="")


def queues(services: Sequence[str] = SERVICES) -> list[Queue]:
    """Return all queues. Each argument is explicit, since defaults differ between broker versions."""
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
    """Return all exchanges, in the order in which they are declared."""
    return [
        Exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, {"alternate-exchange": UNROUTED}),
        # Types without a listener go here, so that any message in UNROUTED is a mistake.
        Exchange(NOBODY, aio_pika.ExchangeType.FANOUT),
        # The ingest answers guests through it; each guest's queue is bound when the guest is admitted.
        Exchange(RECEIPTS, aio_pika.ExchangeType.DIRECT),
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
                # Removed until everything is bound, since relays wait for it: an event that is sent earlier would
                # reach nobody.
                await channel.exchange_delete(UNROUTED)
            await _declare_on(channel)
        except ChannelPreconditionFailed as error:
            raise TopologyDiffers(f"an exchange or a queue of ours exists with other arguments: {error}") from error


async def _is_there(connection: AbstractConnection, exchange: str) -> bool:
    """Return whether an exchange exists. It uses a channel of its own, which the broker closes if the answer is no."""
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
    for event_type in (*sorted(UNHEARD), FOREIGN_TYPES):
        await nobody.bind(events, routing_key=event_type)
    for wanted_queue in queues():
        queue = await channel.declare_queue(wanted_queue.name, durable=True, arguments=wanted_queue.arguments)
        for event_type in sorted(wanted_queue.types):
            await queue.bind(events, routing_key=event_type)
    # UNROUTED comes last: when it exists, all bindings exist, and an event reaches all of its listeners.
    last = exchanges()[-1]
    unrouted = await channel.declare_exchange(last.name, last.kind, durable=True, arguments=last.arguments)
    await (await channel.get_queue(UNROUTED)).bind(unrouted)


async def tidy(amqp_url: str, management_url: str) -> list[str]:
    """Remove bindings that the catalogue no longer has, and return a sentence for each.

    A passive declaration accepts wrong arguments, so exchanges and queues are compared through the management
    interface. Raises TopologyDiffers when one is not as it must be. Bindings to queues of guests and of others stay.
    """
    vhost = vhost_of(amqp_url)
    wanted_bindings = {(queue.name, event_type) for queue in queues() for event_type in queue.types}
    wanted_bindings |= {(NOBODY, event_type) for event_type in (*UNHEARD, FOREIGN_TYPES)}
    removed = []
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        for exchange in exchanges():
            _compare_exchange(exchange, await _asked(management, f"/api/exchanges/{vhost}/{exchange.name}"))
        for queue in queues():
            there = await _asked(management, f"/api/queues/{vhost}/{queue.name}")
            _compare(f"the queue {queue.name}", queue.arguments, there)
        for binding in await _asked(management, f"/api/exchanges/{vhost}/{EXCHANGE}/bindings/source"):
            to, event_type = binding["destination"], binding["routing_key"]
            if is_of_the_house(to) and (to, event_type) not in wanted_bindings:
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
