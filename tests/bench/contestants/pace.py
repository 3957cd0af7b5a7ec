"""Publications that come at their own pace, as requests do, and do not wait for one another."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.bench.contestants import payload


async def at_a_pace(publish: Callable[[str], Coroutine[Any, Any, None]], events: int, pause: float) -> None:
    """Publish so many articles, one begun every `pause` seconds; return when all are done."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as running:
        for number in range(events):
            await asyncio.sleep(began + number * pause - loop.time())
            running.create_task(publish(payload.article_name(number)))
