"""What is known of the migrations of a service, kept in its own database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from shared.runtime.version import own_version
from shared.store.driver import Document
from shared.store.migrations.migration import Migration
from shared.store.store import Store
from shared.store.work import MIGRATIONS


@dataclass(slots=True)
class Record:
    """How far a migration is. `position` is the `_id` after which it goes on; None stands for the beginning."""

    name: str
    begun_at: datetime
    done_at: datetime | None
    position: Any
    looked: int
    """How many documents of the old form were found."""
    changed: int
    release: str
    """The release that ran it last."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Return the record that a document holds."""
        names = ("begun_at", "done_at", "position", "looked", "changed", "release")
        return cls(document["_id"], *(document[name] for name in names))


async def records_of(store: Store) -> Mapping[str, Record]:
    """Return the records by the names of the migrations."""
    return {document["_id"]: Record.of(document) for document in await store.find(MIGRATIONS, {})}


async def begin(store: Store, migration: Migration) -> Record:
    """Return the record of a migration that is to be run: a new one, or the one that says where to go on."""
    new = {"begun_at": store.now(), "looked": 0, "changed": 0}
    records = store.driver.collection(MIGRATIONS)
    # One that was done begins anew: documents of the old form came afterwards.
    fresh = {"done_at": None, "position": None}
    await records.update_one({"_id": migration.name, "done_at": {"$ne": None}}, {"$set": fresh})
    await records.update_one(
        {"_id": migration.name},
        {"$set": {"release": str(own_version())}, "$setOnInsert": new | fresh},
        upsert=True,
    )
    return Record.of(await records.find_one({"_id": migration.name}))


async def move(store: Store, record: Record, position: Any, *, looked: int = 0, changed: int = 0) -> None:
    """Write down where to go on, and what was done until there."""
    step = {"$set": {"position": position}, "$inc": {"looked": looked, "changed": changed}}
    await store.driver.collection(MIGRATIONS).update_one({"_id": record.name}, step)
    record.position = position
    record.looked += looked
    record.changed += changed


async def finish(store: Store, record: Record) -> None:
    """Write down that the migration is done."""
    record.done_at, record.position = store.now(), None
    done = {"done_at": record.done_at, "position": None}
    await store.driver.collection(MIGRATIONS).update_one({"_id": record.name}, {"$set": done})


async def note_needless(store: Store, migration: Migration) -> None:
    """Record a migration as done that found nothing to do, as in a new database, unless it has a record."""
    now = store.now()
    counted = {"position": None, "looked": 0, "changed": 0, "release": str(own_version())}
    await store.driver.collection(MIGRATIONS).update_one(
        {"_id": migration.name}, {"$setOnInsert": {"begun_at": now, "done_at": now} | counted}, upsert=True
    )
