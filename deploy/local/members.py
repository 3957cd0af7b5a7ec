"""The processes of a stack beside its servers: four services, two peers, and what each is told by its environment."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import httpx

from deploy.local.home import Home
from deploy.local.keys import Keys, keys_of
from deploy.local.processes import Process
from deploy.local.servers import Servers
from shared.messaging.rights import PARTIES, TOPOLOGY, url_for
from shared.web.paths import SERVICES

COUNTY = "بهاردشت"


@dataclass(frozen=True, slots=True)
class Modules:
    """The Python modules of a stack. Tests put others in their place."""

    services: Mapping[str, str] = field(default_factory=lambda: {name: f"services.{name}" for name in SERVICES})
    mail_catcher: str = "deploy.local.mail_catcher"
    bale_peer: str = "deploy.local.bale_peer"
    topology: tuple[str, ...] = ("shared.operations", "topology")
    users: tuple[str, ...] = ("shared.operations", "users")
    migrate: tuple[str, ...] = ("deploy", "migrate")
    county: str | None = "deploy.local.county"
    peers_keep: bool = True
    """Whether the peers take `--store` and remember what they got."""


@dataclass(frozen=True, slots=True)
class Members:
    """Where each process listens, and what it is told."""

    home: Home
    servers: Servers
    public_url: str
    modules: Modules

    def environment_of(self, service: str) -> dict[str, str]:
        """Return the settings of one service, and of no other."""
        prefix = service.upper()
        settings = {
            "MONGO_URL": self.servers.mongo_url_of(f"ravabet_{service}"),
            "AMQP_URL": self._as(service, self.servers.amqp_url),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(self._port(service)),
            "PUBLIC_URL": self.public_url,
            "JWKS_URL": f"http://{self.address_of('membership')}/api/membership/jwks",
            "DEMO": "true",
            "COUNTY": COUNTY,
            **self._own_settings(service, keys_of(self.home)),
        }
        return {f"{prefix}_{name}": value for name, value in settings.items()}

    def environment_of_operators(self) -> dict[str, str]:
        """Return what programs need that look after the whole stack: all settings of all services."""
        all_settings = {
            "RAVABET_HOME": str(self.home.folder),
            "RAVABET_PUBLIC_URL": self.public_url,
            "RAVABET_MONGO_URL": self.servers.mongo_url,
            "RAVABET_AMQP_URL": self._as(TOPOLOGY, self.servers.amqp_url),
            "RAVABET_AMQP_MANAGEMENT_URL": self._as(TOPOLOGY, self.servers.management_url),
        }
        for service in self.modules.services:
            all_settings |= self.environment_of(service)
        return all_settings

    def environment_of_administrators(self) -> dict[str, str]:
        """Return what a program needs that makes the broker's users: whoever has it may do anything there."""
        return {
            "RAVABET_AMQP_URL": self.servers.amqp_url,
            "RAVABET_AMQP_MANAGEMENT_URL": self.servers.management_url,
        }

    def broker_passwords(self) -> dict[str, str]:
        """Return the passwords of the broker's users."""
        return {party: self.home.secret(f"broker {party}") for party in PARTIES}

    def address_of(self, name: str) -> str:
        """Return host:port of a service, or of a peer's pages."""
        return f"127.0.0.1:{self._port(name)}"

    def start_service(self, name: str) -> Process:
        # Compiled once, not at every start: with a plain start that is most of its time.
        inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env = inherited | self.environment_of(name)
        ready = f"http://{self.address_of(name)}/api/{name}/health/ready"
        return self._start(name, self.modules.services[name], ready=ready, env=env)

    def start_mail_catcher(self) -> Process:
        ports = ["--smtp-port", str(self._port("smtp")), "--http-port", str(self._port("mail")), *self._kept("mail")]
        ready = f"http://{self.address_of('mail')}/peers/mail/"
        return self._start("mail", self.modules.mail_catcher, *ports, ready=ready)

    def start_bale_peer(self) -> Process:
        arguments = ["--http-port", str(self._port("bale")), "--token", self._bale_token, *self._kept("bale")]
        ready = f"http://{self.address_of('bale')}/peers/bale/"
        return self._start("bale", self.modules.bale_peer, *arguments, ready=ready)

    def _as(self, party: str, url: str) -> str:
        """The address of the broker, or of its management interface, for this party's own user."""
        return url_for(party, url, self.home.secret(f"broker {party}"))

    def _own_settings(self, service: str, keys: Keys) -> dict[str, str]:
        match service:
            case "membership":
                parts = {name: f"http://{self.address_of(name)}" for name in self.modules.services if name != service}
                return {
                    "SIGNING_KEY_FILE": str(keys.signing),
                    "STATEMENT_KEY_FILE": str(keys.statement),
                    "CONTACT_KEY_FILE": str(keys.contact_public),
                    "LETTER_KEY_FILE": str(keys.letters),
                    "SIGNATURE_MODE": "county_key",
                    "DESK_PARTS": json.dumps(parts),
                    # Whoever only tries this out has no app at hand; everybody may still set one up.
                    "SECOND_FACTOR_ROLES": "[]",
                }
            case "notifier":
                return {
                    "CONTACT_KEY_FILE": str(keys.contact),
                    "SMTP_URL": f"smtp://127.0.0.1:{self._port('smtp')}",
                    "MAIL_FROM": "ravabet@bahardasht.example",
                    "BALE_URL": f"http://{self.address_of('bale')}",
                    "BALE_TOKEN": self._bale_token,
                    "BALE_START_URL": f"{self.public_url}/peers/bale/",
                    "LINK_KEY": self.home.secret("links"),
                }
            case _:
                return {}

    @property
    def _bale_token(self) -> str:
        """A token in Bale's own form: the bot's number, a colon, a secret."""
        return f"1405:{self.home.secret('bale')}"

    def _kept(self, peer: str) -> list[str]:
        return ["--store", str(self.home.room(f"peer-{peer}"))] if self.modules.peers_keep else []

    def _port(self, name: str) -> int:
        kept = self.home.recall(f"port {name}")
        asked = self.home.environment.get(f"RAVABET_{name.upper()}_PORT")
        return int(asked or kept or self.home.port(name))

    def _start(
        self, name: str, module: str, *arguments: str, ready: str, env: Mapping[str, str] | None = None
    ) -> Process:
        command = [sys.executable, "-m", module, *arguments]
        return Process(name, command, log=self.home.log(name), env=env, is_ready=lambda: _answers(ready))


@cache
def _web() -> httpx.Client:
    """One client for all questions: each new one reads the machine's certificates."""
    return httpx.Client(timeout=5, trust_env=False)


def _answers(url: str) -> bool:
    try:
        return _web().get(url).is_success
    except httpx.HTTPError:
        return False
