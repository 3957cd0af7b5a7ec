"""Where the parts of an installation find one another. Containers have names; a server without them has ports."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

from deploy.setup.folder import OPERATOR, USUAL, Folder
from deploy.setup.profile import Guests
from shared.messaging.rights import url_for
from shared.web.paths import SERVICES

REPLICAS: Final = ("a", "b")
"""Each service runs twice: while one is replaced, the other one answers."""
REPLICA_SET: Final = "rs0"
SECRETS: Final = "/run/secrets"
"""The folder in which a container finds its secrets."""
SERVERS: Final = ("mongo", "rabbit")
GATEWAY: Final = "gateway"
GUESTS: Final = "guests"
"""The gate for guests, which has its own certificate and trusts the broker's."""
COUNTY_FILE: Final = "county.json"
"""What the county says of itself lies beside what is secret to each service."""
INNER: Final = "inner"
"""The party whose certificate the gateway shows to services, where they reach one another through it."""
_PORT: Final = 8080
_HERE: Final = "127.0.0.1"
_TO_ESCAPE: Final = re.compile(r'[\\"$`]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How nginx stands between people and services."""

    https: str
    """The port, or address and port, at which it listens."""
    http: str
    pages: str
    """The folder of its pages of errors, by the path at which nginx finds it."""
    failures: str
    """Where it writes a line about each request that failed."""
    inner: Mapping[str, str]
    """Where it passes the requests of services on to other services; empty where these have names of their own."""
    refuses_at_once: bool
    """Whether a replica that is away refuses connections at once; a container that is gone says nothing."""


class Layout(Protocol):
    """What differs between the ways in which a county can run."""

    @property
    def start(self) -> str:
        """The command by which an operator starts the county."""

    @property
    def parties(self) -> Sequence[str]:
        """All that get a certificate of our own authority, but the gateway's public one."""

    @property
    def owners(self) -> Mapping[str, str]:
        """The users who own what the parties may know, see `Folder.owners`."""

    @property
    def gateway(self) -> str:
        """The gateway's address, by which services know it."""

    @property
    def has_gate(self) -> bool:
        """Whether it can let guests in, see ADR 37."""

    @property
    def entrance(self) -> Entrance:
        """How nginx listens."""

    @property
    def replicas(self) -> Mapping[str, Sequence[str]]:
        """Where the gateway reaches each service."""

    @property
    def replica_urls(self) -> Mapping[str, Sequence[str]]:
        """Where operators reach each replica of each service."""

    @property
    def settings(self) -> Mapping[str, object]:
        """What all services have to know that differs: where they listen, and where their own files lie."""

    @property
    def broker_settings(self) -> Mapping[str, object]:
        """What RabbitMQ has to know that differs: where it listens."""

    def secret(self, party: str, name: str) -> str:
        """Return the path at which a server or the gateway finds a file that is secret to it."""

    def names_of(self, party: str) -> Sequence[str]:
        """Return the names for which the certificate of a party is good."""

    def url_of(self, service: str) -> str:
        """Return where services reach one another."""

    def mongo_url(self, user: str, password: str, database: str) -> str:
        """Return the address of a database, for a user that is known there."""

    def amqp_url(self, party: str, password: str, *, family: str) -> str:
        """Return the address of the broker, for a party's user; a family begins the names of users."""

    def management_url(self, party: str, password: str, *, family: str) -> str:
        """Return the address of its management interface."""

    def quoted(self, value: object) -> str:
        """Return a value as an environment file has to hold it, so that it is read as it is."""

    def own_files(self, folder: Folder, release: str, guests: Guests) -> Iterator[tuple[Path, Mapping[str, object]]]:
        """Yield the environment files that this way of running needs, beside the settings of all services."""


def layout_in(root: Path) -> Layout:
    """Return the layout with which an installation's folder was written. Raises ValueError when it is not complete."""
    there = Folder(root)
    if there.compose.exists():
        return ComposeLayout(kept_settings(there.compose)["RAVABET_SUBNET"])
    return SystemdLayout(root)


@dataclass(frozen=True, slots=True)
class ComposeLayout:
    """The containers of `deploy/compose.yaml`, in a network of their own."""

    subnet: str = "172.28.91"
    """The first three numbers of the addresses in that network."""

    @property
    def start(self) -> str:
        return "deploy/ravabet up"

    @property
    def parties(self) -> Sequence[str]:
        return (*SERVICES, *SERVERS)

    @property
    def owners(self) -> Mapping[str, str]:
        return {}

    @property
    def has_gate(self) -> bool:
        return True

    @property
    def gateway(self) -> str:
        return f"{self.subnet}.2"

    @property
    def entrance(self) -> Entrance:
        pages = "/etc/ravabet/gateway/pages"
        return Entrance(https="8443", http="8080", pages=pages, failures="/dev/stdout", inner={}, refuses_at_once=False)

    @property
    def replicas(self) -> Mapping[str, Sequence[str]]:
        """Addresses instead of names, since names vanish while a container is replaced."""
        return {
            service: [f"{self.subnet}.{10 * number + at}:{_PORT}" for at in range(len(REPLICAS))]
            for number, service in enumerate(SERVICES, start=1)
        }

    @property
    def replica_urls(self) -> Mapping[str, Sequence[str]]:
        return {each: [f"https://{each}-{replica}:{_PORT}" for replica in REPLICAS] for each in SERVICES}

    @property
    def settings(self) -> Mapping[str, object]:
        every = {
            "HTTP_HOST": "0.0.0.0",  # noqa: S104 - within the containers' own network
            "HTTP_CERTIFICATE_FILE": f"{SECRETS}/certificate.pem",
            "HTTP_KEY_FILE": f"{SECRETS}/key.pem",
        }
        own = {f"{service.upper()}_{name}": value for service in SERVICES for name, value in every.items()}
        return {**own, **_key_files(SECRETS)}

    @property
    def broker_settings(self) -> Mapping[str, object]:
        return {"listeners.ssl.default": 5671}

    def secret(self, party: str, name: str) -> str:  # noqa: ARG002 - each container sees its own folder alone
        return f"{SECRETS}/{name}"

    def names_of(self, party: str) -> Sequence[str]:
        beside = [f"{party}-{replica}" for replica in REPLICAS] if party in SERVICES else []
        return [party, *beside, "localhost", _HERE]

    def url_of(self, service: str) -> str:
        return f"https://{service}:{_PORT}"

    def mongo_url(self, user: str, password: str, database: str) -> str:
        return _mongo_url("mongo", user, password, database, authority=f"{SECRETS}/ca.pem")

    def amqp_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, f"amqps://rabbit:5671/?cafile={SECRETS}/ca.pem", password, family=family)

    def management_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, "https://rabbit:15671", password, family=family)

    def quoted(self, value: object) -> str:
        """Return it bare: Compose takes each line as it is."""
        return str(value)

    def own_files(self, folder: Folder, release: str, guests: Guests) -> Iterator[tuple[Path, Mapping[str, object]]]:
        """Yield `compose.env`. What was there stays: upgrades write the versions, and operators may move ports."""
        versions = {f"{name.upper()}_VERSION": release for name in (*SERVICES, GATEWAY)}
        versions["RAVABET_IMAGE"] = f"ravabet/membership:{release}"
        places = {
            "RAVABET_FOLDER": folder.root,
            "RAVABET_DATA": folder.data,
            "RAVABET_SUBNET": self.subnet,
            # Compose starts the gate only with this profile.
            "COMPOSE_PROFILES": GUESTS if guests.listen else "",
            "RAVABET_GUESTS_PORT": guests.port,
        }
        yield folder.compose, {**versions, **kept_settings(folder.compose), **places}


