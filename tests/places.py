"""A test's place in the servers, made and cleared away by functions that another process can run."""

import asyncio
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
from pymongo import MongoClient

from shared.messaging.rights import PARTIES, grant
from tests.broker_users import FAMILY, PASSWORD


def make_virtual_host(management_url: str, amqp_url: str) -> str:
    """Make one that nobody else knows, with the rights of all parties; give its URL, as an administrator."""
    name = f"test-{uuid4().hex}"
    user = quote(httpx.URL(management_url).username, safe="")
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    with httpx.Client(base_url=management_url, timeout=30) as management:
        management.put(f"/api/vhosts/{name}").raise_for_status()
        management.put(f"/api/permissions/{name}/{user}", json=everything).raise_for_status()
    url = f"{amqp_url.rpartition('/')[0]}/{name}"
    asyncio.run(grant(management_url, url, dict.fromkeys(PARTIES, PASSWORD), family=FAMILY))
    return url


def delete_virtual_host(management_url: str, url: str) -> None:
    """Delete it with all that is in it."""
    with httpx.Client(base_url=management_url, timeout=30) as management:
        management.delete(f"/api/vhosts/{url.rpartition('/')[2]}").raise_for_status()


def drop_database(mongo_url: str, name: str) -> None:
    """Drop it, which takes the server a tenth of a second."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.drop_database(name)
