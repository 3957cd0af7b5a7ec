"""Fills empty databases from a backup: documents first, then indexes. A restore that is broken off leaves nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from deploy.backup.contents import Key, Tally, each_document
from deploy.backup.moment import Document
from deploy.backup.progress import shown
from deploy.backup.reading import Described
from deploy.backup.trouble import Trouble
from shared.store.work import RESTORING

Targets = Mapping[str, Database[Document]]
"""The database of each service."""

_ON_ONE_MEMBER = WriteConcern(w=1)


def refuse_documents(targets: Targets) -> None:
    """Raise Trouble when databases hold anything but the rest of a restore that was broken off."""
    full = [f"{database.name} ({service})" for service, database in targets.items() if _is_full(database)]
    if full:
        raise Trouble(
            f"These databases are not empty, so nothing was restored: {', '.join(full)}. Restore before the services "
            "are started; what is in the way, you yourself have to drop"
        )


@contextmanager
def marked(targets: Targets) -> Iterator[None]:
    """Mark the databases while the block fills them, and empty them when it fails."""
    for database in targets.values():
        _empty(database)
        database[RESTORING].insert_one({"_id": RESTORING})
    try:
        yield
    except BaseException:
        with suppress(PyMongoError):
            for database in targets.values():
                _empty(database)
        raise
    for database in targets.values():
        database.drop_collection(RESTORING)


def make_collections(targets: Targets, described: Described) -> None:
    """Make the collections and views of all services, with their options and without their indexes."""
    for service, collections in described.items():
        for each in collections:
            targets[service].command({"create": each["name"], **_portable(each["options"])})


def insert(targets: Targets, key: Key, documents: bytes, *, is_validated: bool) -> None:
    """Insert documents as they are, unseen by validators: they were there before."""
    service, name = key
    # A member of the set may be slow; the removal of the mark waits for a majority, and so for all before it.
    collection = targets[service][name].with_options(write_concern=_ON_ONE_MEMBER)
    raw = [RawBSONDocument(bytes(each)) for each in each_document(documents)]
    # Only some users may pass a validator by, and no collection of ours has one.
    collection.insert_many(raw, bypass_document_validation=True if is_validated else None)


def refuse_gaps(targets: Targets, described: Described, tally: Tally) -> None:
    """Raise Trouble when a collection does not have as many documents as the backup."""
    for service, collections in described.items():
        for each in collections:
            wanted = tally.of((service, each["name"]))
            found = targets[service][each["name"]].estimated_document_count() if "viewOn" not in each["options"] else 0
            if found != wanted:
                raise Trouble(
                    f"{each['name']} of {service} has {found} documents and not {wanted}: somebody else writes"
                )


def make_indexes(targets: Targets, described: Described) -> None:
    """Make the indexes of all collections."""
    wanted = [
        (service, each["name"], [_portable(index) for index in each["indexes"] if _is_made(index)])
        for service, collections in described.items()
        for each in collections
    ]
    with shown("indexes", sum(len(indexes) for _, _, indexes in wanted)) as advance:
        for service, name, indexes in wanted:
            if indexes:
                targets[service].command({"createIndexes": name, "indexes": indexes})
                advance(len(indexes))


def _is_full(database: Database[Document]) -> bool:
    names = [name for name in database.list_collection_names() if not name.startswith("system.")]
    return RESTORING not in names and any(database[name].find_one({}, {"_id": 1}) for name in names)


def _empty(database: Database[Document]) -> None:
    """Drop all collections, the mark as the last."""
    names = [name for name in database.list_collection_names() if not name.startswith("system.")]
    for name in sorted(names, key=lambda name: name == RESTORING):
        database.drop_collection(name)


def _is_made(index: Mapping[str, Any]) -> bool:
    """Whether it has to be made: the one of `_id` comes with the collection."""
    return list(index["key"]) != ["_id"] or "partialFilterExpression" in index


def _portable(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without what belongs to the server that they were read from."""
    taken = {name: value for name, value in options.items() if name != "ns"}
    if collation := taken.get("collation"):
        taken["collation"] = {name: value for name, value in collation.items() if name != "version"}
    return taken