@dataclass(frozen=True, slots=True)
class SystemdLayout:
    """The units of `deploy/systemd`: all parts on the machine's own address, each at a port of its own."""

    folder: Path = USUAL
    """The folder of the installation, as `Folder.root`: processes read it where it lies."""

    @property
    def start(self) -> str:
        return "ravabet up"

    @property
    def parties(self) -> Sequence[str]:
        return (*SERVICES, *SERVERS, INNER)

    @property
    def owners(self) -> Mapping[str, str]:
        """Root owns the secrets that systemd hands over to services and gateway; the two servers read their own."""
        handed_over = dict.fromkeys((*SERVICES, GATEWAY, INNER), "root")
        return handed_over | {"mongo": "mongodb", "rabbit": "rabbitmq", OPERATOR: "ravabet", "backups": "ravabet"}

    @property
    def has_gate(self) -> bool:
        return False

    @property
    def gateway(self) -> str:
        return _HERE

    @property
    def entrance(self) -> Entrance:
        inner = {service: f"{_HERE}:{_first_port(service)}" for service in SERVICES}
        # nginx opens its log by name, and what it has of systemd as its output is a socket, which has none.
        failures = "syslog:server=unix:/dev/log,nohostname,tag=ravabet_gateway"
        return Entrance(
            https="443",
            http="80",
            pages=f"{self.folder}/gateway/pages",
            failures=failures,
            inner=inner,
            refuses_at_once=True,
        )

    @property
    def replicas(self) -> Mapping[str, Sequence[str]]:
        return {service: [f"{_HERE}:{port}" for port in _ports(service)] for service in SERVICES}

    @property
    def replica_urls(self) -> Mapping[str, Sequence[str]]:
        return {service: [f"https://{at}" for at in replicas] for service, replicas in self.replicas.items()}

    @property
    def settings(self) -> Mapping[str, object]:
        """Paths of own files are not here: only a unit can say where systemd puts what it hands over."""
        return {f"{service.upper()}_HTTP_HOST": _HERE for service in SERVICES}

    @property
    def broker_settings(self) -> Mapping[str, object]:
        return {"listeners.ssl.default": f"{_HERE}:5671", "management.ssl.ip": _HERE}

    def secret(self, party: str, name: str) -> str:
        if party in {GATEWAY, INNER}:
            return f"/run/credentials/ravabet-gateway.service/{party}.{name}"
        return f"{self.folder}/secrets/{party}/{name}"

    def names_of(self, party: str) -> Sequence[str]:
        return [party, "localhost", _HERE]

    def url_of(self, service: str) -> str:
        """Return the gateway's own entrance for services: it knows which replica answers."""
        return f"https://{_HERE}:{_first_port(service)}"

    def mongo_url(self, user: str, password: str, database: str) -> str:
        return _mongo_url(_HERE, user, password, database, authority=self._authority)

    def amqp_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, f"amqps://{_HERE}:5671/?cafile={self._authority}", password, family=family)

    def management_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, f"https://{_HERE}:15671", password, family=family)

    def quoted(self, value: object) -> str:
        """Return it between quotes, as both systemd and a shell read it."""
        return '"' + _TO_ESCAPE.sub(r"\\\g<0>", str(value)) + '"'

    def own_files(
        self,
        folder: Folder,
        release: str,  # noqa: ARG002
        guests: Guests,  # noqa: ARG002
    ) -> Iterator[tuple[Path, Mapping[str, object]]]:
        """Yield the port of each replica, and what the operator's commands have to know beside the settings."""
        for service in SERVICES:
            for replica, port in zip(REPLICAS, _ports(service), strict=True):
                yield folder.root / "replicas" / f"{service}-{replica}.env", {f"{service.upper()}_HTTP_PORT": port}
        secrets = f"{self.folder}/secrets/{OPERATOR}"
        yield folder.root / "operator.env", {"RAVABET_SECRETS_DIR": secrets, **_key_files(secrets)}

    @property
    def _authority(self) -> str:
        """The public certificate, at a path that is the same for everybody."""
        return f"{self.folder}/certificates/ca.pem"


