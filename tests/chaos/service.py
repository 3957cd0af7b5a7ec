"""A small service out of the real parts: store, relay, consumer. A process of its own, which can be struck anywhere."""

import asyncio
import json
import os
import random
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import uvloop
from pymongo.errors import PyMongoError

from shared.events.news import NewsPublished, Publisher
from shared.events.reporting import ReportSubmitted
from shared.messaging import connecting, retry, set_aside
from shared.messaging import relay as relaying
from shared.messaging.consumer import Consumer
from shared.messaging.errors import Permanent
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.runtime.background import Loop, running
from shared.runtime.clock import utc_now
from shared.runtime.logging import configure_logging
from shared.store.driver import DriverName, open_driver
from shared.store.errors import Unavailable, is_duplicate
from shared.store.store import Store
from tests.chaos.fates import fate
from tests.chaos.fuse import Fuse
from tests.chaos.watching import WatchedDriver, watch_channels

_WRITERS = 4
_OFFICE = Publisher(kind="office", id="water")


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is told when it starts."""

    role: str
    service: str
    name: str
    driver: DriverName
    mongo_url: str
    amqp_url: str
    folder: str
    seed: int
    articles: int
    events: int
    pause: float
    """Seconds that a writer rests after each unit while the faults last."""
    is_broken: bool
    """Whether it does wrong on purpose."""


def main() -> None:
    orders = Orders(**json.loads(sys.argv[1]))
    configure_logging(orders.name)
    _shorten_limits()
    uvloop.run(_live(orders))


async def _live(orders: Orders) -> None:
    fuse = Fuse(Path(orders.folder, f"{orders.role}.order"))
    watch_channels(fuse)
    driver = WatchedDriver(open_driver(orders.mongo_url, orders.driver, patience=5), fuse, is_broken=orders.is_broken)
    store = Store(driver, service=orders.service, now=utc_now)
    await _prepare(store)
    async with running(_parts(orders, store, fuse)):
        await asyncio.Event().wait()


def _parts(orders: Orders, store: Store, fuse: Fuse) -> list[Loop]:
    relay = Relay(store, url=orders.amqp_url)
    if orders.role == "publisher":
        writers = Writers(store, orders)
        return [relay.run, writers.count, *(partial(writers.write, number) for number in range(_WRITERS))]
    handlers = Receiver(store, fuse).handlers if orders.role == "receiver" else Peer(store).handlers
    return [relay.run, Consumer(store, url=orders.amqp_url, handlers=handlers).run]


class Writers:
    """People who publish: a document and its events in one unit, and a note in the ledger of what they were told."""

    def __init__(self, store: Store, orders: Orders) -> None:
        self._store = store
        self._orders = orders
        self._enough = Path(orders.folder, ENOUGH)
        self._hold = Path(orders.folder, HOLD)
        self._ledger = os.open(Path(orders.folder, f"{orders.name}.ledger"), os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self._all_told = 0
        self._is_counted = asyncio.Event()

    async def count(self) -> None:
        """Know how many events there are by now, of all replicas."""
        while True:
            try:
                sums = await self._store.aggregate("articles", [{"$group": {"_id": None, "told": {"$sum": "$told"}}}])
                self._all_told = sums[0]["told"] if sums else 0
                self._is_counted.set()
            except PyMongoError:
                pass
            await asyncio.sleep(0.3)

    async def write(self, number: int) -> None:
        """Publish until all faults are over and there are enough events."""
        chance = random.Random(f"{self._orders.seed} {self._orders.name} {number} {os.getpid()}")
        # A process that begins late must not write when there are enough, and all seems quiet.
        await self._is_counted.wait()
        while not (is_over := self._enough.exists()) or self._all_told < self._orders.events:
            if self._hold.exists():
                await asyncio.sleep(0.1)
                continue
            article = f"a{chance.randrange(self._orders.articles)}"
            try:
                told = await self._store.run_again(partial(self._unit, article, chance.randint(1, 3)))
            except (Unavailable, PyMongoError):
                await asyncio.sleep(0.2)
                continue
            os.write(self._ledger, f"{article} {told}\n".encode())
            if not is_over:
                await asyncio.sleep(chance.uniform(0, 2 * self._orders.pause))
        await asyncio.Event().wait()

    async def _unit(self, article: str, events: int) -> int:
        async with self._store.unit_of_work() as work:
            row = await work.get("articles", article)
            version, told = (row["version"], row["told"]) if row else (0, 0)
            changed = {"_id": article, "version": version + 1, "told": told + events}
            if not await work.replace("articles", {"_id": article, "version": version}, changed, insert=row is None):
                raise Unavailable("somebody else was there first")
            work.emit(*(_published(article, told + step) for step in range(1, events + 1)))
        return int(changed["told"])


class Receiver:
    """Reads a tally, changes it by a rule, saves it with its version, counts, and tells of it."""

    def __init__(self, store: Store, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse
        self.handlers = EventHandlers()
        self.handlers.on(NewsPublished, self.tally)

    async def tally(self, event: NewsPublished) -> None:
        await self._meet_its_fate(event)
        async with self._store.unit_of_work() as work:
            row = await work.get("tallies", event.article_id)
            version, numbers = (row["version"], row["numbers"]) if row else (0, [])
            changed = {"_id": event.article_id, "version": version + 1, "numbers": [*numbers, int(event.headline)]}
            where = {"_id": event.article_id, "version": version}
            if not await work.replace("tallies", where, changed, insert=row is None):
                raise RuntimeError("somebody else was there first")
            await work.next_number(event.article_id)
            work.emit(_submitted(event))
        self._fuse.reach("handler.ran")

    async def _meet_its_fate(self, event: NewsPublished) -> None:
        its_fate = fate(event.article_id, int(event.headline))
        if its_fate == "poison":
            raise Permanent("this one is poison")
        if its_fate == "stumbles" and await self._is_first_time(f"{event.article_id}:{event.headline}"):
            raise RuntimeError("a stumble")

    async def _is_first_time(self, key: str) -> bool:
        """Written past the unit, which is lost when the handler fails."""
        try:
            await self._store.driver.collection("stumbles").insert_one({"_id": key})
        except PyMongoError as error:
            if is_duplicate(error):
                return False
            raise
        return True


class Peer:
    """Listens to what the receiver tells."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.handlers = EventHandlers()
        self.handlers.on(ReportSubmitted, self.note)

    async def note(self, event: ReportSubmitted) -> None:
        async with self._store.unit_of_work() as work:
            row = await work.get("notes", event.report_id) or {"numbers": []}
            await work.put("notes", {"_id": event.report_id, "numbers": [*row["numbers"], event.revision]})


