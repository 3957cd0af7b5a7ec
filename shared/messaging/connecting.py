"""One plain connection at a time, made again by our own loop.

The library's robust connection waits five seconds between tries, and after a failed restore it stays connected with a
dead consumer. A loop around the plain one is shorter and tells the truth.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection
from aiormq.exceptions import AMQPError, ChannelInvalidStateError

from shared.messaging.frames import read_in_pieces
from shared.messaging.pulse import Pulse
from shared.runtime.background import is_cancelled

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_HEARTBEAT = 10

# aiormq says StopAsyncIteration of a server that hangs up before it has said anything, and CancelledError of a
# connection that it gave up by itself.
_LOST = (
    AMQPError,
    ChannelInvalidStateError,
    OSError,
    StopAsyncIteration,
    TimeoutError,
    asyncio.CancelledError,
)

log = structlog.get_logger()


async def keep_connected(
    url: str, *, name: str, pulse: Pulse, use: Callable[[AbstractConnection], Awaitable[None]]
) -> None:
    """Connect, let `use` work until the connection is lost, and begin again; ends only by cancellation."""
    read_in_pieces()
    pause = _FIRST_PAUSE
    while True:
        try:
            connection = await aio_pika.connect(
                url, timeout=5, client_properties={"connection_name": name}, heartbeat=_HEARTBEAT
            )
            try:
                pause = _FIRST_PAUSE
                await use(connection)
            finally:
                await close(connection)
        except _LOST as error:
            if isinstance(error, asyncio.CancelledError) and is_cancelled():
                raise
            pulse.unwell(f"no connection to the broker ({type(error).__name__})")
            log.warning("broker.lost", connection=name, error=type(error).__name__)
        await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads the reconnects, no secret
        pause = min(pause * 2, _LONGEST_PAUSE)


async def close(connection: AbstractConnection) -> None:
    """Close, but do not wait long for a broker that no longer answers."""
    try:
        async with asyncio.timeout(2):
            await connection.close()
    except (AMQPError, OSError, TimeoutError):
        log.info("broker.closed_without_answer")
