"""Media in MongoDB."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import IndexModel

from services.news.media.domain import Media, MediaId, MediaNotFound, stale_media
from services.news.media.kinds_domain import KIND_NAMES
from shared.persian.text import tokens_for_index
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

MEDIA = "media"
RUBBISH = "media_rubbish"
INDEXES: Indexes = {
    MEDIA: [
        IndexModel([("uploaded_at", -1), ("_id", -1)]),
        IndexModel([("owners", 1), ("uploaded_at", -1), ("_id", -1)]),
        IndexModel([("tokens", 1), ("uploaded_at", -1), ("_id", -1)]),
        IndexModel([("due", 1), ("uploaded_at", 1)], partialFilterExpression={"due": True}),
        IndexModel([("sha256", 1)]),
        IndexModel([("renditions.sha256", 1)]),
        IndexModel([("poster", 1)], partialFilterExpression={"poster": {"$type": "string"}}),
    ],
    RUBBISH: [IndexModel([("at", 1)])],
}
AUDITED: Audited = {MEDIA: all_but("tokens", "renditions"), RUBBISH: NOT_AUDITED}

_MEDIA = Shape(Media)


@dataclass(frozen=True, slots=True)
class MongoMediaRepository:
    """Keeps media, with the words by which they are found, and the hashes of files that may be removed."""

    store: Store

    async def get(self, media_id: MediaId) -> Media:
        """Return it, or raise MediaNotFound."""
        document = await self.store.get(MEDIA, media_id)
        if document is None:
            raise MediaNotFound
        return to_media(document)

    async def save(self, media: Media) -> None:
        """Keep it. Raises Stale."""
        words = [
            media.said.alt,
            media.said.credit,
            media.name.replace("_", " ").replace("-", " ").replace(".", " "),
            KIND_NAMES[media.kind],
        ]
        document = _MEDIA.document(media) | {"tokens": tokens_for_index("\n".join(words))}
        await save(self.store, MEDIA, media, document, stale=stale_media())

    async def remove(self, media: Media) -> None:
        """Forget it."""
        async with self.store.unit_of_work() as work:
            await work.delete(MEDIA, media.id)

    async def throw_away(self, files: Collection[str]) -> None:
        """Note that files may be removed once nobody needs them."""
        async with self.store.unit_of_work() as work:
            for sha256 in sorted(files):
                await work.put(RUBBISH, {"_id": sha256, "at": self.store.now()})

    async def next_due(self) -> Media | None:
        """Return what has waited longest for its renditions."""
        found = await self.store.find(MEDIA, {"due": True}, sort=[("uploaded_at", 1)], limit=1)
        return to_media(found[0]) if found else None

    async def rubbish(self, *, limit: int) -> Sequence[tuple[str, datetime]]:
        """Return the hashes that were thrown away first, and when."""
        found = await self.store.find(RUBBISH, {}, sort=[("at", 1)], limit=limit)
        return [(each["_id"], each["at"]) for each in found]

    async def is_needed(self, sha256: str) -> bool:
        """Return whether any of the media refers to this file."""
        where = {"$or": [{"sha256": sha256, "state": {"$ne": "withdrawn"}}, {"renditions.sha256": sha256}]}
        return bool(await self.store.find(MEDIA, where, limit=1))

    async def forget_rubbish(self, sha256: str) -> None:
        """Strike a hash off the list: its file is gone, or needed again."""
        async with self.store.unit_of_work() as work:
            await work.delete(RUBBISH, sha256)


def to_media(document: Document) -> Media:
    """The media of a document."""
    return _MEDIA.aggregate(document)
