"""Events published through the outbox: kept in a unit of work, relayed, confirmed."""

import time

from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.bench.contestants.waiting import until_sent, until_well


async def publish(mongo_url: str, amqp_url: str, batch: int, events: int) -> float:
    """How many a second, from the first unit of work to the last confirm that is written down."""
    store = Store.open(mongo_url, service="news", now=utc_now)
    await store.prepare()
    relay = Relay(store, url=amqp_url)
    async with running([relay.run]):
        await until_well(relay.pulse)
        began = time.monotonic()
        for first in range(0, events, batch):
            await store.run_again(lambda first=first: _keep(store, first, batch))  # type: ignore[misc]
        ended = await until_sent(store)
    await store.close()
    return events / (ended - began)


async def _keep(store: Store, first: int, batch: int) -> None:
    async with store.unit_of_work() as work:
        work.emit(*(payload.a_publication(payload.article_name(first + place)) for place in range(batch)))


if __name__ == "__main__":
    play(publish)
