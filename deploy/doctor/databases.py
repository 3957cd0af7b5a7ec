"""Whether MongoDB is young enough, has a primary, room on its disk, and remembers enough in its oplog."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, soon, wrong
from shared.operations.stores import variable_of

_OLDEST: Final = (6, 0)
_PATIENCE_MS: Final = 4_000
_FULL: Final = 0.95
_NEARLY_FULL: Final = 0.85
_SHORTEST_OPLOG: Final = timedelta(hours=24)

Client = AsyncMongoClient[dict[str, Any]]


async def check_databases(county: County) -> Sequence[Finding]:
    """Look at the server, and whether each service's user is let in."""
    if not (url := server_url(county)):
        return [not_looked_at("MongoDB was not looked at.", "Set RAVABET_MONGO_URL or the <SERVICE>_MONGO_URL.")]
    found = await asyncio.gather(_look(url), *(_let_in(service, url) for service, url in county.mongo_urls.items()))
    return [finding for findings in found for finding in findings]


def server_url(county: County) -> str:
    """Return an address of MongoDB, with the user who may see most."""
    return county.mongo_url or next(iter(county.mongo_urls.values()), "")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    """Give a client that waits no longer than a check may take."""
    async with Client(
        url, tz_aware=True, serverSelectionTimeoutMS=_PATIENCE_MS - 500, timeoutMS=_PATIENCE_MS
    ) as client:
        yield client


def of_version(version: str) -> list[Finding]:
    """Judge the version of MongoDB."""
    if tuple(int(part) for part in version.split(".")[:2]) >= _OLDEST:
        return []
    return [wrong(f"MongoDB {version} is too old.", "Use 6.0 or later: set MONGO_IMAGE in compose.env.")]


def of_primary(hello: dict[str, Any]) -> list[Finding]:
    """Judge whether the server belongs to a replica set that takes writes."""
    if "setName" not in hello:
        return [wrong("MongoDB runs alone, and transactions need a replica set.", "Run: ravabet prepare")]
    if not (hello.get("isWritablePrimary") or hello.get("primary")):
        return [wrong("MongoDB's replica set has no primary.", "See: deploy/ravabet logs mongo")]
    return []


def of_disk(used: float, total: float) -> list[Finding]:
    """Judge the room on the disk of the data."""
    share = used / total if total else 0.0
    if share < _NEARLY_FULL:
        return []
    sentence = f"The disk of MongoDB's data is {share:.0%} full: {(total - used) / 1e9:.1f} GB are free."
    remedy = "Make room or give it a larger disk; see what takes it with: du -xsh /var/lib/ravabet/*"
    return [wrong(sentence, remedy) if share >= _FULL else soon(sentence, remedy)]


def of_oplog(remembered: timedelta, *, is_full: bool) -> list[Finding]:
    """Judge how far back the oplog goes. While it is not full it forgets nothing, however young it is."""
    if remembered >= _SHORTEST_OPLOG or not is_full:
        return []
    hours = remembered.total_seconds() / 3600
    sentence = f"MongoDB's oplog remembers only {hours:.1f} hours."
    return [soon(sentence, "Make it larger in mongosh: db.adminCommand({replSetResizeOplog: 1, size: 4096})")]


async def _look(url: str) -> list[Finding]:
    try:
        async with connected(url) as client:
            hello = await client.admin.command("hello")
            version = str((await client.admin.command("buildInfo"))["version"])
            database = client.get_default_database("admin")
            stats = await database.command("dbStats")
            oplog = await _oplog(client) if "setName" in hello else []
    except OperationFailure as error:
        return [wrong(f"MongoDB refuses the command's user ({_named(error)}).", "Correct the password in its address.")]
    except (PyMongoError, OSError) as error:
        sentence = f"MongoDB does not answer ({type(error).__name__})."
        return [wrong(sentence, "See deploy/ravabet status and deploy/ravabet logs mongo; start it: deploy/ravabet up")]
    disk = of_disk(stats.get("fsUsedSize", 0), stats.get("fsTotalSize", 0))
    return [*of_version(version), *of_primary(hello), *disk, *oplog]


async def _oplog(client: Client) -> list[Finding]:
    rows = client.local["oplog.rs"]
    try:
        (stats,) = await (await rows.aggregate([{"$collStats": {"storageStats": {}}}])).to_list()
        first = await rows.find_one({}, {"ts": 1}, sort=[("$natural", 1)])
        last = await rows.find_one({}, {"ts": 1}, sort=[("$natural", -1)])
    except OperationFailure:
        remedy = "Set RAVABET_MONGO_URL to the replica set, with a user who may read the database local."
        return [not_looked_at("MongoDB's oplog was not looked at.", remedy)]
    storage = stats["storageStats"]
    remembered = timedelta(seconds=last["ts"].time - first["ts"].time) if first and last else timedelta()
    return of_oplog(remembered, is_full=storage["size"] >= 0.9 * storage["maxSize"])


async def _let_in(service: str, url: str) -> list[Finding]:
    name = parse_uri(url)["database"]
    try:
        async with connected(url) as client:
            await client[name or service].command("dbStats")
    except OperationFailure as error:
        sentence = f"MongoDB refuses the user of {service} ({_named(error)})."
        return [wrong(sentence, f"Correct {variable_of(service)}, or make the users again: ravabet prepare")]
    except (PyMongoError, OSError, ConfigurationError):
        return []  # The check of the server says so, once for all.
    return []


def _named(error: OperationFailure) -> str:
    return str((error.details or {}).get("codeName") or type(error).__name__)
