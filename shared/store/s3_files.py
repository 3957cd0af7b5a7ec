"""Files in an S3: any that speaks its protocol, such as MinIO, Ceph, Garage or a provider's (ADR 50)."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Final

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from shared.store.bucket import Bucket
from shared.store.errors import Unavailable
from shared.store.files import FileDamaged, FileRef, NoSuchFile, hash_of

_PIECE: Final = 1024 * 1024
_ANSWERS_WITHIN: Final = timedelta(seconds=20)
_TRIES_WITHIN: Final = timedelta(seconds=10)
_MEDIA_TYPE: Final = "Content-Type"


@dataclass(slots=True)
class S3Files:
    """Keeps the files of one service in a bucket, each under `folder` and the hash of its bytes."""

    bucket: Bucket
    folder: str
    _store: S3Store = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._store = S3Store(
            self.bucket.name,
            endpoint=self.bucket.endpoint,
            access_key_id=self.bucket.key_id,
            secret_access_key=self.bucket.secret,
            region=self.bucket.region,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": self.bucket.endpoint.startswith("http://"),
                "timeout": _ANSWERS_WITHIN,
                "connect_timeout": timedelta(seconds=3),
            },
            retry_config={"max_retries": 2, "retry_timeout": _TRIES_WITHIN},
        )

    async def keep(self, content: bytes, *, media_type: str) -> FileRef:
        """Keep bytes. Raises Unavailable."""
        return await self.keep_file(io.BytesIO(content), media_type=media_type)

    async def keep_file(self, file: BinaryIO, *, media_type: str) -> FileRef:
        """Keep what an open file holds from its beginning, in parts when it is large. Raises Unavailable.

        Bytes that are there already are written again: S3 changes a file in one step, and its date then says that
        somebody wants it.
        """
        key, size = await asyncio.to_thread(hash_of, file)
        with _meaning():
            await obstore.put_async(
                self._store, self._path(key), file, attributes={_MEDIA_TYPE: media_type}, max_concurrency=2
            )
        return FileRef(key, size, media_type)

    async def describe(self, sha256: str) -> FileRef:
        """Return size and media type of a file. Raises NoSuchFile, and Unavailable."""
        with _meaning(sha256):
            found = await obstore.get_async(self._store, self._path(sha256), options={"head": True})
            return FileRef(sha256, found.meta["size"], str(found.attributes.get(_MEDIA_TYPE, "")))

    async def read(self, sha256: str) -> bytes:
        """Return the bytes of a file. Raises NoSuchFile, FileDamaged, Unavailable."""
        with _meaning(sha256):
            found = await obstore.get_async(self._store, self._path(sha256))
            content = bytes(await found.bytes_async())
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileDamaged(sha256)
        return content

    async def part(self, sha256: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield `length` bytes from `start` on, in pieces. Raises FileDamaged if some are missing, and Unavailable."""
        left = length
        if not length:
            return
        with _meaning(sha256):
            found = await obstore.get_async(self._store, self._path(sha256), options={"range": (start, start + length)})
            async for piece in found.stream(min_chunk_size=_PIECE):
                left -= len(piece)
                yield bytes(piece)
        if left:
            raise FileDamaged(sha256)

    async def remove(self, sha256: str, *, unless_kept_since: datetime) -> bool:
        """Remove a file that nobody has kept since then, and return whether it is gone. Raises Unavailable."""
        try:
            with _meaning(sha256):
                found = await obstore.head_async(self._store, self._path(sha256))
                if found["last_modified"] >= unless_kept_since:
                    return False
                await obstore.delete_async(self._store, self._path(sha256))
        except NoSuchFile:
            pass
        return True

    async def first(self) -> str | None:
        """Return the path of some file in the bucket; None when it holds none. Raises Unavailable."""
        with _meaning():
            async for found in obstore.list(self._store, prefix=self.folder, chunk_size=1):
                for each in found:
                    return str(each["path"])
        return None

    def _path(self, sha256: str) -> str:
        return f"{self.folder}/{sha256}"


@contextmanager
def _meaning(sha256: str = "") -> Iterator[None]:
    """Raise what an error of the bucket means for whoever keeps or reads a file; neither key nor secret is told."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        if not sha256:
            raise Unavailable("the bucket does not exist") from error
        raise NoSuchFile(sha256) from error
    except (BaseError, OSError) as error:
        raise Unavailable(f"the bucket does not answer ({type(error).__name__})") from None
