"""Access to the database of one service."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bson import Timestamp
from pymongo import IndexModel
from pymongo.collation import Collation
from pymongo.errors import PyMongoError

from shared.store.audit.chain import INDEXES as AUDIT_INDEXES
from shared.store.audit.notes import Audited, Auditing
from shared.store.bell import Bells
from shared.store.driver import Document, Driver, DriverName, open_driver
from shared.store.errors import AlreadyExists, Unavailable, is_duplicate, is_transient, is_unavailable
from shared.store.outbox import IN_ORDER
from shared.store.transaction import Asked, Transaction, find
from shared.store.work import (
    COUNTERS,
    INBOX,
    MIGRATIONS,
    OUTBOX,
    RESTORING,
    SEQUENCES,
    SIGNS,
    Filter,
    Sort,
    Work,
    current_work,
)

Result = TypeVar("Result")

Indexes = Mapping[str, Sequence[IndexModel]]
"""The indexes of each collection; an empty list only creates the collection."""

INBOX_KEPT = timedelta(days=120)
"""For how long it is known that an event was handled."""

# Every collection has this index. Asking for it creates the collection, and does no harm when another replica asks too.
_ITS_KEY = IndexModel([("_id", 1)])
_OWN_INDEXES: Indexes = {
    OUTBOX: [
        IndexModel([("state", 1), ("_id", 1)], partialFilterExpression={"state": "pending"}, name="waiting"),
        IndexModel([("subject", 1), ("seq", 1)], partialFilterExpression={"state": "pending"}, name=IN_ORDER),
        IndexModel([("subject", 1), ("seq", 1)]),
        IndexModel([("correlation_id", 1)], sparse=True),
        IndexModel([("expire_at", 1)], expireAfterSeconds=0, partialFilterExpression={"state": "sent"}, name="forget"),
    ],
    INBOX: [IndexModel([("at", 1)], expireAfterSeconds=int(INBOX_KEPT.total_seconds()), name="forget")],
    SEQUENCES: [],
    COUNTERS: [],
    "leases": [],
    "doorbells": [],
    "pauses": [],
    SIGNS: [],
    MIGRATIONS: [],
    "jobs": [IndexModel([("not_before", 1)], name="due")],
    "set_aside": [
        IndexModel([("state", 1), ("next_at", 1)]),
        IndexModel([("subject", 1), ("state", 1), ("seq", 1)]),
        IndexModel([("state", 1), ("received_at", 1), ("_id", 1)]),
        IndexModel([("type", 1), ("state", 1), ("received_at", 1), ("_id", 1)]),
        # It holds all that is counted of a group, so that nobody reads a hundred thousand events to count them.
        IndexModel(
            [("fingerprint", 1), ("state", 1), ("type", 1), ("received_at", 1), ("subject", 1), ("_id", 1)],
            name="groups",
        ),
        IndexModel([("discarded.at", 1)], expireAfterSeconds=int(INBOX_KEPT.total_seconds()), name="forget"),
    ],
}


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction of this process that the database has confirmed."""

    at: Timestamp
    """The time of the database at which it was committed. Whatever was committed until then can be read by now."""
    sent_at: float
    """Seconds of the monotonic clock. What was confirmed to anybody before then was committed before `at`."""


