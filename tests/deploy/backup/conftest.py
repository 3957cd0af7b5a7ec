"""A county to be backed up, and an empty place onto which it is restored: one of each for all tests of a file."""

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from bson import Int64
from pymongo import MongoClient
from pymongo.collation import Collation
from pymongo.database import Database
from typer.testing import CliRunner, Result

from deploy.backup.keys import make_identity
from deploy.command import app
from deploy.local.servers import Servers
from shared.events.catalogue import SERVICES
from shared.messaging import topology
from shared.runtime.clock import utc_now
from shared.store import files
from shared.store.files import FileStore
from shared.store.store import Store
from tests.behind import Behind
from tests.places import delete_virtual_host, drop_database

A_FILE: Final = random.Random(1405).randbytes(300_000)  # noqa: S311
"""One of two pieces in the file store of membership."""


@dataclass(frozen=True)
class Stack:
    """Databases of all services in a virtual host of their own."""

    urls: Mapping[str, str]
    databases: Mapping[str, Database[dict[str, Any]]]
    amqp_url: str
    management_url: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment in which commands find it."""
        return {f"{service.upper()}_MONGO_URL": url for service, url in self.urls.items()} | {
            "RAVABET_AMQP_URL": self.amqp_url,
            "RAVABET_AMQP_MANAGEMENT_URL": self.management_url,
            "RAVABET_MONGO_URL": "",
            "RAVABET_AMQP_ADMIN_URL": "",
        }

    def ravabet(self, *arguments: str | Path, **settings: str) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], env=self.settings | settings)

    def documents(self) -> dict[str, list[dict[str, Any]]]:
        """All that is in the databases, but what processes note of themselves."""
        return {
            f"{service}/{name}": list(database[name].find({}, sort=[("_id", 1)]))
            for service, database in self.databases.items()
            for name in sorted(database.list_collection_names())
            if name not in {"signs", "leases", "system.views"}
        }

    def options(self) -> dict[str, Any]:
        return {
            f"{service}/{listed['name']}": listed["options"]
            for service, database in self.databases.items()
            for listed in database.list_collections()
        }

    def manage(self, method: str, path: str, content: object = None) -> list[dict[str, str]]:
        """Ask the broker's management interface."""
        url = path.format(vhost=self.amqp_url.rpartition("/")[2])
        with httpx.Client(base_url=self.management_url) as management:
            answer = management.request(method, url, json=content).raise_for_status()
        found: list[dict[str, str]] = answer.json() if answer.content else []
        return found

    def indexes(self) -> dict[str, Any]:
        return {
            f"{service}/{name}": sorted(database[name].index_information().items())
            for service, database in self.databases.items()
            for name in sorted(database.list_collection_names(filter={"type": "collection"}))
        }


@dataclass(frozen=True)
class Key:
    """A key for backups."""

    public: str
    identity: Path


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    file = tmp_path_factory.mktemp("key") / "identity.txt"
    return Key(make_identity(file), file)


@pytest.fixture(scope="module")
def new_stack(
    servers: Servers, mongo_server: MongoClient[dict[str, Any]], new_virtual_host: Callable[[], str], behind: Behind
) -> Iterator[Callable[[], Stack]]:
    """Give what makes a place that holds nothing at all."""
    made: list[Stack] = []

    def make() -> Stack:
        names = {service: f"test_{uuid4().hex}_{service}" for service in SERVICES}
        stack = Stack(
            urls={service: servers.mongo_url_of(name) for service, name in names.items()},
            databases={service: mongo_server[name] for service, name in names.items()},
            amqp_url=new_virtual_host(),
            management_url=servers.management_url,
        )
        made.append(stack)
        return stack

    yield make
    for stack in made:
        for database in stack.databases.values():
            behind.clear(partial(drop_database, servers.mongo_url, database.name))
        behind.clear(partial(delete_virtual_host, servers.management_url, stack.amqp_url))


@pytest.fixture(scope="module")
def county(new_stack: Callable[[], Stack]) -> Stack:
    """One with the collections of the platform, some documents in each database, and the topology."""
    stack = new_stack()
    asyncio.run(_prepare(stack))
    for database in stack.databases.values():
        fill(database)
    _keep_strange_things(stack.databases["news"])
    stack.manage("PUT", "/api/queues/{vhost}/of-a-guest", {"durable": True})
    stack.manage("POST", "/api/bindings/{vhost}/e/ravabet.events/q/of-a-guest", {"routing_key": "news.published.v1"})
    return stack


@pytest.fixture(scope="module")
def machine(new_stack: Callable[[], Stack]) -> Stack:
    return new_stack()


@pytest.fixture
def elsewhere(machine: Stack) -> Iterator[Stack]:
    """An empty machine; emptied again for the next test, but for what its broker knows."""
    yield machine
    for database in machine.databases.values():
        for name in database.list_collection_names():
            database.drop_collection(name)


def fill(database: Database[dict[str, Any]]) -> None:
    """Put things into it that cannot be compressed."""
    noise = random.Random(database.name)  # noqa: S311
    database["things"].insert_many({"_id": number, "noise": noise.randbytes(64)} for number in range(2_500))


async def _prepare(stack: Stack) -> None:
    await topology.declare(stack.amqp_url)
    for service, url in stack.urls.items():
        store = Store.open(url, service=service, now=utc_now)
        await store.prepare(files.INDEXES if service == "membership" else {})
        if service == "membership":
            await FileStore(store).keep(A_FILE, media_type="application/pdf")
        await store.close()


def _keep_strange_things(news: Database[dict[str, Any]]) -> None:
    """Make collections of all kinds."""
    news.create_collection("last ones", capped=True, size=100_000, max=50)
    news["last ones"].insert_many({"n": number} for number in range(60))
    news.create_collection("names", collation=Collation("fa", numericOrdering=True), validator={"name": {"$exists": 1}})
    news["names"].insert_one({"_id": 1, "name": "بهاردشت"})
    news["names"].create_index([("name", -1), ("_id", 1)], unique=True, partialFilterExpression={"name": {"$gt": ""}})
    news.create_collection("few", viewOn="things", pipeline=[{"$match": {"_id": {"$lt": 3}}}])
    news["odd/name"].insert_one({"_id": {"b": 1, "a": 2}, "at": Int64(3), "none": None})
