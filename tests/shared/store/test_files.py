"""The file store: bytes come back, once each, or it says why not."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator

import gridfs
import pytest
from pymongo import MongoClient
from pymongo.errors import BulkWriteError, OperationFailure

from shared.runtime.clock import utc_now
from shared.store import files
from shared.store.driver import DriverName
from shared.store.errors import Unavailable
from shared.store.files import CHUNKS, FILES, FileDamaged, FileRef, FileStore, NoRoom, NoSuchFile
from shared.store.store import Store

PDF = "application/pdf"
LONG = random.Random(1405).randbytes(700_000)  # noqa: S311
"""Three pieces."""


@pytest.fixture
async def kept(mongo_url: str, driver: DriverName) -> AsyncIterator[FileStore]:
    """A file store in a database that has nothing else."""
    store = Store.open(mongo_url, service="news", now=utc_now, driver=driver)
    for name, indexes in files.INDEXES.items():
        if indexes:
            await store.driver.collection(name).create_indexes(list(indexes))
    yield FileStore(store)
    await store.close()


@pytest.mark.parametrize("content", [b"", b"%PDF", LONG], ids=["nothing", "short", "long"])
async def test_a_file_comes_back_as_it_was(kept: FileStore, content: bytes) -> None:
    reference = await kept.keep(content, media_type=PDF)

    assert reference == FileRef(hashlib.sha256(content).hexdigest(), len(content), PDF)
    assert await kept.read(reference.sha256) == content
    assert await kept.describe(reference.sha256) == reference


async def test_the_same_bytes_are_kept_once_even_at_the_same_instant(kept: FileStore) -> None:
    await asyncio.gather(*(kept.keep(LONG, media_type=PDF) for _ in range(8)))

    assert await kept.store.count(FILES, {}) == 1
    assert await kept.store.count(CHUNKS, {}) == 3
    assert await kept.read(hashlib.sha256(LONG).hexdigest()) == LONG


async def test_what_was_broken_off_is_no_file_and_is_finished_by_the_next_try(kept: FileStore) -> None:
    key = (await kept.keep(LONG, media_type=PDF)).sha256
    await kept.store.driver.collection(FILES).delete_one({"_id": key})
    await kept.store.driver.collection(CHUNKS).delete_one({"_id": f"{key}:1"})
    with pytest.raises(NoSuchFile):
        await kept.read(key)

    await kept.keep(LONG, media_type=PDF)

    assert await kept.read(key) == LONG


@pytest.mark.parametrize("change", [{"data": b"other"}, {"n": 7}], ids=["other bytes", "another order"])
async def test_changed_bytes_are_not_given_out(kept: FileStore, change: dict[str, object]) -> None:
    key = (await kept.keep(LONG, media_type=PDF)).sha256
    await kept.store.driver.collection(CHUNKS).update_one({"_id": f"{key}:1"}, {"$set": change})

    with pytest.raises(FileDamaged):
        await kept.read(key)


async def test_a_file_that_lost_all_its_pieces_is_damaged(kept: FileStore) -> None:
    key = (await kept.keep(b"%PDF", media_type=PDF)).sha256
    await kept.store.driver.collection(CHUNKS).delete_many({})

    with pytest.raises(FileDamaged):
        await kept.read(key)


async def test_other_tools_read_it_as_gridfs(kept: FileStore, mongo_url: str) -> None:
    key = (await kept.keep(LONG, media_type=PDF)).sha256

    with MongoClient[dict[str, object]](mongo_url) as client:
        assert gridfs.GridFS(client.get_default_database()).get(key).read() == LONG


async def test_a_full_disk_is_told_before_mongodb_stops_on_it(kept: FileStore) -> None:
    full = FileStore(kept.store, spare=1 << 60)

    with pytest.raises(NoRoom):
        await full.keep(LONG, media_type=PDF)

    assert await kept.store.count(CHUNKS, {}) == 0


async def test_what_is_there_already_needs_no_room(kept: FileStore) -> None:
    reference = await kept.keep(LONG, media_type=PDF)

    assert await FileStore(kept.store, spare=1 << 60).keep(LONG, media_type=PDF) == reference


def test_what_mongodb_says_of_a_full_disk_is_understood() -> None:
    said = [
        OperationFailure("available disk space is less than required minimum", code=14031),
        BulkWriteError({"writeErrors": [{"code": 14031, "errmsg": "out of disk space"}]}),
        OperationFailure("28: No space left on device", code=8),
    ]

    assert [type(files._meaning_of(each)) for each in said] == [NoRoom] * 3
    assert isinstance(files._meaning_of(OperationFailure("other", code=8)), OperationFailure)
    assert isinstance(files._meaning_of(OperationFailure("stepped down", code=189)), Unavailable)
