"""From the commit of a publication to the start of its handler in another process."""

import asyncio
import time

from shared.events.news import NewsPublished
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.pace import at_a_pace
from tests.bench.contestants.waiting import until_sent, until_well

Moments = dict[str, float]
"""Article → seconds of the clock that all processes of a machine share."""


async def take_part(role: str, mongo_url: str, amqp_url: str, events: int, pause: float = 0) -> Moments:
    """Tell or hear, and return when each article was told or heard."""
    service = "news" if role == "tell" else "notifier"
    store = Store.open(mongo_url, service=service, now=utc_now)
    await store.prepare()
    try:
        if role == "tell":
            return await _tell(store, amqp_url, events, pause)
        return await _hear(store, amqp_url, events)
    finally:
        await store.close()


async def _tell(store: Store, amqp_url: str, events: int, pause: float) -> Moments:
    relay = Relay(store, url=amqp_url)
    told: Moments = {}
    async with running([relay.run]):
        await until_well(relay.pulse)

        async def publish(name: str) -> None:
            await store.run_again(lambda: _publish(store, name))
            told[name] = time.monotonic()

        await at_a_pace(publish, events, pause)
        await until_sent(store)
    return told


async def _publish(store: Store, name: str) -> None:
    async with store.unit_of_work() as work:
        await work.replace("articles", {"_id": name}, {"_id": name, "state": "published", "version": 1}, insert=True)
        work.emit(payload.a_publication(name))


async def _hear(store: Store, amqp_url: str, events: int) -> Moments:
    heard: Moments = {}
    all_heard = asyncio.Event()

    async def note(event: NewsPublished) -> None:
        heard.setdefault(event.article_id, time.monotonic())
        if len(heard) == events:
            all_heard.set()

    handlers = EventHandlers()
    handlers.on(NewsPublished, note)
    consumer = Consumer(store, url=amqp_url, handlers=handlers)
    async with running([consumer.run], drain=[consumer.drain]):
        await until_well(consumer.pulse)
        say(READY)
        await all_heard.wait()
    return heard


if __name__ == "__main__":
    play(take_part)
