"""Writes all files of an installation. To do so again keeps what is there, and follows a changed profile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deploy.gateway.config import Inner, Secured, gateway_config
from deploy.gateway.errors import write_errors
from deploy.setup.certificates import RENEWED_BEFORE, Authority, end_of, names_of
from deploy.setup.folder import OPERATOR, Folder
from deploy.setup.keys import contact_key, signing_key
from deploy.setup.layout import GATEWAY, INNER, SERVERS, Layout
from deploy.setup.passwords import ADMIN, passwords_of
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import TOPOLOGY
from shared.web.paths import SERVICES


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder, what the county said of itself, and where its parts find one another."""

    folder: Folder
    profile: Profile
    layout: Layout
    release: str
    """The release with which the county begins; upgrades write others."""

    def write(self, *, now: datetime) -> None:
        """Write everything. Raises CannotSetUp when something is in the way; what was there stays then."""
        self.folder.make((*SERVERS, "backups"))
        passwords = passwords_of(self.folder)
        self._write_certificates(now)
        self._write_keys(passwords)
        self._write_addresses(passwords)
        self._write_servers(passwords)
        self._write_first_day()
        self._write_gateway()
        self.folder.write_public(self.folder.settings, self._environment(self._settings()))
        for file, settings in self.layout.own_files(self.folder, self.release):
            file.parent.mkdir(mode=0o755, exist_ok=True)
            self.folder.write_public(file, self._environment(settings))

    def _write_certificates(self, now: datetime) -> None:
        authority = Authority.of(self.folder, now=now)
        for party in (*self.layout.parties, OPERATOR, GATEWAY):
            self.folder.write_secret(party, "ca.pem", authority.pem)
            self.folder.write_secret(party, "trusted.pem", authority.bundle)
        for party in self.layout.parties:
            self._certify(party, authority, self.layout.names_of(party), now)
        if own := self.profile.certificate:
            self.folder.write_secret(GATEWAY, "certificate.pem", _read(own.chain))
            self.folder.write_secret(GATEWAY, "key.pem", _read(own.key))
        else:
            self._certify(GATEWAY, authority, sorted(self.profile.site.names), now)

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
        secret = self.layout.secret
        settings = {
            "listeners.tcp": "none",
            "ssl_options.cacertfile": secret("rabbit", "ca.pem"),
            "ssl_options.certfile": secret("rabbit", "certificate.pem"),
            "ssl_options.keyfile": secret("rabbit", "key.pem"),
            "ssl_options.verify": "verify_none",
            "management.ssl.port": 15671,
            "management.ssl.cacertfile": secret("rabbit", "ca.pem"),
            "management.ssl.certfile": secret("rabbit", "certificate.pem"),
            "management.ssl.keyfile": secret("rabbit", "key.pem"),
            "default_user": f"ravabet.{ADMIN}",
            "default_pass": passwords[f"broker.{ADMIN}"],
            "default_user_tags.administrator": "true",
            "loopback_users": "none",
            "log.console": "true",
            "log.console.level": "info",
            # Half of the container's memory may be messages; the usual measure is that of the whole machine.
            "vm_memory_high_watermark.absolute": "400MB",
            "disk_free_limit.absolute": "1GB",
            **self.layout.broker_settings,
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
        site, entrance, secret = self.profile.site, self.layout.entrance, self.layout.secret
        pages = self.folder.gateway / "pages"
        pages.mkdir(mode=0o755, exist_ok=True)
        write_errors(pages, county=self.profile.county.name, public_url=self.profile.county.public_address)
        config = gateway_config(
            listen=entrance.https,
            folder="/tmp",  # noqa: S108 - its own, within its container or unit
            services=self.layout.replicas,
            peers={},
            site=site,
            pages=entrance.pages,
            failures=entrance.failures,
            secured=Secured(
                certificate=secret(GATEWAY, "certificate.pem"),
                key=secret(GATEWAY, "key.pem"),
                redirected=entrance.http,
                authority=secret(GATEWAY, "ca.pem"),
            ),
            inner=Inner(
                addresses=entrance.inner,
                certificate=secret(INNER, "certificate.pem"),
                key=secret(INNER, "key.pem"),
            ),
        )
        self.folder.write_public(self.folder.gateway / "nginx.conf", config)

    def _environment(self, settings: Mapping[str, object]) -> str:
        return _lines({name: self.layout.quoted(value) for name, value in settings.items()})

    def _settings(self) -> Mapping[str, object]:
        county, bale = self.profile.county, self.profile.bale
        every = {
            "PUBLIC_URL": county.public_address,
            "COUNTY": county.name,
            "JWKS_URL": f"{self.layout.url_of('membership')}/api/membership/jwks",
        }
        settings: dict[str, object] = {
            f"{service.upper()}_{name}": value for service in SERVICES for name, value in every.items()
        }
        settings |= {f"{each.upper()}_HOST_NAMES": ",".join(self.layout.names_of(each)) for each in SERVICES}
        parts = {each: self.layout.url_of(each) for each in SERVICES if each != "membership"}
        return settings | {
            "MEMBERSHIP_DESK_PARTS": json.dumps(parts),
            "NOTIFIER_MAIL_FROM": self.profile.mail.sender,
            "NOTIFIER_BALE_URL": bale.server,
            "NOTIFIER_BALE_START_URL": bale.start,
            "RAVABET_TRUSTED_PROXIES": self.layout.gateway,
            "RAVABET_PUBLIC_URL": county.public_address,
            "RAVABET_REPLICAS": json.dumps(self.layout.replica_urls),
            **self.layout.settings,
        }


def _lines(settings: Mapping[str, object], *, between: str = "=") -> str:
    return "".join(f"{name}{between}{value}\n" for name, value in settings.items())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotSetUp(f"{file} cannot be read ({error.strerror}).") from error
