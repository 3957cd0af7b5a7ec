"""From a commit at a replica that may not relay to the mark of the one that does."""

import time

from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.bench.contestants.waiting import until_sent, until_well


async def take_part(mongo_url: str, amqp_url: str, events: int) -> list[float]:
    """The seconds of each event; looking whether it is marked is part of them."""
    holder, standby = (Store.open(mongo_url, service="news", now=utc_now) for _ in range(2))
    await holder.prepare()
    relays = [Relay(store, url=amqp_url) for store in (holder, standby)]
    async with running([relays[0].run]):
        await until_well(relays[0].pulse)
        async with running([relays[1].run]):
            await until_well(relays[1].pulse)
            delays = [await _delay(standby, number) for number in range(events)]
    for store in (holder, standby):
        await store.close()
    return delays


async def _delay(store: Store, number: int) -> float:
    async with store.unit_of_work() as work:
        work.emit(payload.a_publication(payload.article_name(number)))
    began = time.monotonic()
    return await until_sent(store) - began


if __name__ == "__main__":
    play(take_part)
