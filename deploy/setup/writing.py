"""Writes all files of an installation. To do so again keeps what is there, and follows a changed profile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from deploy.gateway.config import Inner, Secured, gateway_config
from deploy.gateway.errors import write_errors
from deploy.letters.keys import AUTHORITY_FILE, KEY_FILE, TRUSTED_FILE, make_letter_key
from deploy.setup.certificates import RENEWED_BEFORE, Authority, Certified
from deploy.setup.emblem import read_emblem
from deploy.setup.folder import OPERATOR, Folder, write_private
from deploy.setup.keys import contact_key, signing_key, statement_key
from deploy.setup.layout import COUNTY_FILE, GATEWAY, GUESTS, INNER, SERVERS, Layout, layout_in
from deploy.setup.passwords import ADMIN, family_of, passwords_of
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import TOPOLOGY
from shared.runtime.county import County
from shared.runtime.version import own_version
from shared.web.paths import SERVICES

LETTER_KEY_LASTS: Final = timedelta(days=3 * 365)
_SHARED: Final[Mapping[str, Sequence[str]]] = {
    "membership": ("signing.json", "statement.json", "contact.public.json", "letters.trusted.pem"),
    "news": ("news_s3_secret",),
    "notifier": (
        "notifier_link_key",
        "notifier_link_keys_also",
        "notifier_smtp_url",
        "notifier_bale_token",
        "contact.json",
    ),
}


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder, what the county said of itself, and where its parts find one another."""

    folder: Folder
    profile: Profile
    layout: Layout
    release: str
    """The release with which the county begins; upgrades write others."""

    @classmethod
    def there(cls, folder: Folder) -> Self:
        """Return the one that was written into a folder. Raises OSError or ValueError when it is not complete."""
        profile = (folder.secrets(OPERATOR) / "profile.json").read_text(encoding="utf-8")
        layout = layout_in(folder.root)
        folder = replace(folder, owners=layout.owners)
        return cls(folder, Profile.model_validate_json(profile), layout, own_version().release)

    def write(self, *, now: datetime) -> None:
        """Write everything. Raises CannotSetUp when something is in the way; what was there stays then."""
        self._county()  # an emblem that is none is told before anything is written
        if self.profile.guests.listen and not self.layout.has_gate:
            raise CannotSetUp(
                "guests.listen needs the gate, which runs in a container only: take it out of the profile."
            )
        self.folder.make((*SERVERS, "backups"))
        self.write_certificates(now)
        self.write_secrets(passwords_of(self.folder, now=now), now=now)
        self._write_county()
        self._write_first_day()
        self._write_gateway()
        self.folder.write_public(self.folder.settings, self._environment(self._settings()))
        for file, settings in self.layout.own_files(self.folder, self.release, self.profile.guests):
            file.parent.mkdir(mode=0o755, exist_ok=True)
            self.folder.write_public(file, self._environment(settings))

    def write_secrets(self, passwords: Mapping[str, str], *, now: datetime) -> None:
        """Write keys, addresses and passwords for whoever needs them; a key that is there stays."""
        self._write_keys(passwords, now)
        self._write_addresses(passwords)
        self._write_servers(passwords)
        self._share_keys()

    def write_certificates(self, now: datetime, *, older_than: datetime | None = None) -> None:
        """Write the certificates that are missing, end soon, have other names or were made before some moment.

        Where the county brought that of the public address, only `setup` writes it.
        """
        authority = Authority.of(self.folder, now=now)
        for party in (*self.layout.parties, OPERATOR, GATEWAY):
            self.folder.write_secret(party, "ca.pem", authority.pem)
            self.folder.write_secret(party, "trusted.pem", authority.bundle)
        for party in self.layout.parties:
            self._certify(party, authority, self.layout.names_of(party), now, older_than)
        if self.profile.guests.listen:
            self.folder.write_secret(GUESTS, "ca.pem", authority.pem)
            self._certify(GUESTS, authority, self._names_for_guests(), now, older_than)
        if (own := self.profile.certificate) and older_than is None:
            self.folder.write_secret(GATEWAY, "certificate.pem", _read(own.chain))
            self.folder.write_secret(GATEWAY, "key.pem", _read(own.key))
        elif not own:
            self._certify(GATEWAY, authority, sorted(self.profile.site.names), now, older_than)

    def _names_for_guests(self) -> Sequence[str]:
        return self.profile.guests.names or sorted(self.profile.site.names)

    def _url_for_guests(self) -> str:
        """Where guests reach the broker; empty when the gate is shut."""
        gate = self.profile.guests
        return f"amqps://{self._names_for_guests()[0]}:{gate.port}" if gate.listen else ""

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

    def _write_keys(self, passwords: Mapping[str, str], now: datetime) -> None:
        if not (self.folder.secrets("membership") / "signing.json").exists():
            self.folder.write_secret("membership", "signing.json", signing_key().private)
        if not (self.folder.secrets("membership") / "statement.json").exists():
            self.folder.write_secret("membership", "statement.json", statement_key().private)
        if not (self.folder.secrets("notifier") / "contact.json").exists():
            pair = contact_key()
            self.folder.write_secret("membership", "contact.public.json", pair.public)
            self.folder.write_secret("notifier", "contact.json", pair.private)
        if not (self.folder.secrets("membership") / KEY_FILE).exists():
            self._write_letter_key(now)
        self.folder.write_secret("notifier", "notifier_link_key", passwords["notifier.links"])
        self.folder.write_secret("notifier", "notifier_link_keys_also", passwords.get("notifier.links.also", ""))
        self.folder.write_secret("notifier", "notifier_smtp_url", self.profile.mail.server)
        self.folder.write_secret("notifier", "notifier_bale_token", self.profile.bale.token)
        files = self.profile.files
        self.folder.write_secret("news", "news_s3_secret", files.secret if files else "")

    def _write_letter_key(self, now: datetime) -> None:
        """Make the key that seals letters. Its authority stays with the other one, and goes into no container."""
        made = make_letter_key(self.profile.county.name, lasts=LETTER_KEY_LASTS, now=now)
        write_private(self.folder.certificates / AUTHORITY_FILE, made.authority)
        self.folder.write_secret("membership", TRUSTED_FILE, made.trusted)
        self.folder.write_secret("membership", KEY_FILE, made.key)

    def _write_county(self) -> None:
        """Tell each service, and the operator's command, what the county says of itself."""
        told = self._county().as_json()
        for party in (*SERVICES, OPERATOR):
            self.folder.write_secret(party, COUNTY_FILE, told)

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
            "default_user": f"{family_of(passwords, 'broker')}.{ADMIN}",
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
        site, entrance, secret = self.profile.site, self.layout.entrance, self.layout.secret
        pages = self.folder.gateway / "pages"
        pages.mkdir(mode=0o755, exist_ok=True)
        write_errors(pages, county=self._county(), public_url=self.profile.county.public_address)
        config = gateway_config(
            listen=entrance.https,
            folder="/tmp",  # noqa: S108 - its own, within its container or unit
            services=self.layout.replicas,
            peers={},
            site=site,
            pages=entrance.pages,
            failures=entrance.failures,
            refuses_at_once=entrance.refuses_at_once,
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
        if files := self.profile.files:
            settings |= {
                "NEWS_S3_ENDPOINT": files.endpoint,
                "NEWS_S3_BUCKET": files.bucket,
                "NEWS_S3_REGION": files.region,
                "NEWS_S3_KEY_ID": files.key_id,
            }
        return settings | {
            "MEMBERSHIP_DESK_PARTS": json.dumps(parts),
            "MEMBERSHIP_SIGNATURE_MODE": self.profile.letters.signature,
            "MEMBERSHIP_THANK_MEMBERS": json.dumps(self.profile.letters.thank_members),
            "NOTIFIER_MAIL_FROM": self.profile.mail.sender,
            "NOTIFIER_BALE_URL": bale.server,
            "NOTIFIER_BALE_START_URL": bale.start,
            "RAVABET_TRUSTED_PROXIES": self.layout.gateway,
            "RAVABET_PUBLIC_URL": county.public_address,
            "RAVABET_GUESTS_URL": self._url_for_guests(),
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
