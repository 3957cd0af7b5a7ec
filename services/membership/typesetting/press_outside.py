"""The press: makes the pages of letters in processes of its own, which cannot take more than their share."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

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
from shared.runtime.worker_frames import DONE, asked, unframed
from shared.runtime.workers import ABORTED, Gone, Workers

_WORKER: Final = "services.membership.typesetting.worker_outside"
_MEMORY: Final = 512 * 1024 * 1024
# One arena and no threads: what a page may take is then the page's.
_ENVIRONMENT: Final = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
_LARGEST: Final = 8 * 1024 * 1024
_LINE: Final = re.compile(r"\bmain(?:\.typ)?:(\d+):\d+")
_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed|contains the codepoint `"(.*?)"`')
_PROBE: Final = Template("probe", 1, '#import "letterhead.typ": *\n#show: letter.with(data)\n#subject()\n')
_EMPTY: Final = Page(kind="probe", letterhead=("-",), recipient="-", subject="-", paragraphs=())


@dataclass(slots=True)
class Press:
    """Makes pages. Nothing is started before the first one; a worker that dies is replaced."""

    size: int = 1
    """How many pages are made at the same time."""
    seconds: float = 5.0
    """For how long a page may be computed."""
    memory: int = _MEMORY
    """Bytes of addresses for each worker."""
    largest: int = _LARGEST
    """Bytes of a PDF; a letter with an emblem has some tens of thousands."""
    workers: Workers = field(init=False)

    def __post_init__(self) -> None:
        self.workers = Workers(_WORKER, {"memory": self.memory}, size=self.size, environment=_ENVIRONMENT)

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
        request = {
            "source": template.source,
            "data": template.laid_over(data),
            "at": at.astimezone(UTC).replace(microsecond=0).isoformat(),
            "paper": template.paper or paper,
            "pictures": pictures,
            # A second more than here: we know then why the worker ended, and it ends even if we are gone.
            "seconds": self.seconds + 1,
        }
        try:
            kind, content = await self.workers.ask(asked(request), seconds=self.seconds)
        except TimeoutError as error:
            raise TooSlow from error
        except Gone as error:
            raise (TooLarge if error.code == ABORTED else PressBroken) from error
        if len(content) > self.largest:
            raise TooLarge
        if kind == DONE:
            return content
        raise _meaning_of(content)

    async def probe(self) -> None:
        """Raise PressBroken when no page can be made now."""
        try:
            await self.render(_PROBE, _EMPTY.data(), at=datetime.fromtimestamp(0, UTC), paper="a5")
        except CannotSet as fault:
            raise PressBroken from fault

    async def close(self) -> None:
        """End all workers."""
        await self.workers.close()


def _meaning_of(content: bytes) -> CannotSet:
    fault = json.loads(content)
    said = f"{fault['diagnostic']}\n{fault['trace']}"
    if found := _GLYPH.search(said):
        return Unprintable(found[1] or found[2])
    line = _LINE.search(said)
    return TemplateFault(int(line[1]) if line else 0, fault["message"])
