"""Writes all files of an installation. To do so again keeps what is there, and follows a changed profile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.gateway.config import Secured, gateway_config
from deploy.gateway.errors import write_errors
from deploy.setup.certificates import RENEWED_BEFORE, Authority, end_of, names_of
from deploy.setup.emblem import read_emblem
from deploy.setup.folder import OPERATOR, Folder
from deploy.setup.keys import contact_key, signing_key
from deploy.setup.layout import SECRETS, ComposeLayout
from deploy.setup.passwords import ADMIN, passwords_of
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import TOPOLOGY
from shared.runtime.county import County
from shared.web.paths import SERVICES

_SERVERS: Final = ("mongo", "rabbit")
_GATEWAY: Final = "gateway"
_COUNTY: Final = "county.json"
_GATEWAY_FOLDER: Final = "/etc/ravabet/gateway"
"""Where the gateway's container finds what is in the folder of that name."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder, what the county said of itself, and where its parts find one another."""

    folder: Folder
    profile: Profile
    layout: ComposeLayout
    release: str
    """The tag of the images with which the county begins; upgrades write others."""

    def write(self, *, now: datetime) -> None:
        """Write everything. Raises CannotSetUp when something is in the way; what was there stays then."""
        self._county()  # an emblem that is none is told before anything is written
        self.folder.make((*_SERVERS, "backups"))
        passwords = passwords_of(self.folder)
        self._write_certificates(now)
        self._write_keys(passwords)
        self._write_county()
        self._write_addresses(passwords)
        self._write_servers(passwords)
        self._write_first_day()
        self._write_gateway()
        self.folder.write_public(self.folder.settings, _lines(self._settings()))
        self.folder.write_public(self.folder.compose, _lines(self._compose()))

    def _write_certificates(self, now: datetime) -> None:
        authority = Authority.of(self.folder, now=now)
        for party in (*SERVICES, *_SERVERS, OPERATOR, _GATEWAY):
            self.folder.write_secret(party, "ca.pem", authority.pem)
            self.folder.write_secret(party, "trusted.pem", authority.bundle)
        for party in (*SERVICES, *_SERVERS):
            self._certify(party, authority, self.layout.names_of(party), now)
        if own := self.profile.certificate:
            self.folder.write_secret(_GATEWAY, "certificate.pem", _read(own.chain))
            self.folder.write_secret(_GATEWAY, "key.pem", _read(own.key))
        else:
            self._certify(_GATEWAY, authority, sorted(self.profile.site.names), now)

    def _certify(self, party: str, authority: Authority, names: Sequence[str], now: datetime) -> None:
        """Make the certificate of a party, unless it has one that is good for some time yet."""
        there = self.folder.secrets(party) / "certificate.pem"
        if there.exists():
            text = there.read_bytes()
            if end_of(text) - now > RENEWED_BEFORE and names_of(text) == set(names):
                return
        made = authority.issue(names, now=now)
        self.folder.write_secret(party, "key.pem", made.key)
        self.folder.write_secret(party, "certificate.pem", made.certificate)
        if party == "mongo":
            self.folder.write_secret(party, "both.pem", made.key + made.certificate)

    def _write_keys(self, passwords: Mapping[str, str]) -> None:
        if not (self.folder.secrets("membership") / "signing.json").exists():
            self.folder.write_secret("membership", "signing.json", signing_key().private)
        if not (self.folder.secrets("notifier") / "contact.json").exists():
            pair = contact_key()
            self.folder.write_secret("membership", "contact.public.json", pair.public)
            self.folder.write_secret("notifier", "contact.json", pair.private)
        self.folder.write_secret("notifier", "notifier_link_key", passwords["notifier.links"])
        self.folder.write_secret("notifier", "notifier_smtp_url", self.profile.mail.server)
        self.folder.write_secret("notifier", "notifier_bale_token", self.profile.bale.token)

    def _write_county(self) -> None:
        """Tell each service, and the operator's command, what the county says of itself."""
        told = self._county().as_json()
        for party in (*SERVICES, OPERATOR):
            self.folder.write_secret(party, _COUNTY, told)

    def _county(self) -> County:
        """The county as its pages and letters show it. Raises CannotSetUp for an emblem that is none."""
        said = self.profile.county
        return County(
            name=said.name,
            province=said.province,
            seat=said.seat,
            address=said.address,
            phone=said.phone,
            portal_title=said.portal_title,
            emblem=read_emblem(said.emblem) if said.emblem else None,
        )

    def _write_addresses(self, passwords: Mapping[str, str]) -> None:
        """Write where each service finds its database and the broker, and the operator all of them."""
        for service in SERVICES:
            mongo = self.layout.mongo_url(f"ravabet.{service}", passwords[f"mongo.{service}"], f"ravabet_{service}")
            amqp = self.layout.amqp_url(service, passwords[f"broker.{service}"])
            for party in (service, OPERATOR):
                self.folder.write_secret(party, f"{service}_mongo_url", mongo)
                self.folder.write_secret(party, f"{service}_amqp_url", amqp)
        broker, management = self.layout.amqp_url, self.layout.management_url
        operators = {
            "ravabet_mongo_url": self.layout.mongo_url(f"ravabet.{ADMIN}", passwords[f"mongo.{ADMIN}"], "admin"),
            "ravabet_amqp_url": broker(TOPOLOGY, passwords[f"broker.{TOPOLOGY}"]),
            "ravabet_amqp_management_url": management(TOPOLOGY, passwords[f"broker.{TOPOLOGY}"]),
            "ravabet_amqp_admin_url": management(ADMIN, passwords[f"broker.{ADMIN}"]),
        }
        for name, address in operators.items():
            self.folder.write_secret(OPERATOR, name, address)
        self.folder.write_secret(OPERATOR, "passwords.json", json.dumps(dict(passwords)))

    def _write_servers(self, passwords: Mapping[str, str]) -> None:
        self.folder.write_secret("mongo", "keyfile", passwords["mongo.keyfile"].replace("-", "+").replace("_", "/"))
        self.folder.write_secret("rabbit", "erlang.cookie", passwords["broker.cookie"])
        settings = {
            "listeners.tcp": "none",
            "listeners.ssl.default": 5671,
            "ssl_options.cacertfile": f"{SECRETS}/ca.pem",
            "ssl_options.certfile": f"{SECRETS}/certificate.pem",
            "ssl_options.keyfile": f"{SECRETS}/key.pem",
            "ssl_options.verify": "verify_none",
            "management.ssl.port": 15671,
            "management.ssl.cacertfile": f"{SECRETS}/ca.pem",
            "management.ssl.certfile": f"{SECRETS}/certificate.pem",
            "management.ssl.keyfile": f"{SECRETS}/key.pem",
            "default_user": f"ravabet.{ADMIN}",
            "default_pass": passwords[f"broker.{ADMIN}"],
            "default_user_tags.administrator": "true",
            "loopback_users": "none",
            "log.console": "true",
            "log.console.level": "info",
            # Half of the container's memory may be messages; the usual measure is that of the whole machine.
            "vm_memory_high_watermark.absolute": "400MB",
            "disk_free_limit.absolute": "1GB",
        }
        self.folder.write_secret("rabbit", "rabbitmq.conf", _lines(settings, between=" = "))

    def _write_first_day(self) -> None:
        """Give the operator's command what it needs on the first day: the profile, the offices, membership's keys."""
        self.folder.write_secret(OPERATOR, "profile.json", self.profile.model_dump_json())
        if offices := self.profile.offices:
            self.folder.write_secret(OPERATOR, f"offices{offices.file.suffix}", _read(offices.file))
        for key in ("signing.json", "contact.public.json"):
            self.folder.write_secret(OPERATOR, key, (self.folder.secrets("membership") / key).read_bytes())
        for name in ("notifier_link_key", "notifier_smtp_url", "notifier_bale_token", "contact.json"):
            self.folder.write_secret(OPERATOR, name, (self.folder.secrets("notifier") / name).read_bytes())

    def _write_gateway(self) -> None:
        site = self.profile.site
        pages = self.folder.gateway / "pages"
        pages.mkdir(mode=0o755, exist_ok=True)
        write_errors(pages, county=self._county(), public_url=self.profile.county.public_address)
        config = gateway_config(
            listen="8443",
            folder="/tmp",  # noqa: S108 - within its container
            services=self.layout.replicas,
            peers={},
            site=site,
            pages=f"{_GATEWAY_FOLDER}/pages",
            failures="/dev/stdout",
            secured=Secured(
                certificate=f"{SECRETS}/certificate.pem",
                key=f"{SECRETS}/key.pem",
                redirected="8080",
                authority=f"{SECRETS}/ca.pem",
            ),
        )
        self.folder.write_public(self.folder.gateway / "nginx.conf", config)

    def _settings(self) -> Mapping[str, object]:
        county, bale = self.profile.county, self.profile.bale
        every = {
            "PUBLIC_URL": county.public_address,
            "COUNTY": county.name,
            "HTTP_HOST": "0.0.0.0",  # noqa: S104 - within the containers' own network
            "HTTP_CERTIFICATE_FILE": f"{SECRETS}/certificate.pem",
            "HTTP_KEY_FILE": f"{SECRETS}/key.pem",
            "JWKS_URL": f"{self.layout.url_of('membership')}/api/membership/jwks",
        }
        settings: dict[str, object] = {
            f"{service.upper()}_{name}": value for service in SERVICES for name, value in every.items()
        }
        settings |= {f"{each.upper()}_HOST_NAMES": ",".join(self.layout.names_of(each)) for each in SERVICES}
        parts = {each: self.layout.url_of(each) for each in SERVICES if each != "membership"}
        return settings | {
            "MEMBERSHIP_SIGNING_KEY_FILE": f"{SECRETS}/signing.json",
            "MEMBERSHIP_CONTACT_KEY_FILE": f"{SECRETS}/contact.public.json",
            "MEMBERSHIP_DESK_PARTS": json.dumps(parts),
            "NOTIFIER_CONTACT_KEY_FILE": f"{SECRETS}/contact.json",
            "NOTIFIER_MAIL_FROM": self.profile.mail.sender,
            "NOTIFIER_BALE_URL": bale.server,
            "NOTIFIER_BALE_START_URL": bale.start,
            "RAVABET_COUNTY_FILE": f"{SECRETS}/{_COUNTY}",
            "RAVABET_TRUSTED_PROXIES": self.layout.gateway,
            "RAVABET_PUBLIC_URL": county.public_address,
            "RAVABET_REPLICAS": json.dumps(self.layout.replica_urls),
            # Our own authority beside those of the world.
            "SSL_CERT_FILE": f"{SECRETS}/trusted.pem",
        }

    def _compose(self) -> Mapping[str, object]:
        # Upgrades write the versions, and operators may have moved ports.
        kept = kept_settings(self.folder.compose)
        versions = {f"{name.upper()}_VERSION": self.release for name in (*SERVICES, _GATEWAY)}
        versions["RAVABET_IMAGE"] = f"ravabet/membership:{self.release}"
        places = {
            "RAVABET_FOLDER": self.folder.root,
            "RAVABET_DATA": self.folder.data,
            "RAVABET_SUBNET": self.layout.subnet,
        }
        return {**versions, **kept, **places}


def kept_settings(file: Path) -> dict[str, str]:
    """Return the settings of an environment file; none where there is no such file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: value for name, _, value in (line.partition("=") for line in lines if "=" in line)}


def _lines(settings: Mapping[str, object], *, between: str = "=") -> str:
    return "".join(f"{name}{between}{value}\n" for name, value in settings.items())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotSetUp(f"{file} cannot be read ({error.strerror}).") from error
