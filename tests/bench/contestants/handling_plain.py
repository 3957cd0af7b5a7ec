"""The same events, taken by aio-pika and acknowledged; no database at all."""

import asyncio
import time

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from shared.messaging.topology import queue_of
from tests.bench.contestants.life import play

_PREFETCH = 400


async def handle(amqp_url: str, events: int) -> float:
    """How many a second."""
    left = events
    all_taken = asyncio.Event()

    async def take(message: AbstractIncomingMessage) -> None:
        nonlocal left
        await message.ack()
        left -= 1
        if not left:
            all_taken.set()

    began = time.monotonic()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=_PREFETCH)
        queue = await channel.get_queue(queue_of("notifier"))
        await queue.consume(take)
        await all_taken.wait()
        ended = time.monotonic()
    return events / (ended - began)


if __name__ == "__main__":
    play(handle)
