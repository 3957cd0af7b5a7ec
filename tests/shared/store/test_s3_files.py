"""Both places where files are kept answer alike: GridFS, and an S3 that is asked over a socket."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import obstore
import pytest
from moto.server import ThreadedMotoServer

from shared.runtime.clock import utc_now
from shared.store import files
from shared.store.bucket import Bucket
from shared.store.errors import Unavailable
from shared.store.files import CHUNKS, FileDamaged, FileRef, Files, FileStore, NoSuchFile
from shared.store.s3_files import S3Files
from shared.store.store import Store

WEBP = "image/webp"
LONG = random.Random(1405).randbytes(12_000_000)  # noqa: S311
"""Three parts of an upload to S3, and two rounds of pieces in GridFS."""


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 with the bucket `media`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx.put(f"{address}/media").raise_for_status()
    yield address
    server.stop()


def a_bucket(endpoint: str, name: str = "media") -> Bucket:
    return Bucket(endpoint=endpoint, name=name, key_id="key", secret="an-invented-secret")


@pytest.fixture(params=["gridfs", "s3"])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Files]:
    if request.param == "s3":
        endpoint = request.getfixturevalue("s3")
        yield S3Files(a_bucket(endpoint), folder="news")
        return
    store = Store.open(request.getfixturevalue("mongo_url"), service="news", now=utc_now)
    await store.driver.collection(CHUNKS).create_indexes(list(files.INDEXES[CHUNKS]))
    yield FileStore(store)
    await store.close()


@pytest.mark.parametrize("content", [b"", b"RIFF", LONG], ids=["nothing", "short", "long"])
async def test_a_file_comes_back_as_it_was(kept: Files, content: bytes) -> None:
    reference = await kept.keep(content, media_type=WEBP)

    assert reference == FileRef(hashlib.sha256(content).hexdigest(), len(content), WEBP)
    assert await kept.describe(reference.sha256) == reference
    assert await kept.read(reference.sha256) == content


@pytest.mark.parametrize(
    ("start", "length"), [(0, 1), (0, 300_000), (261_120, 10), (261_119, 2), (11_999_999, 1), (5, 11_000_000), (7, 0)]
)
async def test_a_part_is_read_alone(kept: Files, start: int, length: int) -> None:
    key = (await kept.keep(LONG, media_type=WEBP)).sha256

    assert b"".join([piece async for piece in kept.part(key, start, length)]) == LONG[start : start + length]


async def test_what_is_not_there_is_told(kept: Files) -> None:
    nothing = hashlib.sha256(b"never kept").hexdigest()

    with pytest.raises(NoSuchFile):
        await kept.describe(nothing)
    with pytest.raises(NoSuchFile):
        await kept.read(nothing)
    with pytest.raises((NoSuchFile, FileDamaged)):
        _ = [piece async for piece in kept.part(nothing, 0, 10)]
    assert await kept.remove(nothing, unless_kept_since=utc_now())


async def test_a_file_is_removed_unless_somebody_kept_it_again(kept: Files) -> None:
    key = (await kept.keep(LONG, media_type=WEBP)).sha256
    hour = timedelta(hours=1)

    assert not await kept.remove(key, unless_kept_since=utc_now() - hour)
    assert await kept.read(key) == LONG
    assert await kept.remove(key, unless_kept_since=utc_now() + hour)
    with pytest.raises(NoSuchFile):
        await kept.describe(key)

    assert (await kept.keep(LONG, media_type=WEBP)).sha256 == key
    assert await kept.read(key) == LONG


async def test_the_same_bytes_at_the_same_instant_disturb_nobody(kept: Files) -> None:
    references = await asyncio.gather(*(kept.keep(LONG, media_type=WEBP) for _ in range(4)))

    assert len(set(references)) == 1
    assert await kept.read(references[0].sha256) == LONG


async def test_bytes_that_were_changed_in_the_bucket_are_not_given_out(s3: str) -> None:
    kept = S3Files(a_bucket(s3), folder="news")
    key = (await kept.keep(b"as it was", media_type=WEBP)).sha256
    await obstore.put_async(kept._store, f"news/{key}", b"as it is")

    with pytest.raises(FileDamaged):
        await kept.read(key)


@pytest.mark.parametrize("fault", ["away", "no_bucket"])
async def test_a_bucket_that_is_away_is_told_without_its_secret(s3: str, fault: str) -> None:
    bucket = a_bucket("http://127.0.0.1:1") if fault == "away" else a_bucket(s3, "another")
    kept = S3Files(bucket, folder="news")

    with pytest.raises(Unavailable) as told:
        await kept.keep(b"bytes", media_type=WEBP)

    assert "secret" not in repr(told.value) + repr(kept)