def _key_files(folder: str) -> Mapping[str, object]:
    """Return the settings that name files among the secrets of a service or of the operator."""
    return {
        "MEMBERSHIP_SIGNING_KEY_FILE": f"{folder}/signing.json",
        "MEMBERSHIP_STATEMENT_KEY_FILE": f"{folder}/statement.json",
        "MEMBERSHIP_CONTACT_KEY_FILE": f"{folder}/contact.public.json",
        "MEMBERSHIP_LETTER_KEY_FILE": f"{folder}/letters.pem",
        "NOTIFIER_CONTACT_KEY_FILE": f"{folder}/contact.json",
        "RAVABET_COUNTY_FILE": f"{folder}/{COUNTY_FILE}",
        # Our own authority beside those of the world.
        "SSL_CERT_FILE": f"{folder}/trusted.pem",
    }


def _mongo_url(host: str, user: str, password: str, database: str, *, authority: str) -> str:
    who = f"{quote(user, safe='')}:{quote(password, safe='')}"
    options = f"replicaSet={REPLICA_SET}&tls=true&tlsCAFile={authority}"
    return f"mongodb://{who}@{host}:27017/{database}?{options}"


def _first_port(service: str) -> int:
    """Return the first of a service's ports: the gateway's entrance to it; its replicas have those that follow."""
    return 8410 + 10 * SERVICES.index(service)


def _ports(service: str) -> Sequence[int]:
    return [_first_port(service) + at for at in range(1, len(REPLICAS) + 1)]


def kept_settings(file: Path) -> dict[str, str]:
    """Return the settings of an environment file; none where there is no such file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: value for name, _, value in (line.partition("=") for line in lines if "=" in line)}
