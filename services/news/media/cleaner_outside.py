"""Cleans what is shown as it was uploaded: recordings here, piece by piece, and PDFs in a process of their own."""

import asyncio
import io
import json
import signal
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from services.news.media.boxes_outside import BadBoxes
from services.news.media.kinds_domain import CleanerAway, FileNotTaken, FileTooLarge
from services.news.media.mp3_outside import clean_mp3
from services.news.media.mp4_outside import clean_mp4
from services.news.media.ogg_outside import BadPages, clean_ogg
from services.news.media.webm_outside import BadElements, clean_webm
from shared.runtime.worker_frames import DONE, MOST_BYTES, asked, framed
from shared.runtime.workers import ABORTED, Gone, Workers

_WORKER: Final = "services.news.media.pdf_worker_outside"
_MEMORY: Final = 768 * 1024 * 1024
_LARGEST: Final = MOST_BYTES - 4 * 1024 * 1024
"""Of a PDF, in bytes: it has to fit into a frame, and may grow a little."""
_OF_THE_PDF: Final = {ABORTED, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGALRM}
_PDF_REFUSED: Final = "این PDF باز نمی‌شود؛ شاید ناقص رسیده باشد. آن را از نو بسازید و دوباره ارسال کنید."
_PDF_LOCKED: Final = "این PDF با گذرواژه باز می‌شود و مردم آن را نمی‌بینند؛ بدون گذرواژه ذخیره کنید."
_RECORDING_REFUSED: Final = (
    "این صدا یا ویدئو باز نمی‌شود؛ شاید ناقص رسیده باشد. دوباره ارسال کنید یا آن را در قالب MP4 ذخیره کنید."
)


@dataclass(slots=True)
class FileCleaner:
    """Takes out of files what their makers wrote beside the words, the picture and the sound."""

    seconds: float = 30.0
    """For how long a PDF may be computed."""
    workers: Workers = field(init=False)

    def __post_init__(self) -> None:
        self.workers = Workers(_WORKER, {"memory": _MEMORY}, environment={"MALLOC_ARENA_MAX": "1"})

    async def clean(self, file: BinaryIO, media_type: str) -> tuple[BinaryIO, str]:
        """Return a file to show instead of this open one, which may be changed, and its type by what is in it.

        Pictures are returned as they are: the studio makes others of them. Raises FileNotTaken, FileTooLarge,
        CleanerAway.
        """
        if media_type == "application/pdf":
            return await self._clean_pdf(file), media_type
        try:
            return file, await asyncio.to_thread(_clean_recording, file, media_type)
        except (BadBoxes, BadPages, BadElements) as error:
            raise FileNotTaken(_RECORDING_REFUSED) from error

    async def close(self) -> None:
        """End the worker."""
        await self.workers.close()

    async def _clean_pdf(self, file: BinaryIO) -> BinaryIO:
        if file.seek(0, 2) > _LARGEST:
            raise FileTooLarge(_LARGEST)
        file.seek(0)
        request = asked({"seconds": self.seconds + 1}) + framed(file.read())
        try:
            kind, found = await self.workers.ask(request, seconds=self.seconds)
        except TimeoutError as error:
            raise FileNotTaken(_PDF_REFUSED) from error
        except Gone as error:
            raise (FileNotTaken(_PDF_REFUSED) if error.code in _OF_THE_PDF else CleanerAway) from error
        if kind != DONE:
            raise FileNotTaken(_PDF_LOCKED if json.loads(found)["reason"] == "locked" else _PDF_REFUSED)
        return io.BytesIO(found)


def _clean_recording(file: BinaryIO, media_type: str) -> str:
    match media_type:
        case "video/mp4" | "audio/mp4":
            return clean_mp4(file)
        case "audio/mpeg":
            clean_mp3(file)
        case "audio/ogg":
            clean_ogg(file)
        case "video/webm":
            clean_webm(file)
        case _:
            pass
    return media_type
