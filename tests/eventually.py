"""Waiting for what another task or process will bring about."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")


async def eventually(probe: Callable[[], Awaitable[Value]], *, within: float = 60.0, every: float = 0.02) -> Value:
    """The first truthy answer of the probe; its last answer is in the error when none comes in time."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + within
    while True:
        value = await probe()
        if value:
            return value
        if loop.time() > give_up_at:
            raise AssertionError(f"still {value!r} after {within} seconds")
        await asyncio.sleep(every)
