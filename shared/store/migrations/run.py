"""Runs a migration, batch by batch, beside the services that use the documents."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from shared.store.driver import Document
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.migrations import records
from shared.store.migrations.migration import Change, Migration
from shared.store.migrations.records import Record
from shared.store.store import Store

LEASE_SECONDS: Final = 30
_MOST_PASSES: Final = 20
_LONGEST_PAUSE_SECONDS: Final = 0.5
_PAUSE_BETWEEN_PASSES_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""The pauses after which a batch is tried again when the database is busy, or has another primary soon."""


class RunElsewhere(Exception):
    """Another process runs the migrations of this service."""


class Interrupted(Exception):
    """The run was asked to end, and has done so after a batch."""


class AlwaysMore(Exception):
    """Documents of the old form come again and again: a service of the release before is still at work."""


class CannotChange(Exception):
    """Some documents could not be changed; all others were."""

    def __init__(self, refused: Sequence["Refused"]) -> None:
        super().__init__(f"{len(refused)} documents cannot be changed")
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be changed. The reason is the class of the error, since its text may quote people."""

    key: Any
    reason: str


@dataclass(slots=True)
class Preview:
    """What a run would do."""

    documents: int = 0
    fields: set[str] = field(default_factory=set)
    beside: dict[str, set[Any]] = field(default_factory=dict)
    """The ids of documents that other collections would get, unless they are there."""
    examples: list[Any] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


async def left(store: Store, migration: Migration) -> int:
    """Return how many documents have the old form."""
    return await store.count(migration.collection, migration.left)


async def preview(store: Store, migration: Migration, *, examples: int = 5) -> Preview:
    """Return what a run would do, and write nothing."""
    found = Preview()
    async for batch in _batches(store, migration):
        changes, refused = await _changes(store, migration, batch)
        found.documents += len(changes)
        found.refused += refused
        found.examples += [document["_id"] for document, _ in changes[: examples - len(found.examples)]]
        for _, change in changes:
            found.fields.update(change.fields, change.without)
            for collection, document in change.beside:
                found.beside.setdefault(collection, set()).add(document["_id"])
    return found


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs migrations, one process at a time.

    A killed run is gone on with at the batch in which it was killed. Nothing is written over: a document that somebody
    changes between reading and writing is found again in the next pass.
    """

    store: Store
    lease: Lease
    report: Callable[[int], None]
    """Called after each batch, with the number of documents that this run has changed."""
    is_to_end: Callable[[], bool]
    """Asked after each batch."""

    async def run(self, migration: Migration) -> Record:
        """Run until no document has the old form. Raises RunElsewhere, Interrupted, AlwaysMore or CannotChange."""
        await self._hold()
        record = await records.begin(self.store, migration)
        report, pauses = partial(self._report, changed_before=record.changed), iter(_PATIENCE_SECONDS)
        while True:
            try:
                return await self._run(migration, record, report)
            except PyMongoError as error:
                pause = next(pauses, None)
                if pause is None or not (is_unavailable(error) or error.timeout):
                    raise
            await asyncio.sleep(pause)

    async def _run(self, migration: Migration, record: Record, report: Callable[[Record], None]) -> Record:
        for _ in range(_MOST_PASSES):
            begun_at, refused, changed = record.position, [], record.changed
            async for batch in _batches(self.store, migration, after=record.position):
                async with self._half_of_the_time():
                    refused += await self._change(migration, batch, record)
                    report(record)
                    if self.is_to_end():
                        raise Interrupted
                    await self._hold()
            if begun_at is None and record.position is None:
                await records.finish(self.store, record)
                return record
            await records.move(self.store, record, None)
            if refused and begun_at is None and record.changed == changed:
                raise CannotChange(refused)
            await asyncio.sleep(_PAUSE_BETWEEN_PASSES_SECONDS if record.changed == changed else 0)
        raise AlwaysMore

    def _report(self, record: Record, *, changed_before: int) -> None:
        self.report(record.changed - changed_before)

    async def _change(self, migration: Migration, batch: Sequence[Document], record: Record) -> list[Refused]:
        changes, refused = await _changes(self.store, migration, batch)
        changed = await _write(self.store, migration.collection, changes)
        await records.move(self.store, record, batch[-1]["_id"], looked=len(batch), changed=changed)
        return refused

    @asynccontextmanager
    async def _half_of_the_time(self) -> AsyncIterator[None]:
        """Rest as long as the block took, so that readers and writers have the database for themselves meanwhile."""
        loop = asyncio.get_running_loop()
        begun_at = loop.time()
        yield
        await asyncio.sleep(min(loop.time() - begun_at, _LONGEST_PAUSE_SECONDS))

    async def _hold(self) -> None:
        if not await self.lease.hold():
            raise RunElsewhere


async def _batches(store: Store, migration: Migration, *, after: Any = None) -> AsyncIterator[list[Document]]:
    """Yield the documents of the old form by `_id`, some at a time."""
    while True:
        beyond = {"$and": [migration.left, {"_id": {"$gt": after}}]} if after is not None else migration.left
        batch = await store.find(migration.collection, beyond, sort=[("_id", 1)], limit=migration.batch)
        if not batch:
            return
        yield batch
        after = batch[-1]["_id"]


async def _changes(
    store: Store, migration: Migration, batch: Sequence[Document]
) -> tuple[list[tuple[Document, Change]], list[Refused]]:
    """Return each document with its change, and those for which there is none because they are faulty."""
    try:
        return list(zip(batch, await migration.change(store, batch), strict=True)), []
    except PyMongoError:
        raise
    except Exception as error:  # noqa: BLE001 - a faulty document fails in whatever way, and must not hold up the others
        if len(batch) == 1:
            return [], [Refused(batch[0]["_id"], type(error).__name__)]
    alone = [await _changes(store, migration, [document]) for document in batch]
    return [each for changes, _ in alone for each in changes], [each for _, refused in alone for each in refused]


async def _write(store: Store, collection: str, changes: Sequence[tuple[Document, Change]]) -> int:
    """Write the changes of documents that are still as they were read, and return how many these are."""
    beside = sorted((each for _, change in changes for each in change.beside), key=_collection_of)
    for name, documents in groupby(beside, _collection_of):
        await store.add_new(name, {document["_id"]: document for _, document in documents}.values())
    if not changes:
        return 0
    writes = [UpdateOne(_as_read(document), _update(change)) for document, change in changes]
    done = await store.driver.collection(collection).bulk_write(writes, ordered=False)
    return int(done.matched_count)


def _as_read(document: Document) -> Document:
    """The filter for a document that nobody has changed meanwhile, whether or not it keeps a version.

    The version itself stays: somebody who has the document open must not be refused for what nobody sees.
    """
    return {"_id": document["_id"], "$expr": {"$eq": ["$$ROOT", {"$literal": document}]}}


def _update(change: Change) -> Document:
    update: Document = {"$set": change.fields} if change.fields else {}
    return update | ({"$unset": dict.fromkeys(change.without, "")} if change.without else {})


def _collection_of(beside: tuple[str, Document]) -> str:
    return beside[0]
