"""From the publishing of an event to the start of its handler in another process: no outbox, no inbox."""

import asyncio
import time

from faststream.rabbit import Channel, RabbitBroker, RabbitQueue

from shared.events import decode
from shared.events.catalogue import BY_TYPE
from shared.messaging.topology import queue_of
from tests.bench.contestants import payload
from tests.bench.contestants.faststream_sending import send
from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.pace import at_a_pace

_PREFETCH = 64


async def take_part(role: str, amqp_url: str, events: int, pause: float = 0) -> dict[str, float]:
    """Tell or hear, and return when each article was told or heard."""
    broker = RabbitBroker(amqp_url, logger=None, apply_types=False)
    return await (_tell(broker, events, pause) if role == "tell" else _hear(broker, events))


async def _tell(broker: RabbitBroker, events: int, pause: float) -> dict[str, float]:
    told = {}
    async with broker:
        await broker.start()

        async def publish(name: str) -> None:
            told[name] = time.monotonic()
            await send(broker, payload.a_publication(name))

        await at_a_pace(publish, events, pause)
    return told


async def _hear(broker: RabbitBroker, events: int) -> dict[str, float]:
    heard: dict[str, float] = {}
    all_heard = asyncio.Event()

    @broker.subscriber(RabbitQueue(queue_of("notifier"), declare=False), channel=Channel(prefetch_count=_PREFETCH))
    async def _(body: bytes) -> None:
        event = decode(body, BY_TYPE).data
        heard[event.subject.partition("/")[2]] = time.monotonic()
        if len(heard) == events:
            all_heard.set()

    await broker.start()
    say(READY)
    await all_heard.wait()
    await broker.stop()
    return heard


if __name__ == "__main__":
    play(take_part)
