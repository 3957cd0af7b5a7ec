"""The library of media: what comes in, what is said of it, and how it goes."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from pydantic import BaseModel

from services.news.media.access import CHANGE, SEE, UPLOAD
from services.news.media.domain import (
    Described,
    Media,
    MediaId,
    MediaInUse,
    MediaNotFound,
    Rendition,
    State,
    file_name,
    stale_media,
)
from services.news.media.kinds_domain import HEAD, KINDS, TAIL, FileTooLarge, Kind, type_of
from services.news.pictures.domain import Focus, must_be_readable
from shared.runtime.viewer import Viewer


class Kept(Protocol):
    """What is known of a file that was kept."""

    @property
    def sha256(self) -> str:
        """Its key."""

    @property
    def size(self) -> int:
        """In bytes."""


class Cabinet(Protocol):
    """Where files are kept."""

    async def keep_file(self, file: BinaryIO, *, media_type: str) -> Kept:
        """Keep what an open file holds from its beginning."""


class Gauge(Protocol):
    """Measures files without decoding them."""

    async def size_of(self, file: BinaryIO) -> tuple[int, int]:
        """Return width and height of a picture by its header; zeros when it does not tell."""

    async def seconds_of(self, file: BinaryIO, media_type: str) -> float | None:
        """Return how long a recording is; None when it does not tell."""


class Cleaner(Protocol):
    """Takes out of files what their makers wrote beside the words, the picture and the sound."""

    async def clean(self, file: BinaryIO, media_type: str) -> tuple[BinaryIO, str]:
        """Return a file to show instead of this one, which may be changed, and its type. Raises FileNotTaken."""


class MediaRepository(Protocol):
    """Where media are kept."""

    async def get(self, media_id: MediaId) -> Media:
        """Return it, or raise MediaNotFound."""

    async def save(self, media: Media) -> None:
        """Keep it. Raises Stale."""

    async def remove(self, media: Media) -> None:
        """Forget it."""

    async def throw_away(self, files: Collection[str]) -> None:
        """Note that files may be removed once nobody needs them."""


class Use(BaseModel):
    """An article that shows it, as the library lists it."""

    headline: str
    path: str
    desk_path: str
    """Its page at the desk; empty for whoever does not work with it."""
    is_public: bool


class Uses(Protocol):
    """Knows which articles show media."""

    async def is_used(self, media_id: MediaId) -> bool:
        """Return whether any article shows it, published or not."""

    async def is_public(self, media_ids: Collection[MediaId]) -> bool:
        """Return whether a published article shows one of these."""

    async def of(self, media_id: MediaId, viewer: Viewer) -> Sequence[Use]:
        """Return the articles that show it, those that this person may read, the newest first."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes a file of each kind may have."""

    picture: int
    document: int
    recording: int

    def of(self, kind: Kind) -> int:
        """Return the most bytes of this kind."""
        match kind:
            case Kind.PICTURE:
                return self.picture
            case Kind.DOCUMENT:
                return self.document
            case Kind.AUDIO | Kind.VIDEO:
                return self.recording

    @property
    def most(self) -> int:
        """The most bytes of any."""
        return max(self.picture, self.document, self.recording)


