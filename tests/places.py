"""A test's place in the servers: a virtual host and a database, kept and emptied, or made for one test alone."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
from pymongo import MongoClient

from deploy.local.servers import Servers
from shared.messaging import topology
from shared.messaging.rights import PARTIES, grant
from tests.broker_users import FAMILY, PASSWORD

PROFILE = "system.profile"
"""What the database's profiler writes, where only the server may: an operation that ends late makes it anew."""


class KeptPlaces:
    """What a process keeps for all of its tests, since to empty a place costs a tenth of making one."""

    def __init__(self, servers: Servers, mongo: MongoClient[dict[str, Any]], kept: ExitStack) -> None:
        self._servers = servers
        self._mongo = mongo
        self._kept = kept
        self._key = uuid4().hex
        self._virtual_host: str | None = None
        self._databases: set[str] = set()

    def database(self, name: str) -> str:
        """Give the URL of an empty database; collections and indexes that were in it are there still."""
        key = f"test_{self._key}_{name}"
        if key not in self._databases:
            self._databases.add(key)
            self._kept.callback(self._mongo.drop_database, key)
        database = self._mongo[key]
        for collection in database.list_collection_names():
            if collection == PROFILE:
                database.drop_collection(PROFILE)
            else:
                database[collection].delete_many({})
        return self._servers.mongo_url_of(key)

    def virtual_host(self) -> str:
        """Give the URL, as an administrator, of a virtual host with the whole topology and nothing in its queues."""
        if self._virtual_host is None:
            self._virtual_host = make_virtual_host(self._servers.management_url, self._servers.amqp_url)
            self._kept.callback(delete_virtual_host, self._servers.management_url, self._virtual_host)
            asyncio.run(topology.declare(self._virtual_host))
        empty_queues(self._servers.management_url, self._virtual_host)
        return self._virtual_host


@contextmanager
def kept_places(servers: Servers) -> Iterator[KeptPlaces]:
    """Give them for the length of the block."""
    with MongoClient[dict[str, Any]](servers.mongo_url) as mongo, ExitStack() as kept:
        yield KeptPlaces(servers, mongo, kept)


def make_virtual_host(management_url: str, amqp_url: str) -> str:
    """Make one that nobody else knows, with the rights of all parties; give its URL, as an administrator."""
    name = f"test-{uuid4().hex}"
    user = quote(httpx.URL(management_url).username, safe="")
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    management = _management(management_url)
    management.put(f"/api/vhosts/{name}").raise_for_status()
    management.put(f"/api/permissions/{name}/{user}", json=everything).raise_for_status()
    url = f"{amqp_url.rpartition('/')[0]}/{name}"
    asyncio.run(grant(management_url, url, dict.fromkeys(PARTIES, PASSWORD), family=FAMILY))
    return url


def empty_queues(management_url: str, url: str) -> None:
    """Throw away what waits in the queues of the topology."""
    for queue in topology.queues():
        contents = f"/api/queues/{url.rpartition('/')[2]}/{queue.name}/contents"
        _management(management_url).delete(contents).raise_for_status()


def delete_virtual_host(management_url: str, url: str) -> None:
    """Delete it with all that is in it."""
    _management(management_url).delete(f"/api/vhosts/{url.rpartition('/')[2]}").raise_for_status()


def drop_database(mongo_url: str, name: str) -> None:
    """Drop it, which takes the server a tenth of a second."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.drop_database(name)


@cache
def _management(url: str) -> httpx.Client:
    """Give a client that lives as long as the process: to make one takes longer than to ask."""
    return httpx.Client(base_url=url, timeout=30)
