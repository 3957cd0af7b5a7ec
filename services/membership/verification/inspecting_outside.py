"""Looks at strange PDFs in a process of its own, which has little memory and is killed when it takes too long."""

import asyncio
import contextlib
import os
import pickle
import resource
import sys
from collections.abc import Callable
from typing import Final

import structlog

from services.membership.verification.domain import Seal
from shared.runtime.later import TryLater

Inspect = Callable[[bytes], Seal]
"""Looks at a PDF. It must be possible to pickle it, since another process calls it."""

_MODULE: Final = "services.membership.verification.inspecting_outside"
_STARTS_WITHIN: Final = 20.0
"""Seconds, on a machine that has much else to do."""
_LENGTH_BYTES: Final = 4
_MOST_WAITING: Final = 8
_INHERITED: Final = ("PATH", "PYTHONPATH", "LANG", "HOME", "PYTHONDONTWRITEBYTECODE")
"""What the process gets of the environment: no address and no secret."""
_HEAD: Final = b"%PDF-"
_WITHIN: Final = 1024
"""PDF readers look for its first line so far into a file."""

log = structlog.get_logger()


class Inspector:
    """Hands PDFs to the process one by one. It is started for the first one, and ends when nobody asked for a while.

    `how` is asked for what looks at PDFs whenever the process is started, so that new certificates are known then.
    """

    def __init__(
        self, how: Callable[[], Inspect], *, seconds: float = 5, megabytes: int = 256, idle_seconds: float = 60
    ) -> None:
        self._how = how
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle_seconds = idle_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def inspect(self, pdf: bytes) -> Seal:
        """Return what the signature says; NOT_EXAMINED when it takes too long or too much memory.

        Raises TryLater when too many others wait.
        """
        if _HEAD not in pdf[:_WITHIN]:
            return Seal.NOT_A_PDF
        if self._waiting >= _MOST_WAITING:
            raise TryLater("پرونده‌های زیادی در حال بررسی است؛ چند ثانیه دیگر دوباره تلاش کنید.", seconds=10)
        self._waiting += 1
        try:
            async with self._turn:
                return await self._examined(pdf)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _examined(self, pdf: bytes) -> Seal:
        was_running = self._process is not None
        seal = await self._attempt(pdf)
        if seal is None and was_running:
            # It may have ended just now, since nobody had asked for so long.
            seal = await self._attempt(pdf)
        if seal is None:
            log.warning("pdf.not_examined", size=len(pdf))
        return seal or Seal.NOT_EXAMINED

    async def _attempt(self, pdf: bytes) -> Seal | None:
        """None when the process died of it; it is killed when the time is over, or whoever asked has gone."""
        has_answered = False
        try:
            process = self._process or await self._started()
            async with asyncio.timeout(self._seconds):
                seal = await _ask(process, pdf)
            has_answered = True
        except TimeoutError:
            return Seal.NOT_EXAMINED
        except (OSError, EOFError):
            return None
        else:
            return seal
        finally:
            if not has_answered:
                await self.close()

    async def _started(self) -> asyncio.subprocess.Process:
        limits = [str(self._megabytes), str(self._seconds), str(self._idle_seconds)]
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            _MODULE,
            *limits,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
            start_new_session=True,  # Ctrl-C is for the service, which ends the process itself
        )
        async with asyncio.timeout(_STARTS_WITHIN):
            await _asked(process, pickle.dumps(self._how()))
        return process


async def _ask(process: asyncio.subprocess.Process, pdf: bytes) -> Seal:
    return Seal((await _asked(process, pdf)).decode())


async def _asked(process: asyncio.subprocess.Process, content: bytes) -> bytes:
    """Send something to the process, and return its answer. Raises OSError or EOFError when it has ended."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(_framed(content))
    await process.stdin.drain()
    return await process.stdout.readexactly(int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES)))


def no_way() -> Inspect:
    """Stand in where there is nothing by which signatures could be examined."""
    return _not_examined


def _not_examined(_: bytes) -> Seal:
    return Seal.NOT_EXAMINED


def serve(megabytes: int, seconds: float, idle_seconds: float) -> None:
    """Be the process: examine what comes in, one after the other, until nothing comes for some time."""
    import signal  # noqa: PLC0415 - the service itself never needs it

    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    reading, writing = sys.stdin.buffer, sys.stdout.buffer
    inspect: Inspect = pickle.loads(_taken(reading.read))  # noqa: S301 - only the service itself writes to this pipe
    writing.write(_framed(b""))
    writing.flush()
    # The service kills whoever takes too long; when the service is gone, the alarm does.
    while True:
        signal.setitimer(signal.ITIMER_REAL, idle_seconds)
        pdf = _taken(reading.read)
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds)
        try:
            seal = inspect(pdf)
        except (Exception, MemoryError):  # noqa: BLE001 - a PDF may make anything of anything
            seal = Seal.NOT_EXAMINED
        writing.write(_framed(seal.value.encode()))
        writing.flush()


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(_LENGTH_BYTES) + content


def _taken(read: Callable[[int], bytes]) -> bytes:
    length = read(_LENGTH_BYTES)
    if len(length) < _LENGTH_BYTES:
        raise SystemExit(0)
    return read(int.from_bytes(length))


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
