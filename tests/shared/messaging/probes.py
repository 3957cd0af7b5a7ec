"""Questions to ask again and again with `eventually`."""

from typing import Any, Protocol

from aio_pika.abc import AbstractChannel

from shared.messaging.pulse import Pulse
from shared.messaging.set_aside import COLLECTION, WAITING
from shared.messaging.topology import queue_of
from shared.store.store import Store


class Living(Protocol):
    """A relay or a consumer."""

    pulse: Pulse


async def is_well(part: Living) -> bool:
    return part.pulse.trouble is None


async def is_unwell(part: Living) -> bool:
    return part.pulse.trouble is not None


async def ready_in(bus: AbstractChannel, queue: str) -> int:
    """How many messages wait in the queue and are in nobody's hands."""
    return (await bus.declare_queue(queue, passive=True)).declaration_result.message_count or 0


async def consumers_of(bus: AbstractChannel, service: str) -> int:
    return (await bus.declare_queue(queue_of(service), passive=True)).declaration_result.consumer_count or 0


async def unsent(store: Store) -> int:
    return await store.count("outbox", {"state": "pending"})


async def make_due(store: Store) -> None:
    """Let the time of all that waits have come."""
    await store.driver.collection(COLLECTION).update_many({"state": WAITING}, {"$set": {"next_at": store.now()}})


async def aside(store: Store) -> list[dict[str, Any]]:
    """What is set aside, in the order of its subject."""
    return await store.find(COLLECTION, {}, sort=[("seq", 1), ("_id", 1)])
