"""The press: makes the pages of letters in processes of its own, which cannot take more than their share."""

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from services.membership.typesetting.domain import (
    CannotSet,
    Page,
    Paper,
    PressBroken,
    Template,
    TemplateFault,
    TooLarge,
    TooSlow,
    Unprintable,
)
from services.membership.typesetting.frames_outside import LENGTH, MOST_BYTES, PAGE, READY, asked, unframed

_WORKER: Final = "services.membership.typesetting.worker_outside"
_MEMORY: Final = 512 * 1024 * 1024
_STARTS_WITHIN: Final = 30.0
_TRIES: Final = 2
_INHERITED: Final = ("PATH", "PYTHONPATH", "LANG", "HOME", "TMPDIR", "SYSTEMROOT")
"""What of the environment a worker gets: no address and no secret."""
_OUT_OF_MEMORY: Final = -signal.SIGABRT
_LINE: Final = re.compile(r"\bmain(?:\.typ)?:(\d+):\d+")
_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed|contains the codepoint `"(.*?)"`')
_PROBE: Final = Template("probe", 1, '#import "letterhead.typ": *\n#show: letter.with(data)\n#subject()\n')
_EMPTY: Final = Page(kind="probe", letterhead=("-",), recipient="-", subject="-", paragraphs=())

_log = structlog.get_logger()


class _Gone(Exception):
    """The worker ended before it answered."""


@dataclass(slots=True)
class Press:
    """Makes pages. A worker that dies is replaced, and its page is asked for once more.

    Nothing is started before the first page.
    """

    size: int = 1
    """How many pages are made at the same time."""
    seconds: float = 5.0
    """For how long a page may be computed."""
    memory: int = _MEMORY
    """Bytes of addresses for each worker."""
    _idle: list["_Worker"] = field(default_factory=list, init=False)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.size)

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        """Return the PDF of a letter, written as PDF/A-3a and PDF/UA-1, the same bytes for the same words and instant.

        `data` is what `Page.data` returns; it is attached to the PDF as JSON, too. `at` is the date of the file, with a
        zone. What the template says of paper, letterhead and salutation counts. Raises TemplateFault, Unprintable,
        TooSlow and TooLarge for what never succeeds, PressBroken for what may.
        """
        return await self._made(template, data, at=at, paper=paper)

    async def draw(
        self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper, most: int
    ) -> Sequence[bytes]:
        """Return the first pages as PNG, `most` of them at most. Raises what `render` raises, for the same faults."""
        return unframed(await self._made(template, data, at=at, paper=paper, pictures=most))

    async def _made(
        self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper, pictures: int = 0
    ) -> bytes:
        request = asked(
            {
                "source": template.source,
                "data": template.laid_over(data),
                "at": at.astimezone(UTC).replace(microsecond=0).isoformat(),
                "paper": template.paper or paper,
                "pictures": pictures,
                # The press itself asks for the end first, so that it knows why the worker ended.
                "seconds": self.seconds + 1,
            }
        )
        async with self._slots:
            return await self._printed(request)

    async def probe(self) -> None:
        """Raise PressBroken when no page can be made now."""
        try:
            await self.render(_PROBE, _EMPTY.data(), at=datetime.fromtimestamp(0, UTC), paper="a5")
        except CannotSet as fault:
            raise PressBroken from fault

    async def close(self) -> None:
        """End all workers."""
        while self._idle:
            worker = self._idle.pop()
            worker.dismiss()
            await worker.end()

    async def _printed(self, request: bytes) -> bytes:
        code: int | None = None
        for _ in range(_TRIES):
            worker = self._idle.pop() if self._idle else await _Worker.start(self.memory)
            try:
                async with asyncio.timeout(self.seconds):
                    kind, content = await worker.ask(request)
            except TimeoutError as error:
                await worker.end()
                raise TooSlow from error
            except _Gone:
                code = await worker.end()
                _log.warning("press.worker_died", code=code)
                continue
            except BaseException:
                # Whoever asked is gone; its answer must not become that of the next page.
                worker.kill()
                raise
            self._idle.append(worker)
            if kind == PAGE:
                return content
            raise _meaning_of(content)
        raise TooLarge if code == _OUT_OF_MEMORY else PressBroken


@dataclass(frozen=True, slots=True)
class _Worker:
    process: Process

    @classmethod
    async def start(cls, memory: int) -> "_Worker":
        """Raises PressBroken when it does not start."""
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        # One arena and no threads: what a page may take is then the page's.
        own = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", _WORKER, str(memory)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=None, env=kept | own, start_new_session=True
            )
        except OSError as error:
            raise PressBroken from error
        worker = cls(process)
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                kind, _ = await worker.read()
        except (TimeoutError, _Gone) as error:
            _log.warning("press.worker_did_not_start", code=await worker.end())
            raise PressBroken from error
        except BaseException:
            worker.kill()
            raise
        if kind != READY:
            await worker.end()
            raise PressBroken
        return worker

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and return the kind of the answer and its content. Raises _Gone."""
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101 - it was asked for
        try:
            pipe.write(request)
            await pipe.drain()
        except (ConnectionError, RuntimeError) as error:
            raise _Gone from error
        return await self.read()

    async def read(self) -> tuple[bytes, bytes]:
        pipe = self.process.stdout
        assert pipe is not None  # noqa: S101 - it was asked for
        try:
            size = int.from_bytes(await pipe.readexactly(LENGTH), "big")
            if size > MOST_BYTES:
                raise _Gone
            content = await pipe.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise _Gone from error
        return content[:1], content[1:]

    def dismiss(self) -> None:
        """Let it end by itself: there is nothing more to do."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> int:
        """Let it be gone, and return its exit code: what it died of, or that it was killed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                return await self.process.wait()
        self.kill()
        return await self.process.wait()


def _meaning_of(content: bytes) -> CannotSet:
    fault = json.loads(content)
    said = f"{fault['diagnostic']}\n{fault['trace']}"
    if found := _GLYPH.search(said):
        return Unprintable(found[1] or found[2])
    line = _LINE.search(said)
    return TemplateFault(int(line[1]) if line else 0, fault["message"])
