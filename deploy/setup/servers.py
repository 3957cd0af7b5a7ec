"""Makes of two servers just started those of a county: the replica set and its users, the broker's users and queues."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx
from aiormq.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import ConfigurationError, ConnectionFailure, OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from deploy.setup.layout import REPLICA_SET
from deploy.setup.passwords import ADMIN, BACKUP, family_of
from deploy.setup.trouble import CannotSetUp
from shared.messaging import topology
from shared.messaging.rights import PARTIES, MayNotGrant, grant
from shared.web.paths import SERVICES

_OLDEST_MONGO: Final = (6, 0)
_NOT_YET_INITIALIZED: Final = 94
_NOT_ALLOWED: Final = frozenset({13, 18})
_PATIENCE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.5

Client = MongoClient[dict[str, Any]]


def prepare_mongo(admin_url: str, passwords: Mapping[str, str], *, at: str = "localhost:27017") -> None:
    """Found the replica set, and make or update its users; safe to repeat.

    `admin_url` is the address of the set with its administrator. While there is no user, MongoDB takes the first one
    only from its own machine, so `at` must lead there. Raises CannotSetUp with a sentence for whatever is in the way.
    """
    found = parse_uri(admin_url, validate=False, warn=False)
    ((host, port), *_) = found["nodelist"]
    options: dict[str, Any] = {
        "tls": True,
        "tlsCAFile": found["options"]["tlsCAFile"],
        "directConnection": True,
        "serverSelectionTimeoutMS": 20_000,
    }
    try:
        with Client(f"mongodb://{at}/", **options) as stranger:
            _must_be_young(stranger)
            is_new = _has_no_set(stranger)
            if is_new:
                members = [{"_id": 0, "host": f"{host}:{port}"}]
                stranger.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
            _wait_for_primary(stranger)
            who = {"username": found["username"], "password": found["password"], "authSource": "admin"}
            with Client(f"mongodb://{at}/", **options, **who) as administrator:
                if not _knows(administrator):
                    roles = [{"role": "root", "db": "admin"}]
                    stranger.admin.command("createUser", found["username"], pwd=found["password"], roles=roles)
                make_database_users(administrator, passwords, family=family_of(passwords, "mongo"))
    except OperationFailure as error:
        raise CannotSetUp(
            f"MongoDB refuses ({error.details and error.details.get('codeName')}): was it set up with other passwords? "
            "Restore passwords.json, or begin with an empty folder of data."
        ) from error
    except (ConfigurationError, ConnectionFailure) as error:
        raise CannotSetUp(
            f"MongoDB does not answer at {at} ({type(error).__name__}): is it running, with TLS?"
        ) from error
    except PyMongoError as error:
        raise CannotSetUp(f"MongoDB at {at} cannot be used: {error}.") from error


async def prepare_broker(
    management_url: str, topology_url: str, passwords: Mapping[str, str], *, patience: float = _PATIENCE_SECONDS
) -> None:
    """Make or update the broker's users, then declare exchanges, queues and bindings; safe to repeat.

    `management_url` is the management interface with an administrator, `topology_url` the broker with the user that
    may declare. Raises CannotSetUp with a sentence for whatever is in the way.
    """
    try:
        await _until_it_answers(management_url, patience)
        given = {party: passwords[f"broker.{party}"] for party in PARTIES}
        await grant(management_url, topology_url, given, family=family_of(passwords, "broker"))
        await topology.declare(topology_url)
    except MayNotGrant as error:
        raise CannotSetUp(
            "RabbitMQ refuses its administrator: was it set up with other passwords? "
            "Restore passwords.json, or begin with an empty folder of data."
        ) from error
    except httpx.HTTPError as error:
        raise CannotSetUp(
            f"RabbitMQ's management interface does not answer ({type(error).__name__}): is its plugin switched on?"
        ) from error
    except topology.TopologyDiffers as error:
        raise CannotSetUp(f"The broker's topology does not fit: {error}.") from error
    except (AMQPError, OSError) as error:
        raise CannotSetUp(f"RabbitMQ does not answer ({type(error).__name__}): is it running, with TLS?") from error


async def _until_it_answers(management_url: str, patience: float) -> None:
    end = time.monotonic() + patience
    async with httpx.AsyncClient(base_url=management_url, timeout=5) as management:
        while True:
            try:
                await management.get("/api/overview")
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                return


def _must_be_young(client: Client) -> None:
    version = str(client.admin.command("buildInfo")["version"])
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_MONGO:
        raise CannotSetUp(f"MongoDB {version} is too old: use 6.0 or later.")


def _has_no_set(client: Client) -> bool:
    try:
        hello = client.admin.command("hello")
    except OperationFailure as error:
        return error.code == _NOT_YET_INITIALIZED
    if "isreplicaset" not in hello and "setName" not in hello:
        raise CannotSetUp(f"MongoDB runs alone: start it with --replSet {REPLICA_SET}.")
    return "setName" not in hello


def _wait_for_primary(client: Client) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not client.admin.command("hello").get("isWritablePrimary"):
        if time.monotonic() > end:
            raise CannotSetUp("MongoDB's replica set has no primary: look into its log.")
        time.sleep(_PAUSE_SECONDS)


def _knows(administrator: Client) -> bool:
    """Whether the administrator exists already, with this password."""
    try:
        administrator.admin.command("ping")
    except OperationFailure as error:
        if error.code in _NOT_ALLOWED:
            return False
        raise
    return True


def make_database_users(administrator: Client, passwords: Mapping[str, str], *, family: str) -> None:
    """Give each service its own database and nothing else, and the backup what it reads; safe to repeat."""
    for service in SERVICES:
        database = administrator[f"ravabet_{service}"]
        own = [{"role": "readWrite", "db": database.name}]
        _put_user(database, f"{family}.{service}", passwords[f"mongo.{service}"], own)
    backup = [{"role": "backup", "db": "admin"}, {"role": "readAnyDatabase", "db": "admin"}]
    _put_user(administrator.admin, f"{family}.{BACKUP}", passwords[f"mongo.{BACKUP}"], backup)
    _put_user(administrator.admin, f"{family}.{ADMIN}", passwords[f"mongo.{ADMIN}"], [{"role": "root", "db": "admin"}])


def _put_user(database: Any, name: str, password: str, roles: list[dict[str, str]]) -> None:
    known = database.command("usersInfo", name)["users"]
    database.command("updateUser" if known else "createUser", name, pwd=password, roles=roles)
