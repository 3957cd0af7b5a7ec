"""The only module that knows which MongoDB driver is in use: Motor, the default, or its successor PyMongo Async."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any, Literal, Protocol

from pymongo import AsyncMongoClient
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

# Motor runs every call in a thread of a pool. Plain writes that wait for a document which an open transaction has
# changed can fill a small pool; then the commit that would release them finds no free thread. Motor reads the size of
# the pool when it is imported.
os.environ.setdefault("MOTOR_MAX_WORKERS", "64")

from motor.motor_asyncio import AsyncIOMotorClient

DriverName = Literal["motor", "pymongo"]
Document = dict[str, Any]

_MAJORITY = WriteConcern("majority")
_SNAPSHOT = ReadConcern("snapshot")
_ONLY_THAT: list[Mapping[str, Any]] = [{"$project": {"_id": 1}}]
_THAT_AND_WHEN: list[Mapping[str, Any]] = [{"$project": {"_id": 1, "clusterTime": 1}}]


class Changes(Protocol):
    """A change stream that can also say that nothing has changed."""

    async def try_next(self) -> Mapping[str, Any] | None:
        """Return the next change, or None when the server knows of none for a while.

        `clusterTime` of a change is the time of the database, a BSON timestamp, at which it was committed.
        """


class Driver(Protocol):
    """The calls in which the two drivers differ; collections behave the same in both."""

    def collection(self, name: str) -> Any:
        """Return a collection of this service's database."""

    async def start_session(self) -> Any:
        """Return a session with an open transaction: snapshot reads, majority writes."""

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any | None = None
    ) -> list[Document]:
        """Return all results of an aggregation pipeline."""

    def changes(self, collection: str) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        """Open a change stream that yields one item for each change from now on, without the content of the change."""

    def changes_of(self, collections: Sequence[str], *, at_most: float) -> AbstractAsyncContextManager[Changes]:
        """Open a change stream of several collections, which is asked for at most `at_most` seconds at a time."""

    async def collection_names(self) -> list[str]:
        """Return the names of the collections that exist."""

    async def statistics(self) -> Mapping[str, Any]:
        """Return what the server counts of this database and of the disk on which it lies, in bytes."""

    async def ping(self) -> None:
        """Return when the server answers. Raises the driver's error when it does not."""

    async def close(self) -> None:
        """Close all connections."""


def open_driver(url: str, name: DriverName = "motor", *, patience: float = 20.0) -> Driver:
    """Return a driver for the database that the path of `url` names; a call may take `patience` seconds.

    It connects at the first call. Raises SystemExit when the address names no database.
    """
    database = parse_uri(url)["database"]
    if not database:
        raise SystemExit("The MongoDB address names no database: put it in the path, as in mongodb://host/ravabet_news")
    options = _OPTIONS | {"timeoutMS": int(patience * 1000)}
    return _Motor(url, database, options) if name == "motor" else _PyMongo(url, database, options)


_OPTIONS: dict[str, Any] = {
    "tz_aware": True,
    "uuidRepresentation": "standard",
    "w": "majority",
    "retryWrites": True,
    "serverSelectionTimeoutMS": 3_000,
    "maxPoolSize": 50,
}


def _in(collections: Sequence[str]) -> list[Mapping[str, Any]]:
    return [{"$match": {"ns.coll": {"$in": list(collections)}}}, *_THAT_AND_WHEN]


_LONGEST_TURN_SECONDS = 0.0005


class _PyMongo:
    def __init__(self, url: str, database: str, options: Mapping[str, Any]) -> None:
        self._client: AsyncMongoClient[Document] = AsyncMongoClient(url, **options)
        self._database = self._client[database]
        # Handles are kept: making one costs a twentieth of a typical call on it.
        self._collections = cache(self._database.__getitem__)

    def collection(self, name: str) -> Any:
        return self._collections(name)

    async def start_session(self) -> Any:
        session = self._client.start_session()
        await session.start_transaction(read_concern=_SNAPSHOT, write_concern=_MAJORITY)
        return session

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any | None = None
    ) -> list[Document]:
        cursor = await self._database[collection].aggregate(list(pipeline), session=session)
        return await cursor.to_list(None)

    @asynccontextmanager
    async def changes(self, collection: str) -> AsyncIterator[AsyncIterator[object]]:
        async with await self._database[collection].watch(_ONLY_THAT) as stream:
            yield stream

    @asynccontextmanager
    async def changes_of(self, collections: Sequence[str], *, at_most: float) -> AsyncIterator[Changes]:
        async with await self._database.watch(_in(collections), max_await_time_ms=int(at_most * 1000)) as stream:
            yield stream

    async def collection_names(self) -> list[str]:
        return await self._database.list_collection_names()

    async def statistics(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = await self._database.command("dbStats")
        return found

    async def ping(self) -> None:
        await self._client.admin.command("ping")

    async def close(self) -> None:
        await self._client.close()


class _Motor:
    def __init__(self, url: str, database: str, options: Mapping[str, Any]) -> None:
        # A driver thread that has its answer waits until the event loop's thread releases the interpreter, by default
        # up to 5 ms, and a batch makes nine calls. With a shorter interval a busy consumer handles a quarter more.
        sys.setswitchinterval(min(sys.getswitchinterval(), _LONGEST_TURN_SECONDS))
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(url, **options)
        self._database = self._client[database]
        # Handles are kept: making one costs a twentieth of a typical call on it.
        self._collections = cache(self._database.__getitem__)

    def collection(self, name: str) -> Any:
        return self._collections(name)

    async def start_session(self) -> Any:
        session = await self._client.start_session()
        session.start_transaction(read_concern=_SNAPSHOT, write_concern=_MAJORITY)
        return session

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any | None = None
    ) -> list[Document]:
        return await self._database[collection].aggregate(list(pipeline), session=session).to_list(None)

    @asynccontextmanager
    async def changes(self, collection: str) -> AsyncIterator[AsyncIterator[object]]:
        async with self._database[collection].watch(_ONLY_THAT) as stream:
            yield stream

    @asynccontextmanager
    async def changes_of(self, collections: Sequence[str], *, at_most: float) -> AsyncIterator[Changes]:
        async with self._database.watch(_in(collections), max_await_time_ms=int(at_most * 1000)) as stream:
            yield stream

    async def collection_names(self) -> list[str]:
        return await self._database.list_collection_names()

    async def statistics(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = await self._database.command("dbStats")
        return found

    async def ping(self) -> None:
        await self._client.admin.command("ping")

    async def close(self) -> None:
        # Closing sends a goodbye to the server and waits for the answer, half a minute when the server is silent.
        await asyncio.to_thread(self._client.close)
