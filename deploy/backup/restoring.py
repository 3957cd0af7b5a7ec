"""Puts a county back from a backup onto empty databases and an empty broker."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

from pyrage import x25519

from deploy.backup import broker, settling
from deploy.backup.filling import (
    Targets,
    insert,
    make_collections,
    make_indexes,
    marked,
    refuse_documents,
    refuse_gaps,
)
from deploy.backup.places import Places
from deploy.backup.progress import shown
from deploy.backup.reading import Found, read_through
from deploy.backup.settling import Stores
from deploy.backup.trouble import Trouble
from shared.runtime.clock import utc_now
from shared.runtime.version import own_version
from shared.store.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it."""

    found: Found
    sent_again: dict[str, int]
    """How many events each service gets that were in the broker at the moment of the backup."""
    sign_ins: int
    """How many sign-ins were ended."""


def check(file: BufferedReader, identities: Sequence[x25519.Identity]) -> Found:
    """Read a backup through. Raises Trouble when it is not whole."""
    try:
        return read_through(file, identities)
    except (KeyError, TypeError, ValueError) as error:
        raise Trouble("The file was altered: it does not hold what a backup holds") from error


def restore(
    file: BufferedReader, identities: Sequence[x25519.Identity], places: Places, folder: Path | None = None
) -> Restored:
    """Put everything back; write the files that came along into a folder, if one is named.

    Raises Trouble before anything is written when the file is not whole, is of a later release, or what it is to be
    restored onto is not empty.
    """
    found = check(file, identities)
    if found.head.is_later_than(own_version().release):
        raise Trouble(
            f"The backup is of release {found.head.release}, this is {own_version().release}: "
            "restore with that release or a later one"
        )
    if folder and folder.exists() and any(folder.iterdir()):
        raise Trouble(f"The folder {folder} is not empty")
    with places.own_clients() as clients:
        targets = {service: client[places.databases[service]] for service, client in clients.items()}
        if strange := sorted(found.collections.keys() - targets.keys()):
            raise Trouble(f"This release knows no service {', '.join(strange)}, of which the backup has documents")
        refuse_documents(targets)
        broker.refuse_messages(places.management_url, places.amqp_url)
        with marked(targets):
            _fill(file, identities, targets, found, folder)
            sent_again = asyncio.run(_with_stores(places, settling.send_what_was_on_the_way))
            make_indexes(targets, found.collections)
            broker.define(places.management_url, places.amqp_url, found.definitions)
            sign_ins = asyncio.run(
                _with_stores(places, lambda stores: settling.begin_anew(stores, backup_at=found.head.at))
            )
    return Restored(found, sent_again, sign_ins)


def _fill(
    file: BufferedReader, identities: Sequence[x25519.Identity], targets: Targets, found: Found, folder: Path | None
) -> None:
    make_collections(targets, found.collections)
    validated = {
        (service, each["name"])
        for service, collections in found.collections.items()
        for each in collections
        if "validator" in each["options"]
    }
    with shown("documents", found.tally.bytes) as advance:
        again = read_through(
            file,
            identities,
            documents=lambda key, documents: insert(targets, key, documents, is_validated=key in validated),
            extract=(lambda member: member.extract(folder)) if folder else None,
            advance=advance,
        )
    if again.tally.as_json() != found.tally.as_json():
        raise Trouble("The file was replaced while it was read")
    refuse_gaps(targets, found.collections, found.tally)


async def _with_stores(places: Places, use: Callable[[Stores], Awaitable[Result]]) -> Result:
    async with AsyncExitStack() as opened:
        stores = {}
        for service, url in places.mongo_urls.items():
            stores[service] = Store.open(url, service=service, now=utc_now, driver="pymongo", patience=600)
            opened.push_async_callback(stores[service].close)
        return await use(stores)
