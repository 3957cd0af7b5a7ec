"""The one place that knows which MongoDB driver runs: Motor, as chosen, or PyMongo Async, its successor."""

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

# Motor runs every call in a thread of a pool. Plain writes that wait for a document of an open transaction can fill a
# small pool, and then the commit that would free them finds no thread. The pool's size is read at import.
os.environ.setdefault("MOTOR_MAX_WORKERS", "64")

from motor.motor_asyncio import AsyncIOMotorClient

DriverName = Literal["motor", "pymongo"]
Document = dict[str, Any]

_MAJORITY = WriteConcern("majority")
_SNAPSHOT = ReadConcern("snapshot")
_ONLY_THAT: list[Mapping[str, Any]] = [{"$project": {"_id": 1}}]


class Driver(Protocol):
    """The few calls in which the drivers differ; collections behave the same in both."""

    def collection(self, name: str) -> Any:
        """A collection of this service's database."""

    async def start_session(self) -> Any:
        """A session in which a transaction is open: snapshot reads, majority writes."""

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any | None = None
    ) -> list[Document]:
        """All documents that the pipeline gives."""

    def changes(self, collection: str) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        """Something for each change from now on, without its content."""

    async def collection_names(self) -> list[str]:
        """The collections there are."""

    async def ping(self) -> None:
        """Raise a driver error when the server does not answer."""

    async def close(self) -> None:
        """Give all connections back."""


def open_driver(url: str, name: DriverName = "motor", *, patience: float = 20.0) -> Driver:
    """Connect lazily to the database that stands in the path of `url`; a call may take `patience` seconds."""
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


_LONGEST_TURN_SECONDS = 0.0005


class _PyMongo:
    def __init__(self, url: str, database: str, options: Mapping[str, Any]) -> None:
        self._client: AsyncMongoClient[Document] = AsyncMongoClient(url, **options)
        self._database = self._client[database]
        # To make a handle costs a twentieth of what is done with it.
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
        cursor = await self._database[collection].aggregate(pipeline, session=session)
        return await cursor.to_list(None)

    @asynccontextmanager
    async def changes(self, collection: str) -> AsyncIterator[AsyncIterator[object]]:
        async with await self._database[collection].watch(_ONLY_THAT) as stream:
            yield stream

    async def collection_names(self) -> list[str]:
        return await self._database.list_collection_names()

    async def ping(self) -> None:
        await self._client.admin.command("ping")

    async def close(self) -> None:
        await self._client.close()


class _Motor:
    def __init__(self, url: str, database: str, options: Mapping[str, Any]) -> None:
        # A thread that has its answer waits until the event loop lets go of the interpreter, by default for 5 ms, and a
        # batch makes nine calls: with a shorter turn a busy consumer handles a quarter more.
        sys.setswitchinterval(min(sys.getswitchinterval(), _LONGEST_TURN_SECONDS))
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(url, **options)
        self._database = self._client[database]
        # To make a handle costs a twentieth of what is done with it.
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
        return await self._database[collection].aggregate(pipeline, session=session).to_list(None)

    @asynccontextmanager
    async def changes(self, collection: str) -> AsyncIterator[AsyncIterator[object]]:
        async with self._database[collection].watch(_ONLY_THAT) as stream:
            yield stream

    async def collection_names(self) -> list[str]:
        return await self._database.list_collection_names()

    async def ping(self) -> None:
        await self._client.admin.command("ping")

    async def close(self) -> None:
        # It says good-bye to the server and waits for the answer: half a minute for one that is silent.
        await asyncio.to_thread(self._client.close)
