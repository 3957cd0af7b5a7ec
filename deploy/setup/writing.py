"""Writes all files of an installation. To do so again keeps what is there, and follows a changed profile."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from deploy.gateway.config import Secured, gateway_config
from deploy.gateway.errors import write_errors
from deploy.setup.certificates import RENEWED_BEFORE, Authority, Certified
from deploy.setup.folder import OPERATOR, Folder
from deploy.setup.keys import contact_key, signing_key
from deploy.setup.layout import SECRETS, ComposeLayout
from deploy.setup.passwords import ADMIN, family_of, passwords_of
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import TOPOLOGY
from shared.web.paths import SERVICES

_SERVERS: Final = ("mongo", "rabbit")
_SHARED: Final[Mapping[str, Sequence[str]]] = {
    "membership": ("signing.json", "contact.public.json"),
    "notifier": (
        "notifier_link_key",
        "notifier_link_keys_also",
        "notifier_smtp_url",
        "notifier_bale_token",
        "contact.json",
    ),
}
_GUESTS: Final = "guests"
"""The gate for guests, which has its own certificate and trusts the broker's."""
_GATEWAY: Final = "gateway"
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

    @classmethod
    def there(cls, folder: Folder) -> Self:
        """Return the one that was written into a folder. Raises OSError or ValueError when it is not complete."""
        profile = (folder.secrets(OPERATOR) / "profile.json").read_text(encoding="utf-8")
        kept = dict(_settings_in(folder.compose))
        layout = ComposeLayout(kept["RAVABET_SUBNET"])
        return cls(folder, Profile.model_validate_json(profile), layout, kept["MEMBERSHIP_VERSION"])

    def write(self, *, now: datetime) -> None:
        """Write everything. Raises CannotSetUp when something is in the way; what was there stays then."""
        self.folder.make((*_SERVERS, "backups"))
        self.write_certificates(now)
        self.write_secrets(passwords_of(self.folder, now=now))
        self._write_first_day()
        self._write_gateway()
        self.folder.write_public(self.folder.settings, _lines(self._settings()))
        self.folder.write_public(self.folder.compose, _lines(self._compose()))

    def write_secrets(self, passwords: Mapping[str, str]) -> None:
        """Write keys, addresses and passwords for whoever needs them; a key that is there stays."""
        self._write_keys(passwords)
        self._write_addresses(passwords)
        self._write_servers(passwords)
        self._share_keys()

    def write_certificates(self, now: datetime, *, older_than: datetime | None = None) -> None:
        """Write the certificates that are missing, end soon, have other names or were made before some moment.

        Where the county brought that of the public address, only `setup` writes it.
        """
        authority = Authority.of(self.folder, now=now)
        for party in (*SERVICES, *_SERVERS, OPERATOR, _GATEWAY):
            self.folder.write_secret(party, "ca.pem", authority.pem)
            self.folder.write_secret(party, "trusted.pem", authority.bundle)
        for party in (*SERVICES, *_SERVERS):
            self._certify(party, authority, self.layout.names_of(party), now, older_than)
        if self.profile.guests.listen:
            self.folder.write_secret(_GUESTS, "ca.pem", authority.pem)
            self._certify(_GUESTS, authority, self._names_for_guests(), now, older_than)
        if (own := self.profile.certificate) and older_than is None:
            self.folder.write_secret(_GATEWAY, "certificate.pem", _read(own.chain))
            self.folder.write_secret(_GATEWAY, "key.pem", _read(own.key))
        elif not own:
            self._certify(_GATEWAY, authority, sorted(self.profile.site.names), now, older_than)

    def _names_for_guests(self) -> Sequence[str]:
        return self.profile.guests.names or sorted(self.profile.site.names)

    def _certify(
        self, party: str, authority: Authority, names: Sequence[str], now: datetime, older_than: datetime | None
    ) -> None:
        """Make the certificate of a party, unless it has one that is good for some time yet."""
        there = Certified.at(self.folder.secrets(party))
        is_old = there is None or (older_than is not None and there.made_at < older_than)
        if there and not is_old and there.is_good(names, authority.certificate, until=now + RENEWED_BEFORE):
            return
        made = authority.issue(names, now=now)
        if party == "mongo":
            self.folder.write_secret(party, "both.pem", made.key + made.certificate)
        self.folder.write_secret(party, "key.pem", made.key)
        self.folder.write_secret(party, "certificate.pem", made.certificate)

    def _write_keys(self, passwords: Mapping[str, str]) -> None:
        if not (self.folder.secrets("membership") / "signing.json").exists():
            self.folder.write_secret("membership", "signing.json", signing_key().private)
        if not (self.folder.secrets("notifier") / "contact.json").exists():
            pair = contact_key()
            self.folder.write_secret("membership", "contact.public.json", pair.public)
            self.folder.write_secret("notifier", "contact.json", pair.private)
        self.folder.write_secret("notifier", "notifier_link_key", passwords["notifier.links"])
        self.folder.write_secret("notifier", "notifier_link_keys_also", passwords.get("notifier.links.also", ""))
        self.folder.write_secret("notifier", "notifier_smtp_url", self.profile.mail.server)
        self.folder.write_secret("notifier", "notifier_bale_token", self.profile.bale.token)

    def _write_addresses(self, passwords: Mapping[str, str]) -> None:
        """Write where each service finds its database and the broker, and the operator all of them."""
        family, users = family_of(passwords, "mongo"), family_of(passwords, "broker")
        for service in SERVICES:
            mongo = self.layout.mongo_url(f"{family}.{service}", passwords[f"mongo.{service}"], f"ravabet_{service}")
            amqp = self.layout.amqp_url(service, passwords[f"broker.{service}"], family=users)
            for party in (service, OPERATOR):
                self.folder.write_secret(party, f"{service}_mongo_url", mongo)
                self.folder.write_secret(party, f"{service}_amqp_url", amqp)
        operators = {
            "ravabet_mongo_url": self.layout.mongo_url(f"{family}.{ADMIN}", passwords[f"mongo.{ADMIN}"], "admin"),
            "ravabet_amqp_url": self.layout.amqp_url(TOPOLOGY, passwords[f"broker.{TOPOLOGY}"], family=users),
            "ravabet_amqp_management_url": self.layout.management_url(
                TOPOLOGY, passwords[f"broker.{TOPOLOGY}"], family=users
            ),
            "ravabet_amqp_admin_url": self.layout.management_url(ADMIN, passwords[f"broker.{ADMIN}"], family=users),
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
            "default_user": f"{family_of(passwords, 'broker')}.{ADMIN}",
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
        """Give the operator's command what it needs on the first day: the profile and the offices."""
        self.folder.write_secret(OPERATOR, "profile.json", self.profile.model_dump_json())
        if offices := self.profile.offices:
            self.folder.write_secret(OPERATOR, f"offices{offices.file.suffix}", _read(offices.file))

    def _share_keys(self) -> None:
        """Give the operator's command the keys of membership and the notifier, whose work it does on the first day."""
        for party, names in _SHARED.items():
            for name in names:
                self.folder.write_secret(OPERATOR, name, (self.folder.secrets(party) / name).read_bytes())

    def _write_gateway(self) -> None:
        site = self.profile.site
        pages = self.folder.gateway / "pages"
        pages.mkdir(mode=0o755, exist_ok=True)
        write_errors(pages, county=self.profile.county.name, public_url=self.profile.county.public_address)
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
            "RAVABET_TRUSTED_PROXIES": self.layout.gateway,
            "RAVABET_PUBLIC_URL": county.public_address,
            "RAVABET_REPLICAS": json.dumps(self.layout.replica_urls),
            # Our own authority beside those of the world.
            "SSL_CERT_FILE": f"{SECRETS}/trusted.pem",
        }

    def _compose(self) -> Mapping[str, object]:
        # Upgrades write the versions, and operators may have moved ports.
        kept = dict(_settings_in(self.folder.compose))
        versions = {f"{name.upper()}_VERSION": self.release for name in (*SERVICES, _GATEWAY)}
        versions["RAVABET_IMAGE"] = f"ravabet/membership:{self.release}"
        places = {
            "RAVABET_FOLDER": self.folder.root,
            "RAVABET_DATA": self.folder.data,
            "RAVABET_SUBNET": self.layout.subnet,
            # Compose starts the gate only with this profile.
            "COMPOSE_PROFILES": _GUESTS if self.profile.guests.listen else "",
            "RAVABET_GUESTS_PORT": self.profile.guests.port,
        }
        return {**versions, **kept, **places}


def _settings_in(file: Path) -> Iterator[tuple[str, str]]:
    if file.exists():
        for line in file.read_text().splitlines():
            name, _, value = line.partition("=")
            yield name, value


def _lines(settings: Mapping[str, object], *, between: str = "=") -> str:
    return "".join(f"{name}{between}{value}\n" for name, value in settings.items())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotSetUp(f"{file} cannot be read ({error.strerror}).") from error
