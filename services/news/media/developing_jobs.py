"""The job behind the library: has pictures developed, and removes files that nobody needs."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import Counter

from services.news.media.domain import Media, MediaNotFound, Rendition
from services.news.media.kinds_domain import KINDS
from services.news.media.mongo import MEDIA, RUBBISH, MongoMediaRepository
from services.news.pictures.domain import Made, PictureRefused, StudioBroken
from services.news.pictures.studio_outside import Studio
from shared.runtime.stale import Stale
from shared.store.errors import Unavailable, is_unavailable
from shared.store.files import FileDamaged, Files, NoRoom, NoSuchFile
from shared.store.lease import Lease
from shared.store.store import Store

_POLL_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 5.0
_REMOVED_AFTER: Final = timedelta(hours=1)
_AT_ONCE: Final = 50

DEVELOPED = Counter("ravabet_pictures_developed_total", "Pictures that were developed", ["outcome"])

log = structlog.get_logger()


class MediaRunner:
    """Develops what is due, the longest waiting first. One replica does; another goes on when that is gone."""

    def __init__(self, store: Store, media: MongoMediaRepository, files: Files, studio: Studio) -> None:
        self._store = store
        self._media = media
        self._files = files
        self._studio = studio
        # Longer than a picture may take, with the time to read and keep its files.
        self._lease = Lease(store, "media", seconds=120)
        self._bell = store.bells.hang(MEDIA, RUBBISH)
        self._looks_at = store.now()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                if not await self._has_done_something():
                    await self._bell.wait(at_most=_POLL_SECONDS)
        finally:
            await self._lease.give_back()

    async def _has_done_something(self) -> bool:
        try:
            if not await self._lease.hold():
                return False
            if media := await self._media.next_due():
                await self._develop(media)
                return True
            await self._clear_away()
        except (StudioBroken, NoRoom, Unavailable) as error:
            log.warning("media.waits", error=type(error).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
        except Exception as error:
            if not is_unavailable(error):
                raise
        return False

    async def _develop(self, media: Media) -> None:
        """Make and keep its pictures. Whoever changed it meanwhile is not disturbed: it is then done once more."""
        old = {each.sha256 for each in media.renditions}
        try:
            developed = await self._studio.develop(await self._files.read(media.sha256), media.focus)
            made = [await self._keep(each) for each in developed.made]
        except (PictureRefused, NoSuchFile, FileDamaged) as error:
            media.refuse(getattr(error, "reason", PictureRefused.reason))
        else:
            media.develop(developed.width, developed.height, made)
        replaced = old - {each.sha256 for each in media.renditions}
        try:
            await self._store.run_again(lambda: self._save(replace(media), replaced))
        except (Stale, MediaNotFound):
            return
        DEVELOPED.labels(media.state.value).inc()
        log.info("media.developed", media_id=media.id, state=media.state.value)

    async def _save(self, media: Media, replaced: set[str]) -> None:
        async with self._store.transaction():
            await self._media.get(media.id)  # it may have been deleted, and must not come back
            await self._media.save(media)
            await self._media.throw_away(replaced)

    async def _keep(self, made: Made) -> Rendition:
        kept = await self._files.keep(made.content, media_type=made.media_type)
        start = made.use if made.use == "card" else str(made.width)
        name = f"{start}-{kept.sha256[:16]}.{KINDS[made.media_type][1]}"
        return Rendition(name, made.use, made.media_type, kept.sha256, kept.size, made.width, made.height)

    async def _clear_away(self) -> None:
        """Remove thrown-away files once their hour is over; what is needed again stays."""
        now = self._store.now()
        if now < self._looks_at:
            return
        self._looks_at = now + _REMOVED_AFTER / 12
        for sha256, at in await self._media.rubbish(limit=_AT_ONCE):
            if at > now - _REMOVED_AFTER:
                break
            is_over = await self._media.is_needed(sha256) or await self._files.remove(
                sha256, unless_kept_since=now - _REMOVED_AFTER
            )
            if is_over:
                await self._store.run_again(lambda sha256=sha256: self._media.forget_rubbish(sha256))  # type: ignore[misc]
