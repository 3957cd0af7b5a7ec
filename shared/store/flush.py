"""The collected writes of a batch, and how they are sent to the server together."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pymongo import DeleteOne, InsertOne, ReplaceOne
from pymongo.errors import PyMongoError

from shared.store.driver import Document
from shared.store.errors import is_duplicate
from shared.store.work import Filter


class Conflict(Exception):
    """Somebody else changed a document first, which shows only at the flush: the batch cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One collected write: an insert, a checked replacement (`where`), a put (neither), or a removal (no document)."""

    document: Document | None
    where: Filter | None = None
    insert: bool = False

    def after(self, earlier: "Change") -> "Change":
        """Return one change that does the work of both, where `earlier` was not sent to the server yet."""
        if earlier.insert and self.document is None:
            return self
        return replace(self, where=earlier.where, insert=earlier.insert)


def fits(document: Document, where: Filter) -> bool:
    """Whether a document has all values of a filter that names plain values, such as a version."""
    return all(document.get(name) == value for name, value in where.items())


async def flush(writing: Callable[[str], Any], changes: Mapping[tuple[str, Any], Change], session: Any) -> None:
    """Send the changes to the server, in one call for each collection. Raises Conflict when a check fails."""
    tables: dict[str, list[tuple[Any, Change]]] = defaultdict(list)
    for (collection, key), change in changes.items():
        tables[collection].append((key, change))
    try:
        for collection, table in tables.items():
            await _write(writing(collection), table, session)
    except PyMongoError as error:
        if is_duplicate(error):
            raise Conflict from error
        raise


async def _write(collection: Any, table: list[tuple[Any, Change]], session: Any) -> None:
    if all(change.insert for _, change in table):
        await collection.insert_many([change.document for _, change in table], ordered=False, session=session)
        return
    operations = [_operation(key, change) for key, change in table]
    done = await collection.bulk_write(operations, ordered=False, session=session)
    checks = sum(change.document is not None and change.where is not None for _, change in table)
    puts = sum(change.document is not None and change.where is None and not change.insert for _, change in table)
    # A put either matches or is upserted. All other matches are checked replacements, and each of those must match.
    if done.matched_count - (puts - done.upserted_count) != checks:
        raise Conflict


def _operation(key: Any, change: Change) -> Any:
    if change.document is None:
        return DeleteOne({"_id": key})
    if change.insert:
        return InsertOne(change.document)
    if change.where is not None:
        return ReplaceOne(change.where, change.document)
    return ReplaceOne({"_id": key}, change.document, upsert=True)