@dataclass(frozen=True, slots=True)
class MediaLibrary:
    """The people who put pictures into the library and care for them."""

    media: MediaRepository
    cabinet: Cabinet
    gauge: Gauge
    cleaner: Cleaner
    uses: Uses
    sizes: Sizes
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def add(
        self, file: BinaryIO, *, name: str, said: Described, by: Viewer, media_id: MediaId | None = None
    ) -> Media:
        """Take a file in. A picture is then prepared by a job, and everything else is ready at once.

        What is not a picture loses what its maker wrote into it. With the id of a file that is there already, that
        one is returned. Raises FileNotTaken, FileTooLarge, PictureTooLarge, CleanerAway, and what the file store
        raises.
        """
        if media_id and (there := await self._if_there(media_id)):
            return there
        head, tail, size = _ends_of(file)
        media_type = type_of(head, tail)
        kind, ending = KINDS[media_type]
        if size > self.sizes.of(kind):
            raise FileTooLarge(self.sizes.of(kind))
        if kind is Kind.PICTURE:
            must_be_readable(media_type, *await self.gauge.size_of(file))
        else:
            file, media_type = await self.cleaner.clean(file, media_type)
            kind, ending = KINDS[media_type]
        seconds = await self.gauge.seconds_of(file, media_type) if kind in {Kind.AUDIO, Kind.VIDEO} else None
        kept = await self.cabinet.keep_file(file, media_type=media_type)
        is_picture = kind is Kind.PICTURE
        media = Media(
            id=media_id or MediaId(self.new_id()),
            media_type=media_type,
            sha256=kept.sha256,
            size=kept.size,
            name=file_name(name),
            owners=tuple(UPLOAD.own_of(by)),
            uploaded_by=by.person_id,
            uploaded_at=self.now(),
            said=said,
            seconds=seconds,
            state=State.PREPARING if is_picture else State.READY,
            due=is_picture,
            renditions=()
            if is_picture
            else (Rendition(f"{kept.sha256[:16]}.{ending}", "file", media_type, kept.sha256, kept.size),),
        )
        async with self.transaction():
            await self.media.save(media)
        return media

    async def describe(
        self,
        media_id: MediaId,
        said: Described,
        *,
        focus: Focus | None,
        poster: MediaId | None,
        version: int | None = None,
        by: Viewer,
    ) -> Media:
        """Say what it shows and who made it, and where its middle is. Raises Stale, NotDescribed, NotAllowed."""
        async with self.transaction():
            media = await self._own(media_id, by)
            if version is not None and media.version != version:
                raise stale_media()
            media.describe(said, is_used=await self.uses.is_used(media.id))
            if focus is not None:
                media.look_at(focus)
            if poster is not None and media.kind is Kind.VIDEO:
                media.poster = await self._poster(poster, by)
            await self.media.save(media)
            return media

    async def withdraw(self, media_id: MediaId, *, explanation: str, by: Viewer) -> Media:
        """Take it back from every article that shows it. A second time changes nothing."""
        async with self.transaction():
            media = await self._own(media_id, by)
            if files := media.withdraw(explanation=explanation, at=self.now()):
                await self.media.save(media)
                await self.media.throw_away(files)
            return media

    async def delete(self, media_id: MediaId, *, by: Viewer) -> None:
        """Forget it. Raises MediaInUse when an article shows it."""
        async with self.transaction():
            media = await self._own(media_id, by)
            if await self.uses.is_used(media.id):
                raise MediaInUse("این پرونده در خبری آمده است؛ برای حذف از همه خبرها آن را بردارید.")
            await self.media.remove(media)
            await self.media.throw_away(media.files)

    async def showable(self, media_ids: Sequence[MediaId], *, by: Viewer) -> None:
        """Raise what keeps one of these out of an article that this person writes.

        Raises MediaNotFound for what is neither this person's nor public.
        """
        for media_id in media_ids:
            media = await self.media.get(media_id)
            if not await self._may_see(media, by):
                raise MediaNotFound
            media.must_be_showable()

    async def _may_see(self, media: Media, by: Viewer) -> bool:
        return SEE.allows(by, *media.owners) or await self.uses.is_public([media.id])

    async def _own(self, media_id: MediaId, by: Viewer) -> Media:
        media = await self.media.get(media_id)
        if not await self._may_see(media, by):
            raise MediaNotFound
        CHANGE.require(by, *media.owners)
        return media

    async def _poster(self, poster: MediaId, by: Viewer) -> MediaId | None:
        if not poster:
            return None
        found = await self._own(poster, by)
        if found.kind is not Kind.PICTURE:
            raise MediaNotFound
        return found.id

    async def _if_there(self, media_id: MediaId) -> Media | None:
        try:
            return await self.media.get(media_id)
        except MediaNotFound:
            return None


def _ends_of(file: BinaryIO) -> tuple[bytes, bytes, int]:
    """Return the beginning and the end of a file, and its size in bytes."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    return file.read(HEAD), tail, size
