"""The drivers of both servers, watched: each call that is a step of the messaging tells the fuse before or after it.

Only the processes of the fault tests wrap their drivers so; the parts that are tested do not know of it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiormq.channel import Channel

from shared.store.driver import Changes, Document, Driver
from tests.chaos.fuse import Fuse

_UPSERT = "+upsert"
_COUNT = "+count"

_BEFORE = {
    ("outbox", "update_many"): "mark.before",
    ("set_aside", "update_one" + _UPSERT): "aside.before",
    ("set_aside", "delete_many"): "retry.before",
}
_AFTER = {
    ("articles", "replace_one"): "articles.written",
    ("articles", "update_one" + _UPSERT): "articles.written",
    ("outbox", "insert_many"): "outbox.written",
    ("outbox", "find"): "outbox.read",
    ("outbox", "update_many"): "mark.after",
    ("inbox", "find"): "inbox.read",
    ("tallies", "insert_many"): "tallies.written",
    ("tallies", "bulk_write"): "tallies.written",
    ("set_aside", "update_one" + _UPSERT): "aside.after",
    ("set_aside", "update_many" + _COUNT): "retry.taken",
    ("set_aside", "delete_many"): "retry.after",
}
_CALLS = {method.split("+")[0] for _, method in (*_BEFORE, *_AFTER)} - {"find"}


class WatchedDriver:
    """A driver whose calls tell the fuse.

    A broken one does wrong on purpose, so that the fault tests must find it out: its inbox keeps nothing, and its
    outbox is marked as sent as soon as it is read.
    """

    def __init__(self, driver: Driver, fuse: Fuse, *, is_broken: bool) -> None:
        self._driver = driver
        self._fuse = fuse
        self._is_broken = is_broken

    def collection(self, name: str) -> Any:
        if name == "inbox" and self._is_broken:
            return _Forgetful()
        watched = _Collection(name, self._driver.collection(name), self._fuse)
        watched.marks_early = name == "outbox" and self._is_broken
        return watched

    async def start_session(self) -> Any:
        self._fuse.reach("transaction.before")
        session = await self._driver.start_session()
        session.commit_transaction = self._watched_commit(session.commit_transaction)
        self._fuse.reach("transaction.open")
        return session

    async def aggregate(
        self, collection: str, pipeline: Sequence[Mapping[str, Any]], session: Any | None = None
    ) -> list[Document]:
        return await self._driver.aggregate(collection, pipeline, session)

    def changes(self, collection: str) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        return self._driver.changes(collection)

    def changes_of(self, collections: Sequence[str], *, at_most: float) -> AbstractAsyncContextManager[Changes]:
        return self._driver.changes_of(collections, at_most=at_most)

    async def collection_names(self) -> list[str]:
        return await self._driver.collection_names()

    async def statistics(self) -> Mapping[str, Any]:
        return await self._driver.statistics()

    async def ping(self) -> None:
        await self._driver.ping()

    async def close(self) -> None:
        await self._driver.close()

    def _watched_commit(self, commit: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def watched() -> None:
            self._fuse.reach("commit.before")
            await commit()
            self._fuse.reach("commit.after")

        return watched


def watch_channels(fuse: Fuse) -> None:
    """Let all channels of this process tell the fuse of deliveries, acknowledgements and confirms."""
    consume, acknowledge, confirm = Channel.basic_consume, Channel.basic_ack, Channel._confirm_delivery

    async def watched_consume(self: Channel, queue: str, callback: Any, **options: Any) -> Any:
        async def deliver(message: Any) -> None:
            fuse.reach("delivered")
            await callback(message)

        return await consume(self, queue, deliver, **options)

    async def watched_ack(self: Channel, *arguments: Any, **options: Any) -> None:
        await acknowledge(self, *arguments, **options)
        fuse.reach("ack.after")

    def watched_confirm(self: Channel, *arguments: Any) -> None:
        fuse.reach("publish.sent")
        confirm(self, *arguments)

    changed: Any = Channel
    changed.basic_consume, changed.basic_ack = watched_consume, watched_ack
    changed._confirm_delivery = watched_confirm


class _Collection:
    marks_early = False

    def __init__(self, name: str, collection: Any, fuse: Fuse) -> None:
        self._name = name
        self._collection = collection
        self._fuse = fuse

    def __getattr__(self, method: str) -> Any:
        call = getattr(self._collection, method)
        return self._watched(method, call) if method in _CALLS else call

    def with_options(self, **options: Any) -> "_Collection":
        other = _Collection(self._name, self._collection.with_options(**options), self._fuse)
        other.marks_early = self.marks_early
        return other

    def find(self, *arguments: Any, **options: Any) -> Any:
        return _Cursor(self._collection.find(*arguments, **options), self._was_read)

    def _watched(self, method: str, call: Any) -> Any:
        async def watched(*arguments: Any, **options: Any) -> Any:
            key = (self._name, method + _kind_of(arguments, options))
            self._fuse.reach(_BEFORE.get(key, ""))
            result = await call(*arguments, **options)
            self._fuse.reach(_AFTER.get(key, ""))
            return result

        return watched

    async def _was_read(self, rows: list[Document]) -> None:
        if rows and self.marks_early:
            await self._collection.update_many(
                {"_id": {"$in": [row["_id"] for row in rows]}}, {"$set": {"state": "sent"}}
            )
        if rows or self._name != "outbox":
            self._fuse.reach(_AFTER.get((self._name, "find"), ""))


def _kind_of(arguments: Sequence[Any], options: Mapping[str, Any]) -> str:
    """What tells calls of one method apart."""
    if options.get("upsert"):
        return _UPSERT
    counts = any("$inc" in argument for argument in arguments if isinstance(argument, dict))
    return _COUNT if counts else ""


class _Cursor:
    def __init__(self, cursor: Any, was_read: Callable[[list[Document]], Awaitable[None]]) -> None:
        self._cursor = cursor
        self._was_read = was_read

    def __getattr__(self, method: str) -> Any:
        change = getattr(self._cursor, method)

        def changed(*arguments: Any, **options: Any) -> "_Cursor":
            return _Cursor(change(*arguments, **options), self._was_read)

        return changed

    async def to_list(self, length: int | None) -> list[Document]:
        rows: list[Document] = await self._cursor.to_list(length)
        await self._was_read(rows)
        return rows


class _Forgetful:
    """An inbox that keeps nothing."""

    def find(self, *_: Any, **__: Any) -> "_Forgetful":
        return self

    sort = skip = limit = find

    async def to_list(self, _: int | None) -> list[Document]:
        return []

    def __getattr__(self, method: str) -> Any:
        async def nothing(*_: Any, **__: Any) -> None:
            return None

        return nothing
