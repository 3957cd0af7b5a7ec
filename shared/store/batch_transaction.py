"""The transaction that the handlers of a batch share.

Reads by `_id` that several lanes ask for at the same moment are sent as one query; later reads are answered from the
batch's own copies. Writes are collected in memory and sent once for each collection, with their version checks.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import UpdateOne

from shared.store import outbox
from shared.store.batch_unit import BatchUnit, Key
from shared.store.driver import Document, Driver
from shared.store.flush import Change, flush
from shared.store.store import Store
from shared.store.work import INBOX, OUTBOX, SEQUENCES


class BatchTransaction:
    """The documents that a batch has read, and the writes that it will make."""

    def __init__(self, store: Store, session: Any) -> None:
        self.touched: set[str] = set()
        self.broken: Exception | None = None
        self._store = store
        self._session = session
        self._session_in_use = asyncio.Lock()
        self._seen: dict[Key, tuple[Document | None, int]] = {}
        self._stamp = 0
        self._changes: dict[Key, Change] = {}
        self._emitted: list[outbox.Emission] = []
        self._inbox: list[str] = []
        self._lanes = 0
        self._waiting_lanes = 0
        self._asked: dict[str, set[Any]] = defaultdict(set)
        self._answer: asyncio.Future[None] | None = None
        self._answering: asyncio.Task[None] | None = None

    @property
    def driver(self) -> Driver:
        """The driver, for queries inside `search`."""
        return self._store.driver

    @property
    def write_count(self) -> int:
        """How many writes are collected and not yet flushed."""
        return len(self._changes)

    def lanes_running(self, number: int) -> None:
        """Set how many lanes start now; reads are sent when all of these lanes wait for one."""
        self._lanes = number

    def lane_ends(self) -> None:
        """Count one running lane fewer, which may be the last one that others waited for."""
        self._lanes -= 1
        self._ask_if_all_wait()

    def breaks(self, error: Exception) -> None:
        """Mark the batch as lost: nothing of it can be kept, and the other lanes end at their next read."""
        self.broken = self.broken or error

    def handled(self, inbox_id: str) -> None:
        """Add this event to the inbox with the next `keep`."""
        self._inbox.append(inbox_id)

    async def read(self, key: Key) -> tuple[Document | None, int]:
        """Return the document as the batch would leave it, with the stamp of its last change.

        The document is shared: callers must not change it.
        """
        if self.broken:
            raise self.broken
        if key not in self._seen:
            collection, identity = key
            self._asked[collection].add(identity)
            self._answer = self._answer or asyncio.get_running_loop().create_future()
            with self._a_lane_waits(self._answer) as answer:
                await answer
        return self._seen[key]

    def seen(self, key: Key) -> bool:
        """Whether the document is known without a read."""
        return key in self._seen

    async def search(self, unit: BatchUnit, query: Callable[[Any], Awaitable[Any]]) -> Any:
        """Send all writes of the batch so far to the server, then run a query on its session."""
        async with self._session_in_use:
            if self.broken:
                raise self.broken
            if unit.changes:
                self._take_changes(unit)
                unit.is_flushed = True
            await self._flush()
            return await query(self._session)

    def take(self, unit: BatchUnit) -> None:
        """Take over the writes and events of a handler.

        Raises Overtaken when another lane changed a document that the handler had read, or Conflict when some of its
        writes are on the server already.
        """
        self._take_changes(unit)
        self._emitted += unit.emitted

    async def keep(self) -> None:
        """Write everything that is left: changes, inbox, sequences and outbox."""
        if self._answering:
            await self._answering
        await self._flush()
        if self._inbox:
            now = self._store.now()
            await self._writing(INBOX).insert_many(
                [{"_id": row, "at": now} for row in self._inbox], ordered=False, session=self._session
            )
        if self._emitted:
            reached = await self._grow_sequences()
            rows = outbox.rows(self._emitted, reached=reached, source=self._store.source, now=self._store.now)
            await self._writing(OUTBOX).insert_many(rows, ordered=False, session=self._session)

    def _take_changes(self, unit: BatchUnit) -> None:
        if any(self._seen[key][1] != stamp for key, stamp in unit.based_on.items()):
            raise unit.overtaken
        self._stamp += 1
        for key, change in unit.changes.items():
            earlier = self._changes.get(key)
            self._changes[key] = change.after(earlier) if earlier else change
            self._seen[key] = (change.document, self._stamp)
            unit.based_on[key] = self._stamp
        unit.changes = {}

    @contextmanager
    def _a_lane_waits(self, answer: asyncio.Future[None]) -> Iterator[asyncio.Future[None]]:
        self._waiting_lanes += 1
        try:
            self._ask_if_all_wait()
            yield answer
        finally:
            self._waiting_lanes -= 1

    def _ask_if_all_wait(self) -> None:
        if self._answer and self._waiting_lanes >= self._lanes:
            asked, self._asked = self._asked, defaultdict(set)
            answer, self._answer = self._answer, None
            self._answering = asyncio.create_task(self._ask(asked, answer))

    async def _ask(self, asked: dict[str, set[Any]], answer: asyncio.Future[None]) -> None:
        try:
            async with self._session_in_use:
                for collection, keys in asked.items():
                    for document in await self._fetch(collection, list(keys)):
                        self._seen.setdefault((collection, document["_id"]), (document, 0))
                    for key in keys:
                        self._seen.setdefault((collection, key), (None, 0))
        except Exception as error:  # noqa: BLE001 - handed to every lane that waits for the answer
            if not answer.cancelled():
                answer.set_exception(error)
        else:
            if not answer.cancelled():
                answer.set_result(None)

    async def _flush(self) -> None:
        changes, self._changes = self._changes, {}
        await flush(self._writing, changes, self._session)

    async def _grow_sequences(self) -> dict[str, int]:
        steps = outbox.steps(self._emitted)
        before = {row["_id"]: int(row["number"]) for row in await self._fetch(SEQUENCES, list(steps))}
        reached = {subject: before.get(subject, 0) + step for subject, step in steps.items()}
        new = [{"_id": subject, "number": number} for subject, number in reached.items() if subject not in before]
        grown = [UpdateOne({"_id": subject}, {"$set": {"number": reached[subject]}}) for subject in before]
        sequences = self._writing(SEQUENCES)
        if new:
            await sequences.insert_many(new, ordered=False, session=self._session)
        if grown:
            await sequences.bulk_write(grown, ordered=False, session=self._session)
        return reached

    def _writing(self, collection: str) -> Any:
        self.touched.add(collection)
        return self.driver.collection(collection)

    async def _fetch(self, collection: str, keys: list[Any]) -> list[Document]:
        cursor = self.driver.collection(collection).find({"_id": {"$in": keys}}, session=self._session)
        found: list[Document] = await cursor.to_list(None)
        return found
