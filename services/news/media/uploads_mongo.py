"""Uploads in MongoDB: pieces of a megabyte, which go by themselves after a day."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bson import Binary
from pymongo import IndexModel
from pymongo.errors import PyMongoError

from services.news.media.uploads_domain import Upload, UploadNotFound
from shared.runtime.ids import new_id
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.errors import Unavailable, is_unavailable
from shared.store.store import Indexes, Store

UPLOADS = "uploads"
PIECES = "upload_pieces"
_FORGET = IndexModel([("expire_at", 1)], expireAfterSeconds=0, name="forget")
INDEXES: Indexes = {UPLOADS: [_FORGET], PIECES: [IndexModel([("upload", 1), ("offset", 1)]), _FORGET]}
AUDITED: Audited = dict.fromkeys(INDEXES, NOT_AUDITED)

_TOO_MANY = "pieces.4999"
"""Somebody who sends byte by byte is no browser."""

_UPLOAD = Shape(Upload)


@dataclass(frozen=True, slots=True)
class MongoUploadRepository:
    """Keeps uploads outside of transactions: a piece is written first, then the offset moves past it."""

    store: Store

    async def get(self, upload_id: str) -> Upload:
        """Return it, or raise UploadNotFound."""
        document = await self.store.get(UPLOADS, upload_id)
        if document is None or document["expire_at"] <= self.store.now():
            raise UploadNotFound
        return _UPLOAD.aggregate(document)

    async def begin(self, upload: Upload) -> None:
        """Keep a new one."""
        await self.store.add_new(UPLOADS, [_UPLOAD.document(upload)])

    async def add(self, upload: Upload, piece: bytes) -> bool:
        """Keep what comes at its offset and move that on; False when somebody else did. Raises Unavailable."""
        key, end = new_id(), upload.offset + len(piece)
        document = {
            "_id": key,
            "upload": upload.id,
            "offset": upload.offset,
            "data": Binary(piece),
            "expire_at": upload.expire_at,
        }
        try:
            await self._collection(PIECES).insert_one(document)
            moved = await self._collection(UPLOADS).update_one(
                {"_id": upload.id, "offset": upload.offset, _TOO_MANY: {"$exists": False}},
                {"$set": {"offset": end}, "$push": {"pieces": key}},
            )
        except PyMongoError as error:
            # The request's body has been read; whoever sent it asks where to go on.
            raise (Unavailable("the database does not answer") if is_unavailable(error) else error) from error
        if not moved.matched_count:
            return False
        upload.offset = end
        return True

    async def pieces(self, upload: Upload) -> AsyncIterator[bytes]:
        """Yield what has arrived, from the beginning; a piece of somebody who was too late does not count."""
        document = await self.store.get(UPLOADS, upload.id)
        for key in (document or {}).get("pieces", ()):
            piece = await self._collection(PIECES).find_one({"_id": key})
            if piece is None:
                raise UploadNotFound
            yield bytes(piece["data"])

    async def forget(self, upload: Upload) -> None:
        """Remove it with all its parts."""
        await self._collection(PIECES).delete_many({"upload": upload.id})
        await self._collection(UPLOADS).delete_one({"_id": upload.id})

    def _collection(self, name: str) -> Any:
        return self.store.driver.collection(name)
