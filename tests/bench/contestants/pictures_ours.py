"""Photographs as news develops them: seven pictures of each, in a process that can do nothing else."""

import time
from statistics import median
from typing import Any

from services.news.pictures.domain import Focus
from services.news.pictures.studio_outside import Studio
from tests.bench.contestants.life import play
from tests.bench.contestants.photographs import a_photograph, peak_of


async def develop(pictures: int) -> dict[str, Any]:
    """Return the seconds that one takes, and the most megabytes of the worker."""
    studio, taken, times = Studio(), a_photograph(), []
    await studio.develop(taken, Focus())
    for _ in range(pictures):
        began = time.perf_counter()
        await studio.develop(taken, Focus())
        times.append(time.perf_counter() - began)
    peak = peak_of(studio.workers.idle[0].process.pid)
    await studio.close()
    return {"seconds": median(times), "peak": peak}


if __name__ == "__main__":
    play(develop)
