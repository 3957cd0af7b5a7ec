"""The same events, handled with FastStream and Motor by hand: one transaction an event, acknowledged after it."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from motor.motor_asyncio import AsyncIOMotorClient

from shared.events import Envelope, decode
from shared.events.catalogue import BY_TYPE
from shared.messaging.topology import queue_of
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.bench.contestants.waiting import until_kept

_PREFETCH = 64


async def handle(mongo_url: str, amqp_url: str, kind: str, events: int) -> float:
    """How many a second."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_url, tz_aware=True, w="majority")
    database = client.get_default_database()
    change = _blind if kind == "blind" else _by_the_rule
    await _prepare(database)
    broker = RabbitBroker(amqp_url, logger=None, apply_types=False)
    queue = RabbitQueue(queue_of("notifier"), declare=False)

    @broker.subscriber(queue, channel=Channel(prefetch_count=_PREFETCH))
    async def _(body: bytes) -> None:
        envelope = decode(body, BY_TYPE)
        async with await client.start_session() as session:
            await session.with_transaction(lambda session: _keep(database, envelope, change, session))

    began = time.monotonic()
    await broker.start()
    ended = await until_kept(database["inbox"], events)
    await broker.stop()
    client.close()
    return events / (ended - began)


Change = Callable[[Any, Any, Any], Awaitable[None]]


async def _prepare(database: Any) -> None:
    there = await database.list_collection_names()
    for name in ("inbox", "outbox", "projection", "tallies"):
        if name not in there:
            await database.create_collection(name)
    await database["outbox"].create_index([("state", 1), ("_id", 1)])


async def _keep(database: Any, envelope: Envelope, change: Change, session: Any) -> None:
    await database["inbox"].insert_one({"_id": envelope.id, "at": envelope.time}, session=session)
    await change(database, envelope.data, session)
    told = payload.enveloped(payload.a_correction(envelope.data), cause=envelope.id)  # type: ignore[arg-type]
    row = {"_id": told.id, "type": told.type, "body": told.encode().decode(), "state": "pending", "at": told.time}
    await database["outbox"].insert_one(row, session=session)


async def _blind(database: Any, event: Any, session: Any) -> None:
    await database["projection"].insert_one(payload.row_of(event), session=session)


async def _by_the_rule(database: Any, event: Any, session: Any) -> None:
    tally = await database["tallies"].find_one({"_id": event.article_id}, session=session)
    where = {"_id": tally["_id"], "version": tally["version"]}
    done = await database["tallies"].replace_one(where, payload.told_once_more(tally, event), session=session)
    if not done.matched_count:
        raise RuntimeError("somebody else was there first")


if __name__ == "__main__":
    play(handle)
