"""Membership's settings, read once from the environment under MEMBERSHIP_."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.membership.desk.sections_pages import SectionName
from services.membership.letters.signature_domain import SignatureMode
from services.membership.sealing.keys_outside import Card
from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """The settings of membership beside those of every service."""

    model_config = SettingsConfigDict(env_prefix="MEMBERSHIP_", frozen=True, extra="ignore")

    signing_key_file: Path = Field(
        description="private Ed25519 keys as JWK or JWK Set: the first signs, all are trusted"
    )
    contact_key_file: Path = Field(description="the notifier's public X25519 JWK; contacts are encrypted for it")
    statement_key_file: Path | None = Field(
        default=None,
        description="private P-256 keys as JWK or JWK Set: the first signs what QR codes say, all are published",
    )
    provider_issuer: str = Field(default="", description="of an OpenID Connect provider that takes passwords' place")
    provider_client_id: str = ""
    provider_client_secret: str = ""
    provider_claim: str = Field(
        default="preferred_username", description="the claim by which a linked account is shown; it is never compared"
    )
    provider_beside_passwords: bool = Field(
        default=False, description="whether passwords are taken, too, as while people link their accounts"
    )
    second_factor_roles: frozenset[str] = Field(
        default=frozenset({"governor", "secretariat"}), description="who must sign in with an app's code, too"
    )
    signature_mode: SignatureMode = Field(
        default=SignatureMode.NONE,
        description="how letters are signed: wet (on paper, with a scan), county_key, pkcs11, none (register only)",
    )
    thank_members: bool = Field(
        default=True, description="whether a letter of appreciation is drafted when somebody leaves the headquarters"
    )
    token_minutes: int = Field(default=15, ge=1, le=60, description="how long a token is good before it is renewed")
    desk_parts: dict[SectionName, str] = Field(
        default={}, description="JSON: where membership reaches the services whose sections the desk shows"
    )
    letter_key_file: Path | None = Field(
        default=None, description="PEM: the key that seals letters, its certificate, those above; none: none is sealed"
    )
    letter_card_module: Path | None = Field(
        default=None, description="the PKCS #11 library of a card that seals letters in place of the file"
    )
    letter_card_token: str = Field(default="", description="the label of its token")
    letter_card_key: str = Field(default="", description="the label of its key and certificate")
    letter_card_pin: str = Field(default="", repr=False)
    letter_stamp_url: str = Field(default="", description="of a time-stamping authority (RFC 3161)")
    presses: int = Field(default=1, ge=1, le=8, description="how many pages of letters are made at the same time")

    @property
    def letter_card(self) -> Card | None:
        """The card that seals letters, if there is one."""
        module = self.letter_card_module
        return Card(module, self.letter_card_token, self.letter_card_key, self.letter_card_pin) if module else None

    @property
    def token_lifetime(self) -> timedelta:
        """How long one token is good. A sign-in lasts for many tokens."""
        return timedelta(minutes=self.token_minutes)
