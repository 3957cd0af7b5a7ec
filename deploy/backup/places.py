"""Where the databases and the broker are, as the settings say it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from pymongo import MongoClient
from pymongo.uri_parser import parse_uri

from deploy.backup.moment import Client
from deploy.backup.trouble import Trouble
from shared.events.catalogue import SERVICES
from shared.operations.stores import address_of, variable_of
from shared.store.bucket import bucket_of

_PATIENCE_MS = 4_000
_LONGEST_CALL_MS = 600_000


@dataclass(frozen=True, slots=True)
class Places:
    """The databases of all services, and the broker."""

    mongo_urls: Mapping[str, str]
    amqp_url: str
    management_url: str
    files_elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The addresses of the buckets in which services keep files, of which no backup is made here."""

    @property
    def databases(self) -> dict[str, str]:
        """Return the name of each service's database."""
        return {service: str(parse_uri(url)["database"]) for service, url in self.mongo_urls.items()}

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Give one client that reads all databases."""
        with _client(_common_url(self.mongo_urls)) as client:
            yield client

    @contextmanager
    def own_clients(self) -> Iterator[Mapping[str, Client]]:
        """Give a client for each service, with that service's own user."""
        with ExitStack() as opened:
            yield {service: opened.enter_context(_client(url)) for service, url in self.mongo_urls.items()}


def places() -> Places:
    """Return what the settings name. Raises Trouble when one is missing."""
    urls = {service: address_of(service) for service in SERVICES}
    missing = [variable_of(service) for service, url in urls.items() if not url]
    amqp_url = os.environ.get("RAVABET_AMQP_URL")
    # The user of the topology, whom the other address may name, sees no definitions.
    management_url = os.environ.get("RAVABET_AMQP_ADMIN_URL") or os.environ.get("RAVABET_AMQP_MANAGEMENT_URL")
    if not amqp_url:
        missing.append("RAVABET_AMQP_URL")
    if not management_url:
        missing.append("RAVABET_AMQP_MANAGEMENT_URL")
    if missing or not amqp_url or not management_url:
        raise Trouble(f"Set {', '.join(missing)}: a backup is of all databases and of the broker")
    given = {service: url for service, url in urls.items() if url}
    for service, url in given.items():
        if not parse_uri(url)["database"]:
            raise Trouble(f"{variable_of(service)} names no database: put it in the path, as in mongodb://host/news")
    bucket = bucket_of(os.environ)
    return Places(given, amqp_url, management_url, {"news": bucket.address} if bucket else {})


def _client(url: str) -> Client:
    return MongoClient(
        url,
        tz_aware=True,
        uuidRepresentation="standard",
        w="majority",
        serverSelectionTimeoutMS=_PATIENCE_MS,
        socketTimeoutMS=_LONGEST_CALL_MS,
    )


def _common_url(urls: Mapping[str, str]) -> str:
    """Return the address of a user who may read all databases: one moment needs one session of one user."""
    if url := os.environ.get("RAVABET_MONGO_URL"):
        return url
    whose = {(tuple(said["nodelist"]), said["username"]) for said in map(parse_uri, urls.values())}
    if len(whose) > 1:
        raise Trouble(
            "Set RAVABET_MONGO_URL to the replica set, with a user who may read the databases of all services "
            "(role readAnyDatabase): the services use different users or servers"
        )
    return next(iter(urls.values()))
