"""Connections to the broker: one plain connection at a time, which our own loop opens again when it is lost.

aio-pika's robust connection waits five seconds between tries, and after a failed restore it stays connected although
its consumer is dead. A loop around the plain connection is shorter and notices that.
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

# aiormq raises StopAsyncIteration when a server hangs up before its first frame, and CancelledError for a connection
# that it gave up by itself.
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
    """Connect and call `use`, which works until the connection is lost; then start again, until cancelled.

    When it fails at once, say for want of its queue, it is tried ever more rarely, as if there were no broker.
    """
    read_in_pieces()
    loop, pause = asyncio.get_running_loop(), _FIRST_PAUSE
    while True:
        try:
            connection = await aio_pika.connect(
                url, timeout=5, client_properties={"connection_name": name}, heartbeat=_HEARTBEAT
            )
            begun_at = loop.time()
            try:
                await use(connection)
            finally:
                if loop.time() - begun_at > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                await close(connection)
        except _LOST as error:
            if isinstance(error, asyncio.CancelledError) and is_cancelled():
                raise
            pulse.unwell(f"no connection to the broker ({type(error).__name__})")
            log.warning("broker.lost", connection=name, error=type(error).__name__)
        await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads the reconnects, no secret
        pause = min(pause * 2, _LONGEST_PAUSE)


async def close(connection: AbstractConnection) -> None:
    """Close the connection, but give up after two seconds when the broker does not answer."""
    try:
        async with asyncio.timeout(2):
            await connection.close()
    except (AMQPError, OSError, TimeoutError):
        log.info("broker.closed_without_answer")
