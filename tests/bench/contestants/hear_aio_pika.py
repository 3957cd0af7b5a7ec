"""Events heard over aio-pika's own robust connection, which comes back by itself."""

import asyncio
import time

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from shared.events import decode
from shared.events.catalogue import BY_TYPE
from shared.messaging.topology import queue_of
from tests.bench.contestants.life import READY, play, say


async def hear(amqp_url: str, events: int) -> dict[str, float]:
    """Return when each article was heard."""
    heard: dict[str, float] = {}
    all_heard = asyncio.Event()

    async def note(message: AbstractIncomingMessage) -> None:
        heard.setdefault(decode(message.body, BY_TYPE).subject.partition("/")[2], time.monotonic())
        await message.ack()
        if len(heard) == events:
            all_heard.set()

    async with await aio_pika.connect_robust(amqp_url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=64)
        queue = await channel.get_queue(queue_of("notifier"))
        await queue.consume(note)
        say(READY)
        await all_heard.wait()
    return heard


if __name__ == "__main__":
    play(hear)
