"""What is there before the clock starts: events in the queue, aggregates in the database."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import aio_pika
from pymongo import MongoClient

from shared.events._envelope import CONTENT_TYPE
from shared.messaging import topology
from tests.bench.arena import Place
from tests.bench.contestants import payload

AGGREGATES = 20_000


def declare(place: Place) -> None:
    """The exchange and the queues of the platform."""
    asyncio.run(topology.declare(place.amqp_url))


def queue_publications(place: Place, names: Sequence[str]) -> None:
    """Let a publication of each article wait in the notifier's queue."""
    asyncio.run(_publish(place.amqp_url, names))


def keep_aggregates(place: Place) -> None:
    """Put all aggregates into the database."""
    with MongoClient[dict[str, Any]](place.mongo_url_of("notifier")) as client:
        client.get_default_database()["tallies"].insert_many(payload.a_tally(number) for number in range(AGGREGATES))


def each_once(events: int) -> list[str]:
    """So many articles."""
    return [payload.article_name(number) for number in range(events)]


def spread_over_aggregates(events: int) -> list[str]:
    """So many articles, drawn from those that have an aggregate; the same ones in every run."""
    drawn = random.Random(1405)  # noqa: S311
    return [payload.article_name(drawn.randrange(AGGREGATES)) for _ in range(events)]


async def _publish(amqp_url: str, names: Sequence[str]) -> None:
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(topology.EXCHANGE)
        for first in range(0, len(names), _AT_ONCE):
            sending = [exchange.publish(_message(name), _TYPE) for name in names[first : first + _AT_ONCE]]
            await asyncio.gather(*sending)


def _message(name: str) -> aio_pika.Message:
    envelope = payload.enveloped(payload.a_publication(name))
    return aio_pika.Message(
        envelope.encode(),
        content_type=CONTENT_TYPE,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=envelope.id,
        type=envelope.type,
        correlation_id=envelope.correlation_id,
    )


_AT_ONCE = 500
_TYPE = "news.published.v1"
