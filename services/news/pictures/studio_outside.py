"""The studio: makes pictures for pages in a process of its own, which cannot take more than its share."""

import json
import signal
from dataclasses import dataclass, field
from typing import Final

from services.news.pictures.domain import (
    Developed,
    Focus,
    Made,
    PictureInPasses,
    PictureRefused,
    PictureTooHard,
    PictureTooLarge,
    StudioBroken,
)
from shared.runtime.worker_frames import DONE, asked, framed, unframed
from shared.runtime.workers import ABORTED, Gone, Workers

_WORKER: Final = "services.news.pictures.worker_outside"
_MEMORY: Final = 640 * 1024 * 1024
# One arena: what a picture may take is then the picture's.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "1000000"}
_OF_THE_PICTURE: Final = {ABORTED, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGALRM}
"""What a worker dies of when a picture is at fault: it found no memory or no time, or a library was led astray."""
_REFUSALS: Final = {each.reason: each for each in (PictureTooLarge, PictureTooHard, PictureInPasses)}


@dataclass(slots=True)
class Studio:
    """Develops pictures, one after the other. Nothing is started before the first; a worker that dies is replaced."""

    seconds: float = 30.0
    """For how long a picture may be computed."""
    memory: int = _MEMORY
    """Bytes of addresses for the worker, of which the libraries take some hundred millions without using them."""
    workers: Workers = field(init=False)

    def __post_init__(self) -> None:
        self.workers = Workers(_WORKER, {"memory": self.memory}, environment=_ENVIRONMENT)

    async def develop(self, content: bytes, focus: Focus) -> Developed:
        """Return what pages show of a picture: upright, in sRGB, and without anything that the camera wrote into it.

        Raises PictureRefused for what never succeeds, StudioBroken for what may.
        """
        # A second more than here: we know then why the worker ended, and it ends even if we are gone.
        request = asked({"focus": [focus.x, focus.y], "seconds": self.seconds + 1}) + framed(content)
        try:
            kind, found = await self.workers.ask(request, seconds=self.seconds)
        except TimeoutError as error:
            raise PictureTooHard from error
        except Gone as error:
            raise (PictureTooHard if error.code in _OF_THE_PICTURE else StudioBroken) from error
        if kind != DONE:
            raise _REFUSALS.get(json.loads(found)["reason"], PictureRefused)
        head, *contents = unframed(found)
        said = json.loads(head)
        made = [Made(**each, content=content) for each, content in zip(said["made"], contents, strict=True)]
        return Developed(said["width"], said["height"], made)

    async def close(self) -> None:
        """End the worker."""
        await self.workers.close()