class Store:
    """The database of one service. Reads join the unit of work that is open in this task, or run on their own."""

    def __init__(
        self, driver: Driver, *, service: str, now: Callable[[], datetime], audited: Sequence[Audited] = ()
    ) -> None:
        self.driver = driver
        self.source = f"/services/{service}"
        self.service = service
        self.now = now
        self.bells = Bells()
        self.auditing = Auditing(*audited)
        self.last_commit: Commit | None = None
        """The newest one of requests and jobs, by the time of the database."""
        self._prepared = asyncio.Event()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        service: str,
        now: Callable[[], datetime],
        driver: DriverName = "motor",
        patience: float = 20.0,
        audited: Sequence[Audited] = (),
    ) -> "Store":
        """Return a store for the database that `url` names; it connects at the first call.

        A call that takes longer than `patience` seconds fails as unavailable. Changes that requests make to collections
        in `audited` are recorded for the audit trail; for a collection that no table names, without values.
        """
        return cls(open_driver(url, driver, patience=patience), service=service, now=now, audited=audited)

    async def prepare(self, *indexes: Indexes) -> None:
        """Create the collections and indexes, so that no transaction has to. Safe to repeat."""
        tables = (_OWN_INDEXES, AUDIT_INDEXES, *indexes)
        await asyncio.gather(
            *(
                self.driver.collection(name).create_indexes([*models] or [_ITS_KEY])
                for table in tables
                for name, models in table.items()
            )
        )
        self._prepared.set()

    async def is_being_restored(self) -> bool:
        """Return whether a restore fills the database, or was broken off by a power failure."""
        return await self.driver.collection(RESTORING).find_one({}) is not None

    @property
    def is_prepared(self) -> bool:
        """Whether `prepare` has created the collections and indexes."""
        return self._prepared.is_set()

    async def wait_until_prepared(self) -> None:
        """Wait until `prepare` has created the collections and indexes."""
        await self._prepared.wait()

    async def answers(self) -> bool:
        """Return whether the database can be reached now."""
        try:
            await self.driver.ping()
        except PyMongoError as error:
            if not is_unavailable(error):
                raise
            return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self.driver.close()

    def unit_of_work(self) -> AbstractAsyncContextManager[Work]:
        """Join the unit of work that is open, or open one and commit it at the end.

        Open the outermost unit inside `run_again`: after a transient error all of it has to run once more.
        """
        joined = current_work.get()
        return self._own_unit() if joined is None else nullcontext(joined)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Open a unit of work for a use case that saves several things and whose port is a plain context manager."""
        async with self.unit_of_work():
            yield

    async def run_again(self, use_case: Callable[[], Awaitable[Result]], *, within: float = 10.0) -> Result:
        """Run a use case, and start it again after a transient error, for at most `within` seconds.

        Raises Unavailable when the database does not answer, AlreadyExists when a unique key is taken.
        """
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + within
        pause = 0.002
        while True:
            try:
                return await use_case()
            except PyMongoError as error:
                if is_duplicate(error):
                    raise AlreadyExists from error
                if not is_transient(error) or loop.time() > give_up_at:
                    if is_transient(error) or is_unavailable(error):
                        raise Unavailable("the database does not answer") from error
                    raise
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - spreads the contenders, no secret
            pause = min(pause * 2, 0.1)

    async def get(self, collection: str, key: Any) -> Document | None:
        """Return the document with this `_id`, or None."""
        work = current_work.get()
        if work is not None:
            return await work.get(collection, key)
        found: Document | None = await self.driver.collection(collection).find_one({"_id": key})
        return found

    async def find(
        self,
        collection: str,
        where: Filter,
        *,
        sort: Sort = (),
        collation: Collation | None = None,
        limit: int = 0,
        skip: int = 0,
    ) -> list[Document]:
        """Return the documents that fit the filter; a `limit` of 0 means all."""
        work = current_work.get()
        if work is not None:
            return await work.find(collection, where, sort=sort, collation=collation, limit=limit, skip=skip)
        asked = Asked(where, sort, collation, limit, skip)
        return await find(self.driver, collection, asked, session=None)

    async def count(self, collection: str, where: Filter) -> int:
        """Return how many documents fit the filter."""
        work = current_work.get()
        if work is not None:
            return await work.count(collection, where)
        counted: int = await self.driver.collection(collection).count_documents(where)
        return counted

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        """Return the results of an aggregation pipeline."""
        work = current_work.get()
        if work is not None:
            return await work.aggregate(collection, pipeline)
        return await self.driver.aggregate(collection, pipeline)

    async def add_new(self, collection: str, documents: Iterable[Document]) -> int:
        """Insert those documents whose `_id` is new, outside of any unit of work, and return how many were new.

        It is for ids that are computed, so that a repeated call adds nothing. It runs outside of a transaction because
        one duplicate would abort the whole transaction.
        """
        batch = list(documents)
        if not batch:
            return 0
        try:
            added = await self.driver.collection(collection).insert_many(batch, ordered=False)
        except PyMongoError as error:
            if not is_duplicate(error):
                raise
            new = int(getattr(error, "details", {}).get("nInserted", 0))
        else:
            new = len(added.inserted_ids)
        self.bells.ring(collection)
        return new

    @asynccontextmanager
    async def _own_unit(self) -> AsyncIterator[Work]:
        async with self._transaction() as work:
            token = current_work.set(work)
            try:
                yield work
            finally:
                current_work.reset(token)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        session = await self.driver.start_session()
        notes = self.auditing.begin()
        work = Transaction(self.driver, session, source=self.source, now=self.now, notes=notes)
        try:
            try:
                yield work
                sent_at = time.monotonic()
                await work.commit()
            except BaseException:
                await work.abort()
                raise
            if work.touched and (self.last_commit is None or session.operation_time > self.last_commit.at):
                self.last_commit = Commit(session.operation_time, sent_at)
            self.bells.ring(*work.touched)
        finally:
            await session.end_session()
