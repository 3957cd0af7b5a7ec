"""Events that wait in the queue, handled by this project's consumer."""

import resource
import time

from shared.events.news import NewsPublished
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.bench.contestants.waiting import until_kept


class Projection:
    """A use case that writes a row and tells of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, event: NewsPublished) -> None:
        async with self._store.unit_of_work() as work:
            row = payload.row_of(event)
            await work.replace("projection", {"_id": row["_id"]}, row, insert=True)
            work.emit(payload.a_correction(event))


class Tallies:
    """A use case that reads an aggregate, changes it by a rule, saves it with its version and tells of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(self, event: NewsPublished) -> None:
        async with self._store.unit_of_work() as work:
            tally = await work.get("tallies", event.article_id)
            if tally is None:
                raise LookupError(event.article_id)
            where = {"_id": tally["_id"], "version": tally["version"]}
            if not await work.replace("tallies", where, payload.told_once_more(tally, event)):
                raise RuntimeError("somebody else was there first")
            work.emit(payload.a_correction(event))


async def handle(mongo_url: str, amqp_url: str, kind: str, driver: DriverName, events: int) -> dict[str, float]:
    """How many a second, and the most memory that was resident, in bytes."""
    store = Store.open(mongo_url, service="notifier", now=utc_now, driver=driver)
    await store.prepare({"projection": [], "tallies": []})
    handlers = EventHandlers()
    handlers.on(NewsPublished, Projection(store).add if kind == "blind" else Tallies(store).tell)
    consumer = Consumer(store, url=amqp_url, handlers=handlers)
    began = time.monotonic()
    async with running([consumer.run]):
        ended = await until_kept(store.driver.collection("inbox"), events)
    await store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"rate": events / (ended - began), "peak": peak}


if __name__ == "__main__":
    play(handle)
