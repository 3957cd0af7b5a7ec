"""HTTP on loopback for a program that is one of several servers in its process."""

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from typing_extensions import override

from shared.web.heads import Heads


@asynccontextmanager
async def serving(app: FastAPI, port: int = 0) -> AsyncIterator[int]:
    """Serve on 127.0.0.1, under no other name, and yield the port; connections are accepted from the first moment."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(128)
        listener.setblocking(False)
        known = Heads(TrustedHostMiddleware(app, allowed_hosts=_NAMES, www_redirect=False))
        config = uvicorn.Config(
            known, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2, ws="none"
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            await task


async def told_to_stop() -> None:
    """Return when the process gets SIGTERM or SIGINT."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def run(program: Coroutine[Any, Any, None]) -> None:
    """Run to its end; a port that is taken is one sentence, not a traceback."""
    try:
        asyncio.run(program)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit("A port is taken: end the program that holds it, or choose another number.")


class _Server(uvicorn.Server):
    """Leaves the signals to the program around it."""

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost", "[::1]")
