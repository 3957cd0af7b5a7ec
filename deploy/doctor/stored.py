"""What the services' databases tell: events that do not move, parked ones, and the age of the last backup."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, soon, wrong
from shared.events.catalogue import SERVICES
from shared.messaging.checks import backed_up_at
from shared.messaging.set_aside import COLLECTION, PARKED, WAITING
from shared.operations.stores import open_stores, variable_of
from shared.store.driver import Document
from shared.store.outbox import PENDING
from shared.store.store import Store
from shared.store.work import OUTBOX

_LONGEST_WAIT: Final = timedelta(seconds=60)
_LONGEST_ASIDE: Final = timedelta(hours=8)
"""All tries of an event take seven hours and eleven minutes."""
_OLDEST_BACKUP: Final = timedelta(hours=26)


async def check_events(county: County) -> Sequence[Finding]:
    """Find events that wait too long for the relay, and those that are parked."""

    async def look(store: Store) -> list[Finding]:
        return [*await _waiting(store, county), *await _parked(store, county), *await _held(store, county)]

    return await _each(county, "events", look)


async def check_backup(county: County) -> Sequence[Finding]:
    """Find out how old the last whole backup of each service is."""

    async def look(store: Store) -> list[Finding]:
        remedy = "Make one, and see why the timer does not: ravabet backup '/var/backups/ravabet/{time}.age'"
        at = await backed_up_at(store)
        if at is None:
            return [wrong(f"There never was a backup of {store.service}.", remedy)]
        age = county.now() - at
        hours = age.total_seconds() / 3600
        return (
            [wrong(f"The last backup of {store.service} is {hours:.0f} hours old.", remedy)]
            if age > _OLDEST_BACKUP
            else []
        )

    return await _each(county, "backup", look)


async def _each(county: County, what: str, look: Callable[[Store], Awaitable[list[Finding]]]) -> Sequence[Finding]:
    async with open_stores(county.mongo_urls) as stores:
        found = await asyncio.gather(*(_safely(store, what, look) for store in stores.values()))
    unset = [
        not_looked_at(f"The {what} of {service} was not looked at.", f"Set {variable_of(service)}.")
        for service in SERVICES
        if service not in county.mongo_urls
    ]
    return [*(finding for findings in found for finding in findings), *unset]


async def _safely(store: Store, what: str, look: Callable[[Store], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look(store)
    except PyMongoError as error:
        return [hidden_by_database(f"The {what} of {store.service} was not looked at", error)]


async def _waiting(store: Store, county: County) -> list[Finding]:
    oldest = await store.find(OUTBOX, {"state": PENDING}, sort=[("_id", 1)], limit=1)
    age = county.now() - oldest[0]["at"] if oldest else timedelta()
    if age <= _LONGEST_WAIT:
        return []
    sentence = f"An event of {store.service} has waited for the relay for {age.total_seconds():.0f} seconds."
    return [wrong(sentence, f"See whether RabbitMQ is well, and deploy/ravabet logs {store.service}-a")]


async def _parked(store: Store, county: County) -> list[Finding]:
    number = await store.count(COLLECTION, {"state": PARKED})
    if not number:
        return []
    sentence = f"{number} events of {store.service} are parked, and wait for a person"
    if oldest := await _oldest(store, PARKED):
        sentence += f"; the oldest for {_hours(county.now() - oldest['received_at'])} hours"
    return [wrong(f"{sentence}.", f"See why, and decide: ravabet events groups {store.service}")]


async def _held(store: Store, county: County) -> list[Finding]:
    """Find events that wait longer than all their tries take: their handler is paused, or an upgrade was not done."""
    oldest = await _oldest(store, WAITING)
    if oldest is None or county.now() - oldest["received_at"] <= _LONGEST_ASIDE:
        return []
    age = _hours(county.now() - oldest["received_at"])
    sentence = f"An event of {store.service} has waited for {age} hours: {oldest['error']}."
    remedy = f"See what waits and why: ravabet events groups {store.service} --state {WAITING}"
    return [soon(sentence, remedy)]


async def _oldest(store: Store, state: str) -> Document | None:
    found = await store.find(COLLECTION, {"state": state}, sort=[("received_at", 1)], limit=1)
    return found[0] if found else None


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.0f}"
