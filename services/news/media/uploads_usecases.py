"""Uploads that go on where they were cut."""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.news.media.domain import Media, MediaId, described
from services.news.media.kinds_domain import FileNotTaken, FileTooLarge
from services.news.media.uploads_domain import PIECE, Upload, UploadNotFound, WrongOffset
from services.news.media.usecases import MediaLibrary
from services.news.pictures.domain import PictureRefused
from shared.runtime.viewer import Viewer

_KEPT: Final = timedelta(days=1)
_IN_MEMORY: Final = 1024 * 1024


class UploadRepository(Protocol):
    """Where parts of files are kept until all of them have come."""

    async def get(self, upload_id: str) -> Upload:
        """Return it, or raise UploadNotFound."""

    async def begin(self, upload: Upload) -> None:
        """Keep a new one."""

    async def add(self, upload: Upload, piece: bytes) -> bool:
        """Keep what comes at its offset and move that on; False when somebody else did."""

    def pieces(self, upload: Upload) -> AsyncIterator[bytes]:
        """Yield what has arrived, from the beginning."""

    async def forget(self, upload: Upload) -> None:
        """Remove it with all its parts."""


@dataclass(frozen=True, slots=True)
class UploadDesk:
    """Takes files in parts, and puts them into the library when they are whole."""

    uploads: UploadRepository
    library: MediaLibrary
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def begin(self, *, length: int, metadata: Mapping[str, str], by: Viewer) -> Upload:
        """Begin an upload of `length` bytes. Raises FileTooLarge."""
        if length > self.library.sizes.most:
            raise FileTooLarge(self.library.sizes.most)
        upload = Upload(
            id=self.new_id(), by=by.person_id, length=length, expire_at=self.now() + _KEPT, metadata=metadata
        )
        await self.uploads.begin(upload)
        return upload

    async def one(self, upload_id: str, *, by: Viewer) -> Upload:
        """Return an upload of this person. Raises UploadNotFound."""
        upload = await self.uploads.get(upload_id)
        if upload.by != by.person_id:
            raise UploadNotFound
        return upload

    async def go_on(self, upload_id: str, content: AsyncIterator[bytes], *, offset: int, by: Viewer) -> Upload:
        """Take the next part; what came before the connection was cut stays.

        Raises WrongOffset, FileTooLarge for more bytes than were declared, and what `MediaLibrary.add` raises.
        """
        upload = await self.one(upload_id, by=by)
        if offset != upload.offset:
            raise WrongOffset
        waiting = bytearray()
        try:
            async for chunk in content:
                waiting += chunk
                if upload.offset + len(waiting) > upload.length:
                    waiting.clear()
                    raise FileTooLarge(upload.length)
                while len(waiting) >= PIECE:
                    await self._add(upload, bytes(waiting[:PIECE]))
                    del waiting[:PIECE]
        finally:
            if waiting:
                await self._add(upload, bytes(waiting))
        if upload.is_complete:
            await self._finish(upload, by)
        return upload

    async def give_up(self, upload_id: str, *, by: Viewer) -> None:
        """Forget an upload. Raises UploadNotFound."""
        await self.uploads.forget(await self.one(upload_id, by=by))

    async def _add(self, upload: Upload, piece: bytes) -> None:
        if not await self.uploads.add(upload, piece):
            raise WrongOffset

    async def _finish(self, upload: Upload, by: Viewer) -> Media:
        said = {name: value for name, value in upload.metadata.items() if name in {"alt", "credit", "licence"}}
        is_decorative = upload.metadata.get("decorative", "") in {"1", "true"}
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            async for piece in self.uploads.pieces(upload):
                file.write(piece)
            try:
                media = await self.library.add(
                    file,  # type: ignore[arg-type]  # it is one, whatever its class says
                    name=upload.metadata.get("filename", ""),
                    said=described(decorative=is_decorative, **said),
                    by=by,
                    media_id=MediaId(upload.id),
                )
            except (FileNotTaken, FileTooLarge, PictureRefused):
                await self.uploads.forget(upload)
                raise
        await self.uploads.forget(upload)
        return media
