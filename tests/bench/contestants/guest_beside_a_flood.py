"""One guest posts as fast as it can, far beyond its limit; how long until another guest's event is published."""

import asyncio
import time
from itertools import count
from statistics import quantiles

from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.bench.contestants.guests_posting import answer_from, request_of
from tests.bench.contestants.life import play
from tests.eventually import eventually

_PAUSE_SECONDS = 0.1
_numbers = count(1)


async def measure(
    mongo_url: str, port: int, guest: str, secret: str, connections: int, rounds: int
) -> dict[str, float]:
    """Return the median and the 99th percentile in milliseconds, and how many of the flood were refused a second."""
    store = Store.open(mongo_url, service="news", now=utc_now)
    is_over = asyncio.Event()
    begun = time.monotonic()
    flood = [asyncio.create_task(_pour(port, guest, secret, is_over)) for _ in range(connections)]
    times = [await _published(store, port, secret) for _ in range(rounds)]
    is_over.set()
    refused = sum(await asyncio.gather(*flood)) / (time.monotonic() - begun)
    await store.close()
    percentiles = quantiles(times, n=100, method="inclusive")
    return {"p50": percentiles[49] * 1000, "p99": percentiles[98] * 1000, "refused": refused}


async def _pour(port: int, guest: str, secret: str, is_over: asyncio.Event) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    refused = 0
    while not is_over.is_set():
        writer.write(request_of(port, guest, secret, next(_numbers)))
        refused += (await answer_from(reader)).startswith(b"http/1.1 429")
    writer.close()
    return refused


async def _published(store: Store, port: int, secret: str) -> float:
    """Post one event of the other guest, and return the seconds until the broker has confirmed it."""
    await asyncio.sleep(_PAUSE_SECONDS)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    name = f"outage/calm:o{(number := next(_numbers))}"
    begun = time.monotonic()
    writer.write(request_of(port, "calm", secret, number))
    assert (await answer_from(reader)).startswith(b"http/1.1 202")
    await eventually(lambda: store.find("outbox", {"subject": name, "state": "sent"}))
    writer.close()
    return time.monotonic() - begun


if __name__ == "__main__":
    play(measure)
