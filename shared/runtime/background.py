"""Work that goes on beside the requests for as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger()

Loop = Callable[[], Awaitable[None]]
"""Work that goes on for as long as the process lives."""

_PAUSE_SECONDS = 1.0
_CANCEL_AGAIN_SECONDS = 0.5


@asynccontextmanager
async def running(loops: Sequence[Loop], *, drain: Sequence[Loop] = (), grace: float = 10.0) -> AsyncIterator[None]:
    """Run the loops until the block ends; then let `drain` finish what was begun, for at most `grace` seconds."""
    tasks = [asyncio.create_task(_for_ever(loop)) for loop in loops]
    try:
        yield
    finally:
        try:
            async with asyncio.timeout(grace):
                for finish in drain:
                    await finish()
        except TimeoutError:
            log.warning("drain.not_finished", grace=grace)
        await _ended(tasks)


def is_cancelled() -> bool:
    """Whether somebody cancelled the current task.

    Libraries raise CancelledError, too, at those who wait for what they gave up by themselves: aiormq for a connection
    whose heartbeats stayed away.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _for_ever(loop: Loop) -> None:
    """A loop that ends by an error that nobody foresaw is begun again, and the error is told."""
    while True:
        try:
            await loop()
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and is_cancelled():
                raise
            log.exception("loop.failed", loop=getattr(loop, "__qualname__", repr(loop)))
        await asyncio.sleep(_PAUSE_SECONDS)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel, again and again, until all have ended.

    Once is not enough: `asyncio.wait_for` before Python 3.12 loses a cancellation that comes in the instant its result
    does, and the drivers of both servers call it for every write to their sockets. For the same reason the canceller
    of this task may try again; the tasks are waited for all the same.
    """
    left = set(tasks)
    cancelled: asyncio.CancelledError | None = None
    while left:
        for task in left:
            task.cancel()
        try:
            _, left = await asyncio.wait(left, timeout=_CANCEL_AGAIN_SECONDS)
        except asyncio.CancelledError as again:
            cancelled = again
            left = {task for task in left if not task.done()}
    if cancelled:
        raise cancelled
