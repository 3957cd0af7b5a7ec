"""Where the parts of an installation find one another. Containers have names; a server without them has ports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from shared.messaging.rights import url_for
from shared.web.paths import SERVICES

REPLICAS: Final = ("a", "b")
"""Each service runs twice: while one is replaced, the other one answers."""
REPLICA_SET: Final = "rs0"
SECRETS: Final = "/run/secrets"
"""The folder in which a container finds its secrets."""
_PORT: Final = 8080


@dataclass(frozen=True, slots=True)
class ComposeLayout:
    """The containers of `deploy/compose.yaml`, in a network of their own."""

    subnet: str = "172.28.91"
    """The first three numbers of the addresses in that network."""

    @property
    def gateway(self) -> str:
        """The gateway's address, by which services know it."""
        return f"{self.subnet}.2"

    @property
    def replicas(self) -> Mapping[str, Sequence[str]]:
        """Where the gateway reaches each service. It knows addresses, since names vanish while one is replaced."""
        return {
            service: [f"{self.subnet}.{10 * number + at}:{_PORT}" for at in range(len(REPLICAS))]
            for number, service in enumerate(SERVICES, start=1)
        }

    def names_of(self, party: str) -> Sequence[str]:
        """The names for which the certificate of a party is good."""
        beside = [f"{party}-{replica}" for replica in REPLICAS] if party in SERVICES else []
        return [party, *beside, "localhost", "127.0.0.1"]

    @property
    def replica_urls(self) -> Mapping[str, Sequence[str]]:
        """Where operators reach each replica of each service."""
        return {each: [f"https://{each}-{replica}:{_PORT}" for replica in REPLICAS] for each in SERVICES}

    def url_of(self, service: str) -> str:
        """Where services reach one another."""
        return f"https://{service}:{_PORT}"

    def mongo_url(self, user: str, password: str, database: str) -> str:
        """The address of a database, for a user that is known there."""
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        options = f"replicaSet={REPLICA_SET}&tls=true&tlsCAFile={SECRETS}/ca.pem"
        return f"mongodb://{who}@mongo:27017/{database}?{options}"

    def amqp_url(self, party: str, password: str, *, family: str) -> str:
        """The address of the broker, for a party's user."""
        return url_for(party, f"amqps://rabbit:5671/?cafile={SECRETS}/ca.pem", password, family=family)

    def management_url(self, party: str, password: str, *, family: str) -> str:
        """The address of its management interface."""
        return url_for(party, "https://rabbit:15671", password, family=family)
