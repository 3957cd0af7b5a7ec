"""Parts that run beside the requests for as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger()

Part = Callable[[], Awaitable[None]]

_PAUSE_SECONDS = 1.0


@asynccontextmanager
async def running(parts: Sequence[Part], *, drain: Sequence[Part] = (), grace: float = 10.0) -> AsyncIterator[None]:
    """Run the parts until the block ends; then let `drain` finish what was begun, for at most `grace` seconds."""
    tasks = [asyncio.create_task(_for_ever(part)) for part in parts]
    try:
        yield
    finally:
        try:
            async with asyncio.timeout(grace):
                for finish in drain:
                    await finish()
        except TimeoutError:
            log.warning("drain.not_finished", grace=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _for_ever(part: Part) -> None:
    """A part that ends by an error that nobody foresaw is begun again, and the error is told."""
    while True:
        try:
            await part()
        except Exception:
            log.exception("part.failed", part=getattr(part, "__qualname__", repr(part)))
        await asyncio.sleep(_PAUSE_SECONDS)
