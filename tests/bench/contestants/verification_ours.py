"""Strangers ask for letters by code, each from an address of their own, while the register holds many."""

import asyncio
import io
import time
from contextlib import redirect_stdout
from datetime import date
from itertools import count
from statistics import quantiles

from httpx import ASGITransport, AsyncClient

from services.membership.decrees.granting_domain import NewDecree
from services.membership.decrees.mongo import DECREES
from services.membership.main import FEATURES, Parts, create_membership
from shared.runtime.logging import configure_logging
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.identity import GOVERNOR, SECRETARY
from tests.membership.county import fill

_FIRST_CODE = 3_000_000_000
_WARM = 20
_TOGETHER = 1


async def measure(mongo_url: str, amqp_url: str, letters: int, times: int) -> dict[str, float]:
    """Return the 99th percentile in milliseconds of known codes and of unknown ones; only ASGI lies between."""
    parts = membership_parts(mongo_url, amqp_url)
    with redirect_stdout(io.StringIO()):
        configure_logging("membership")
        await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))
        await fill(parts)
        await _register(parts, letters)
        app = create_membership(parts)
        strangers = count(1)
        step = max(1, letters // (times + _WARM))
        found = {
            "known": await _p99(app, [_FIRST_CODE + number * step for number in range(times + _WARM)], strangers),
            "unknown": await _p99(app, [9_000_000_000 + number for number in range(times + _WARM)], strangers),
        }
    await parts.platform.store.close()
    return found


async def _register(parts: Parts, letters: int) -> None:
    """One decree by the use cases, and copies of it under other codes; its content keeps the hash that was signed."""
    store = parts.platform.store
    new = NewDecree("p-water", ("water",), "media_hq", "member", date(2026, 3, 21))
    drafted = await store.run_again(lambda: parts.secretariat.draft(new, by=SECRETARY))
    await store.run_again(lambda: parts.registry.sign(drafted.id, by=GOVERNOR))
    (decree,) = await store.find(DECREES, {})
    for first in range(0, letters, 500):
        async with store.unit_of_work() as work:
            for number in range(first, min(first + 500, letters)):
                entry = decree["registration"] | {"number": number + 2, "verify_code": str(_FIRST_CODE + number)}
                # A series of its own for each, since a number stands once in a series and is part of what is signed.
                own = {"_id": f"copy-{number}", "series": f"b{number}", "registration": entry}
                await work.put(DECREES, decree | own)


async def _p99(app: object, codes: list[int], strangers: "count[int]") -> float:
    taken: list[float] = []
    waiting = iter(enumerate(codes))

    async def ask() -> None:
        for place, code in waiting:
            number = next(strangers)
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            transport = ASGITransport(app, client=(address, 1))  # type: ignore[arg-type]
            async with AsyncClient(transport=transport, base_url="http://ravabet.test") as client:
                began = time.perf_counter()
                answer = await client.get(f"/v/{code}")
                took = time.perf_counter() - began
            assert answer.status_code in {200, 404}, answer.status_code
            if place >= _WARM:
                taken.append(took * 1000)

    await asyncio.gather(*(ask() for _ in range(_TOGETHER)))
    return quantiles(taken, n=100)[98]


if __name__ == "__main__":
    play(measure)
