"""The same events, published by FastStream with confirms: no outbox, so a crash loses what was not sent."""

import asyncio
import time

from faststream.rabbit import RabbitBroker

from tests.bench.contestants import payload
from tests.bench.contestants.faststream_sending import send
from tests.bench.contestants.life import play


async def publish(amqp_url: str, batch: int, events: int) -> float:
    """How many a second; the events of a batch are on their way together."""
    async with RabbitBroker(amqp_url, logger=None) as broker:
        await broker.start()
        began = time.monotonic()
        for first in range(0, events, batch):
            names = (payload.article_name(first + place) for place in range(batch))
            await asyncio.gather(*(send(broker, payload.a_publication(name)) for name in names))
        return events / (time.monotonic() - began)


if __name__ == "__main__":
    play(publish)
