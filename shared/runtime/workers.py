"""Processes that do what takes too long, or is too risky, for the service itself: one request at a time."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from shared.runtime.worker_frames import LENGTH, MOST_BYTES, READY, asked

_STARTS_WITHIN: Final = 30.0
_ENDS_WITHIN: Final = 0.2
_TRIES: Final = 2
_INHERITED: Final = ("PATH", "PYTHONPATH", "LANG", "HOME", "TMPDIR")
"""What of the environment a worker gets: no address and no secret."""
ABORTED: Final = -signal.SIGABRT
"""The exit code of a worker that ended itself because it found no memory: the next one would, too."""

_log = structlog.get_logger()


class Gone(Exception):
    """Workers end before they answer, or do not start."""

    def __init__(self, code: int | None = None) -> None:
        self.code = code
        """The exit code of the last one; the number of a signal is negative."""
        super().__init__(code)


@dataclass(slots=True)
class Workers:
    """Workers of one kind. One that dies is replaced, and what it was asked is asked once more.

    None is started before the first request.
    """

    module: str
    """What `python -m` runs: it reads frames, and answers READY to the first one."""
    opening: Mapping[str, Any] = field(default_factory=dict)
    """The first frame. It may hold secrets, which neither arguments nor the environment may."""
    size: int = 1
    """How many requests are answered at the same time."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What a worker gets of the environment, beside what every program needs."""
    idle: list["Worker"] = field(default_factory=list, init=False)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.size)

    async def ask(self, request: bytes, *, seconds: float) -> tuple[bytes, bytes]:
        """Send a request that `asked` made, and return the kind of the answer and its content.

        Raises TimeoutError after `seconds` of work, waiting for one's turn not included, and Gone.
        """
        async with self._slots:
            code: int | None = None
            for _ in range(_TRIES):
                worker = self.idle.pop() if self.idle else await self._started()
                try:
                    async with asyncio.timeout(seconds):
                        found = await worker.ask(request)
                except TimeoutError:
                    worker.kill()
                    await worker.end()
                    raise
                except Gone:
                    code = await worker.end()
                    _log.warning("worker.died", module=self.module, code=code)
                    if code == ABORTED:
                        break
                    continue
                except BaseException:
                    # Whoever asked is gone; its answer must not become that of the next request.
                    worker.kill()
                    await worker.end()
                    raise
                self.idle.append(worker)
                return found
            raise Gone(code)

    async def close(self) -> None:
        """End those that have nothing to do."""
        while self.idle:
            worker = self.idle.pop()
            worker.dismiss()
            await worker.end()

    async def _started(self) -> "Worker":
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        try:
            worker = Worker(
                await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    self.module,
                    stdin=PIPE,
                    stdout=PIPE,
                    env=kept | dict(self.environment) | {"PYTHONDONTWRITEBYTECODE": "1"},
                    start_new_session=True,  # Ctrl-C is the service's, which ends its workers itself
                )
            )
        except OSError as error:
            raise Gone from error
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                kind, _ = await worker.ask(asked(self.opening))
        except (TimeoutError, Gone) as error:
            worker.kill()
            code = await worker.end()
            _log.warning("worker.did_not_start", module=self.module, code=code)
            raise Gone(code) from error
        except BaseException:
            worker.kill()
            await worker.end()
            raise
        if kind != READY:
            worker.kill()
            await worker.end()
            raise Gone
        return worker


@dataclass(frozen=True, slots=True)
class Worker:
    """One process."""

    process: Process

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and return the kind of the answer and its content. Raises Gone."""
        to, back = self.process.stdin, self.process.stdout
        if to is None or back is None:
            raise Gone
        try:
            to.write(request)
            await to.drain()
            size = int.from_bytes(await back.readexactly(LENGTH), "big")
            if size > MOST_BYTES:
                raise Gone
            content = await back.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError) as error:
            raise Gone from error
        return content[:1], content[1:]

    def dismiss(self) -> None:
        """Let it end by itself: there is nothing more to do."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> int:
        """Return its exit code once it is gone, which takes a moment at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDS_WITHIN):
                return await self.process.wait()
        self.kill()
        return await self.process.wait()
