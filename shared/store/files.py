"""The file store: PDFs, scans and pictures, kept once under the hash of their bytes, in GridFS (ADR 42).

A service may be told to keep its files in an S3 instead (`s3_files.py`, ADR 50); both are `Files`.

A file is written before the transaction that refers to it. What was written and is referred to by nothing does no harm,
and the same bytes are kept only once.
"""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final, Protocol

from bson import Binary
from pymongo import IndexModel, ReplaceOne
from pymongo.errors import BulkWriteError, PyMongoError
from typing_extensions import override

from shared.language.speech import gettext
from shared.store.driver import Document
from shared.store.errors import AlreadyExists, Unavailable, is_duplicate, is_unavailable
from shared.store.store import Indexes, Store

FILES: Final = "fs.files"
CHUNKS: Final = "fs.chunks"
INDEXES: Final[Indexes] = {FILES: [], CHUNKS: [IndexModel([("files_id", 1), ("n", 1)], unique=True)]}
"""As GridFS names them, so that MongoDB's own tools find the files."""

_CHUNK_BYTES: Final = 255 * 1024
_BYTES_AT_ONCE: Final = 32 * _CHUNK_BYTES
_REMOVING: Final = "removing"
_SPARE_BYTES: Final = 256 * 1024 * 1024
_LOOK_EVERY: Final = timedelta(seconds=10)
_OUT_OF_DISK_SPACE: Final = 14031
_FULL: Final = "No space left on device"


class NoSuchFile(Exception):
    """No file with this hash was kept."""

    @override
    def __str__(self) -> str:
        return gettext("این فایل پیدا نشد.")


class FileDamaged(Exception):
    """The stored bytes do not have the hash under which they were kept."""

    @override
    def __str__(self) -> str:
        return gettext("این فایل آسیب دیده است و نشان داده نمی‌شود؛ آن را از نسخه پشتیبان بازگردانید.")


class NoRoom(Exception):
    """The disk of the database has no room for the file; nothing of it can be read."""

    @override
    def __str__(self) -> str:
        return gettext("دیسک پایگاه داده جا ندارد؛ چیزی ذخیره نشد.")


@dataclass(frozen=True, slots=True)
class FileRef:
    """What a document says of a file to which it refers."""

    sha256: str
    """The hash of the bytes, 64 hexadecimal digits; it is the key of the file."""
    size: int
    """In bytes."""
    media_type: str
    """Such as `application/pdf`."""


