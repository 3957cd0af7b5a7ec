"""Whether RabbitMQ is young enough and well, and all queues and bindings are there and lost nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx
from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, soon, wrong
from shared.events.catalogue import SERVICES
from shared.messaging.inspection import differences
from shared.operations.missed import Stores, missed_of_all, told
from shared.operations.stores import open_stores, variable_of

_OLDEST: Final = (3, 10)
_PATIENCE_SECONDS: Final = 4.0
_LOOKED_BACK: Final = timedelta(days=7)
_UNSET: Final = "Set RAVABET_AMQP_URL and RAVABET_AMQP_MANAGEMENT_URL."


async def check_broker(county: County) -> Sequence[Finding]:
    """Ask the management interface for the broker's version, alarms and nodes."""
    if not county.admin_url:
        return [not_looked_at("RabbitMQ was not looked at.", _UNSET)]
    try:
        async with httpx.AsyncClient(base_url=county.admin_url, timeout=_PATIENCE_SECONDS) as management:
            overview = (await management.get("/api/overview")).raise_for_status().json()
            nodes = await management.get("/api/nodes")
    except httpx.HTTPError as error:
        return [_away(error)]
    found = list(of_version(str(overview["rabbitmq_version"])))
    if nodes.status_code != HTTPStatus.OK:
        remedy = "Set RAVABET_AMQP_ADMIN_URL to the management interface with an administrator of the broker."
        return [*found, not_looked_at("RabbitMQ's alarms were not looked at.", remedy)]
    return [*found, *(finding for node in nodes.json() for finding in of_node(node))]


async def check_topology(county: County) -> Sequence[Finding]:
    """Compare exchanges, queues and bindings with the catalogue, as `ravabet topology --check` does."""
    if not (county.amqp_url and county.management_url):
        return [not_looked_at("Exchanges, queues and bindings were not looked at.", _UNSET)]
    try:
        found = await differences(county.amqp_url, county.management_url)
    except httpx.HTTPError as error:
        return [_away(error)]
    return [
        (soon if each.is_surplus else wrong)(f"RabbitMQ: {each.sentence}.", "Put it right: ravabet topology")
        for each in found
    ]


async def check_missed(county: County) -> Sequence[Finding]:
    """Find the events of the last seven days that were sent and never came."""
    unset = [variable_of(service) for service in SERVICES if service not in county.mongo_urls]
    blind = [not_looked_at("Not all missed events were looked for.", f"Set {', '.join(unset)}.")] if unset else []
    try:
        async with open_stores(county.mongo_urls) as stores:
            return [*blind, *await _missed(stores)]
    except PyMongoError as error:
        return [hidden_by_database("Missed events were not looked for: a database does not answer", error)]


async def _missed(stores: Stores) -> list[Finding]:
    missed = await missed_of_all(stores, within=_LOOKED_BACK)
    return [
        wrong(f"{service} missed {sentence}", f"Send it again: ravabet events send-again {service}")
        for service, events in missed.items()
        # Nothing has to be done about what a later event has overtaken.
        for sentence in told([each for each in events if not each.is_overtaken])
    ]


def of_version(version: str) -> list[Finding]:
    """Judge the version of RabbitMQ."""
    if tuple(int(part) for part in version.split(".")[:2]) >= _OLDEST:
        return []
    return [wrong(f"RabbitMQ {version} is too old.", "Use 3.10 or later: set RABBITMQ_IMAGE in compose.env.")]


def of_node(node: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge one node by what the management interface tells of it."""
    name = f"RabbitMQ's node {node['name']}"
    if not node.get("running"):
        yield wrong(f"{name} does not run.", "See deploy/ravabet logs rabbit; start it with: deploy/ravabet up")
        return
    if node.get("mem_alarm"):
        remedy = "Let consumers empty the queues, or set RAVABET_RABBIT_MEMORY higher in compose.env: deploy/ravabet up"
        yield wrong(f"{name} takes no more messages: its memory is used up.", remedy)
    free, limit = node.get("disk_free"), node.get("disk_free_limit")
    room = "Make room on the disk of /var/lib/ravabet; see what takes it with: du -xsh /var/lib/ravabet/*"
    if node.get("disk_free_alarm"):
        yield wrong(f"{name} takes no more messages: its disk is full.", room)
    elif isinstance(free, int) and isinstance(limit, int) and free < 2 * limit:
        yield soon(f"{name} has only {free / 1e9:.1f} GB of disk left, and stops at {limit / 1e9:.1f} GB.", room)
    if node.get("partitions"):
        yield wrong(f"{name} has lost the other nodes.", "See in its log since when, then restart the smaller part.")


def _away(error: httpx.HTTPError) -> Finding:
    sentence = f"RabbitMQ's management interface does not answer or refuses ({type(error).__name__})."
    return wrong(sentence, "See deploy/ravabet status and deploy/ravabet logs rabbit; start it with: deploy/ravabet up")