async def _prepare(store: Store) -> None:
    while not store.is_prepared:
        try:
            await store.prepare({"articles": [], "tallies": [], "stumbles": [], "notes": []})
        except PyMongoError:
            await asyncio.sleep(0.2)


def _shorten_limits() -> None:
    """A frozen process is given up in seconds, and a second try comes soon: else a campaign would take hours."""
    connecting._HEARTBEAT = 3
    relaying._LEASE_SECONDS = LEASE_SECONDS
    set_aside._PAUSES = tuple(timedelta(seconds=seconds) for seconds in (0.3, 1, 2, 5, 10))
    retry._LEASE_SECONDS = LEASE_SECONDS


def _published(article: str, number: int) -> NewsPublished:
    """The number of the event within its article stands where readers see the headline."""
    return NewsPublished(
        article_id=article, publisher=_OFFICE, headline=str(number), url=f"/n/{article}", published_at=utc_now()
    )


def _submitted(event: NewsPublished) -> ReportSubmitted:
    return ReportSubmitted(
        report_id=event.article_id,
        period="1405-08",
        period_name="آبان ۱۴۰۵",
        office_id=_OFFICE.id,
        office_name="آب",
        revision=int(event.headline),
        on_time=True,
        submitted_at=event.published_at,
        due_at=event.published_at,
    )


LEASE_SECONDS = 3.0
ENOUGH = "enough"
"""The file that says that all faults are over."""
HOLD = "hold"
"""The file that says that the readers are too far behind to be told more."""

if __name__ == "__main__":
    main()
