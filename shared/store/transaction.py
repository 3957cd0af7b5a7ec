"""The unit of work of one use case: one MongoDB transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument, UpdateOne
from pymongo.collation import Collation
from pymongo.errors import PyMongoError

from shared.events import Event
from shared.store import outbox
from shared.store.audit.notes import AUDIT_WAITING, Notes
from shared.store.driver import Document, Driver
from shared.store.errors import AlreadyExists, is_duplicate, is_outcome_unknown
from shared.store.work import COUNTERS, OUTBOX, SEQUENCES, Filter, Sort

_COMMIT_TRIES = 8


class Transaction:
    """Sends each write to the server at once; `commit` adds the events and audit notes, and commits all together."""

    def __init__(
        self, driver: Driver, session: Any, *, source: str, now: Callable[[], datetime], notes: Notes | None = None
    ) -> None:
        self.touched: set[str] = set()
        self._driver = driver
        self._session = session
        self._source = source
        self._now = now
        self._notes = notes
        self._emitted: list[outbox.Emission] = []

    async def get(self, collection: str, key: Any) -> Document | None:
        found: Document | None = await self._driver.collection(collection).find_one({"_id": key}, session=self._session)
        if self._notes:
            self._notes.saw(collection, key, found)
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
        asked = Asked(where, sort, collation, limit, skip)
        found = await find(self._driver, collection, asked, session=self._session)
        if self._notes:
            for document in found:
                self._notes.saw(collection, document["_id"], document)
        return found

    async def count(self, collection: str, where: Filter) -> int:
        counted: int = await self._driver.collection(collection).count_documents(where, session=self._session)
        return counted

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        return await self._driver.aggregate(collection, pipeline, self._session)

    async def replace(self, collection: str, where: Filter, document: Document, *, insert: bool = False) -> bool:
        if not insert:
            await self._see(collection, document["_id"])
            replaced = await self._writing(collection).replace_one(where, document, session=self._session)
            return self._noted(collection, document["_id"], document, was_done=bool(replaced.matched_count))
        # A plain insert of an `_id` that exists is an error, which would abort the whole transaction. An upsert only
        # says that it inserted nothing.
        fields = {name: value for name, value in document.items() if name != "_id"}
        added = await self._writing(collection).update_one(
            {"_id": document["_id"]}, {"$setOnInsert": fields}, upsert=True, session=self._session
        )
        return self._noted(collection, document["_id"], document, was_done=added.upserted_id is not None)

    async def put(self, collection: str, document: Document) -> None:
        await self._see(collection, document["_id"])
        await self._writing(collection).replace_one(
            {"_id": document["_id"]}, document, upsert=True, session=self._session
        )
        self._noted(collection, document["_id"], document)

    async def delete(self, collection: str, key: Any) -> None:
        await self._see(collection, key)
        await self._writing(collection).delete_one({"_id": key}, session=self._session)
        self._noted(collection, key, None)

    async def next_number(self, counter: str) -> int:
        return await self._grow(COUNTERS, counter, by=1)

    def emit(self, *events: Event) -> None:
        self._emitted += outbox.emissions(events)

    async def commit(self) -> None:
        """Add the events and audit notes, then commit; sends the commit again when its outcome is unknown."""
        if self._emitted:
            reached = await self._grow_sequences(outbox.steps(self._emitted))
            rows = outbox.rows(self._emitted, reached=reached, source=self._source, now=self._now)
            await self._writing(OUTBOX).insert_many(rows, session=self._session)
        if self._notes and (noted := self._notes.rows(at=self._now())):
            await self._writing(AUDIT_WAITING).insert_many(noted, session=self._session)
        await commit(self._session)

    async def abort(self) -> None:
        """Abort the transaction. Driver errors are ignored: the server aborts an abandoned transaction by itself."""
        await abort(self._session)

    async def _see(self, collection: str, key: Any) -> None:
        """Read a document that is about to change, if it is audited and this unit has not read it yet."""
        if self._notes and self._notes.audits(collection) and not self._notes.has_seen(collection, key):
            await self.get(collection, key)

    def _noted(self, collection: str, key: Any, after: Document | None, *, was_done: bool = True) -> bool:
        if was_done and self._notes and self._notes.audits(collection):
            self._notes.changed(collection, key, after)
        return was_done

    def _writing(self, collection: str) -> Any:
        self.touched.add(collection)
        return self._driver.collection(collection)

    async def _grow_sequences(self, steps: Mapping[str, int]) -> dict[str, int]:
        """Advance the sequence of each subject, in one or two calls to the server for any number of subjects."""
        if len(steps) == 1:
            return {subject: await self._grow(SEQUENCES, subject, by=step) for subject, step in steps.items()}
        sequences = self._driver.collection(SEQUENCES)
        grown = [
            UpdateOne({"_id": subject}, {"$inc": {"number": step}}, upsert=True) for subject, step in steps.items()
        ]
        done = await sequences.bulk_write(grown, ordered=False, session=self._session)
        reached = {subject: steps[subject] for subject in (done.upserted_ids or {}).values()}
        if older := [subject for subject in steps if subject not in reached]:
            rows = await sequences.find({"_id": {"$in": older}}, session=self._session).to_list(None)
            reached |= {row["_id"]: int(row["number"]) for row in rows}
        return reached

    async def _grow(self, collection: str, key: str, *, by: int) -> int:
        grown = await self._driver.collection(collection).find_one_and_update(
            {"_id": key},
            {"$inc": {"number": by}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=self._session,
        )
        return int(grown["number"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What `find` is asked for."""

    where: Filter
    sort: Sort = ()
    collation: Collation | None = None
    limit: int = 0
    skip: int = 0


async def find(driver: Driver, collection: str, asked: Asked, *, session: Any | None) -> list[Document]:
    """Return the documents that fit the filter, inside a session or outside of any.

    A limited result is fetched in one batch. Between two batches the server shows documents that were written
    meanwhile: the second could hold a document although one that was written before it is missing from the first.
    """
    cursor = driver.collection(collection).find(asked.where, session=session, batch_size=asked.limit)
    if asked.sort:
        cursor = cursor.sort(list(asked.sort)).collation(asked.collation)
    found: list[Document] = await cursor.skip(asked.skip).limit(asked.limit).to_list(None)
    return found


async def commit(session: Any) -> None:
    """Commit, and send the commit again while its outcome is unknown; a repeated commit is harmless.

    Raises AlreadyExists when a unique key is taken.
    """
    for attempt in range(1, _COMMIT_TRIES + 1):
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if is_duplicate(error):
                raise AlreadyExists from error
            if attempt == _COMMIT_TRIES or not is_outcome_unknown(error):
                raise
            await asyncio.sleep(0.05 * attempt)
        else:
            return


async def abort(session: Any) -> None:
    """Abort if a transaction is open. Driver errors are ignored: the server aborts abandoned transactions by itself."""
    with suppress(PyMongoError):
        if session.in_transaction:
            await session.abort_transaction()