class Files(Protocol):
    """Where a service keeps its files."""

    async def keep_file(self, file: BinaryIO, *, media_type: str) -> FileRef:
        """Keep what an open file holds from its beginning, in little memory. Raises NoRoom, and Unavailable."""

    async def keep(self, content: bytes, *, media_type: str) -> FileRef:
        """Keep bytes. Raises NoRoom, and Unavailable."""

    async def describe(self, sha256: str) -> FileRef:
        """Return size and media type of a file. Raises NoSuchFile, and Unavailable."""

    async def read(self, sha256: str) -> bytes:
        """Return the bytes of a file. Raises NoSuchFile, FileDamaged, Unavailable."""

    def part(self, sha256: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield `length` bytes from `start` on, in pieces, unchecked. Raises FileDamaged if some are missing."""

    async def remove(self, sha256: str, *, unless_kept_since: datetime) -> bool:
        """Remove a file that nobody has kept since then, and return whether it is gone."""


@dataclass(slots=True)
class FileStore:
    """Keeps the files of one service. Two who keep the same bytes at the same instant do not disturb each other."""

    store: Store
    spare: int = _SPARE_BYTES
    """Bytes of the disk that no file takes: MongoDB itself stops when it has none left."""
    _looked_at: datetime | None = field(default=None, init=False)
    _free: int = field(default=0, init=False)

    async def keep(self, content: bytes, *, media_type: str) -> FileRef:
        """Keep a file and return what to refer to it by; of bytes that are there already, the first media type stays.

        Call it outside of a unit of work. Raises NoRoom, and Unavailable when the database does not answer.
        """
        return await self.keep_file(io.BytesIO(content), media_type=media_type)

    async def keep_file(self, file: BinaryIO, *, media_type: str) -> FileRef:
        """Keep what an open file holds from its beginning; no more than eight megabytes of it are in memory.

        It is read twice, since its key is the hash of all of it. Raises what `keep` raises.
        """
        key, size = await asyncio.to_thread(hash_of, file)
        try:
            if there := await self._kept_again(key):
                return _reference(there)
            await self._must_have_room(size)
            # The pieces first: a file is there when its description is. The ids of pieces are computed, so whoever
            # writes the same ones at the same time, or goes on after a crash, writes the same bytes.
            for first in range(0, max(size, 1), _BYTES_AT_ONCE):
                content = await asyncio.to_thread(file.read, _BYTES_AT_ONCE)
                await self._collection(CHUNKS).bulk_write(
                    [
                        ReplaceOne({"_id": each["_id"]}, each, upsert=True)
                        for each in _pieces(key, content, first // _CHUNK_BYTES)
                    ],
                    ordered=False,
                )
            await self.store.add_new(FILES, [_description(key, size, media_type, self.store.now())])
        except PyMongoError as error:
            raise _meaning_of(error) from error
        return FileRef(key, size, media_type)

    async def describe(self, sha256: str) -> FileRef:
        """Return size and media type of a file. Raises NoSuchFile, and Unavailable."""
        try:
            found = await self._described(sha256)
        except PyMongoError as error:
            raise _meaning_of(error) from error
        if found is None:
            raise NoSuchFile(sha256)
        return _reference(found)

    async def read(self, sha256: str) -> bytes:
        """Return the bytes of a file.

        Raises NoSuchFile, FileDamaged when the bytes no longer have their hash, Unavailable.
        """
        return b"".join([piece async for piece in self.stream(sha256)])

    async def stream(self, sha256: str) -> AsyncIterator[bytes]:
        """Yield the bytes of a file in pieces, the last one only after the hash of all was found right.

        Raises what `read` raises; FileDamaged instead of the last piece.
        """
        size, digest, before, length = (await self.describe(sha256)).size, hashlib.sha256(), b"", 0
        try:
            async for piece in self._collection(CHUNKS).find({"files_id": sha256}, sort=[("n", 1)]):
                if before:
                    yield before
                before = bytes(piece["data"])
                digest.update(before)
                length += len(before)
        except PyMongoError as error:
            raise _meaning_of(error) from error
        if length != size or digest.hexdigest() != sha256:
            raise FileDamaged(sha256)
        yield before

    async def part(self, sha256: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield `length` bytes from `start` on, in pieces. They are not checked: a hash proves the whole file only.

        Raises FileDamaged when some of them are missing, and Unavailable.
        """
        end = start + length
        first, last = start // _CHUNK_BYTES, max(start, end - 1) // _CHUNK_BYTES
        at = first * _CHUNK_BYTES
        try:
            where = {"files_id": sha256, "n": {"$gte": first, "$lte": last}}
            async for piece in self._collection(CHUNKS).find(where, sort=[("n", 1)], batch_size=4):
                data = bytes(piece["data"])
                yield data[max(0, start - at) : end - at]
                at += len(data)
        except PyMongoError as error:
            raise _meaning_of(error) from error
        if at < end:
            raise FileDamaged(sha256)

    async def remove(self, sha256: str, *, unless_kept_since: datetime) -> bool:
        """Remove a file that nobody has kept since then, and return whether it is gone.

        Whoever keeps the same bytes while they are removed is told Unavailable, and may try again at once.
        """
        try:
            old = {"_id": sha256, "$or": [{"uploadDate": {"$lt": unless_kept_since}}, {_REMOVING: True}]}
            await self._collection(FILES).update_one(old, {"$set": {_REMOVING: True}})
            found = await self._collection(FILES).find_one({"_id": sha256})
            if found is None or not found.get(_REMOVING):
                return found is None
            await self._collection(CHUNKS).delete_many({"files_id": sha256})
            await self._collection(FILES).delete_one({"_id": sha256})
        except PyMongoError as error:
            raise _meaning_of(error) from error
        return True

    async def _described(self, key: str) -> Document | None:
        found: Document | None = await self._collection(FILES).find_one({"_id": key, _REMOVING: None})
        return found

    async def _kept_again(self, key: str) -> Document | None:
        """Return the description of bytes that are there, noting that they were wanted just now."""
        there: Document | None = await self._collection(FILES).find_one_and_update(
            {"_id": key}, {"$set": {"uploadDate": self.store.now()}}
        )
        if there and there.get(_REMOVING):
            raise Unavailable("this file is being removed at this moment")
        return there

    async def _must_have_room(self, size: int) -> None:
        """Raise NoRoom while there is still room for what else the database has to write."""
        now = self.store.now()
        if self._looked_at is None or not timedelta() <= now - self._looked_at < _LOOK_EVERY:
            disk = await self.store.driver.statistics()
            self._free, self._looked_at = int(disk["fsTotalSize"] - disk["fsUsedSize"]), now
        if self._free - size < self.spare:
            self._looked_at = None
            raise NoRoom(f"{self._free} bytes are free, of which {self.spare} are spared")
        self._free -= size

    def _collection(self, name: str) -> Any:
        return self.store.driver.collection(name)


def hash_of(file: BinaryIO) -> tuple[str, int]:
    """Return the hash of an open file and its size in bytes, and go back to its beginning."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(_CHUNK_BYTES):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    return digest.hexdigest(), size


def _pieces(key: str, content: bytes, first: int) -> Iterator[Document]:
    for number, start in enumerate(range(0, max(len(content), 1), _CHUNK_BYTES), first):
        piece = content[start : start + _CHUNK_BYTES]
        yield {"_id": f"{key}:{number}", "files_id": key, "n": number, "data": Binary(piece)}


def _description(key: str, size: int, media_type: str, at: datetime) -> Document:
    return {
        "_id": key,
        "length": size,
        "chunkSize": _CHUNK_BYTES,
        "uploadDate": at,
        "metadata": {"media_type": media_type},
    }


def _reference(document: Document) -> FileRef:
    return FileRef(document["_id"], int(document["length"]), document["metadata"]["media_type"])


def _meaning_of(error: PyMongoError) -> Exception:
    """Return what an error of the driver means for whoever keeps or reads a file."""
    if _is_out_of_room(error):
        return NoRoom(str(error))
    if is_unavailable(error):
        return Unavailable("the database does not answer")
    return AlreadyExists() if is_duplicate(error) else error


def _is_out_of_room(error: PyMongoError) -> bool:
    faults = (error.details or {}).get("writeErrors", []) if isinstance(error, BulkWriteError) else []
    codes = {getattr(error, "code", None), *(fault.get("code") for fault in faults)}
    return _OUT_OF_DISK_SPACE in codes or _FULL in str(error)
