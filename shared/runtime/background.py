"""Background loops: work that runs beside the requests for as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger()

Loop = Callable[[], Awaitable[None]]
"""A function that is meant to run for as long as the process lives."""

_PAUSE_SECONDS = 1.0
_CANCEL_AGAIN_SECONDS = 0.5


@asynccontextmanager
async def running(loops: Sequence[Loop], *, drain: Sequence[Loop] = (), grace: float = 10.0) -> AsyncIterator[None]:
    """Run the loops until the block ends, then call `drain` to finish the work in hand, for at most `grace` seconds."""
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
    """Return whether somebody cancelled the current task.

    A CancelledError alone does not prove it: libraries also raise it in callers that wait for something the library
    itself gave up, such as aiormq for a connection whose heartbeats were missed.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _for_ever(loop: Loop) -> None:
    """Run a loop again after each end, with a pause between; an error that ends it is logged."""
    while True:
        try:
            await loop()
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and is_cancelled():
                raise
            log.exception("loop.failed", loop=getattr(loop, "__qualname__", repr(loop)))
        await asyncio.sleep(_PAUSE_SECONDS)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel the tasks, repeatedly, until all have ended.

    Once is not enough: `asyncio.wait_for` before Python 3.12 loses a cancellation that comes at the same moment as its
    result, and the drivers of both servers call it for every write to their sockets. For the same reason this task may
    be cancelled more than once; it still waits until the other tasks have ended.
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
