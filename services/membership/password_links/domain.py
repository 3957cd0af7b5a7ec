"""A link that is good once and for a limited time. Only a hash of its secret is kept."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from services.membership.sign_ins.domain import hash_of
from shared.events.membership import PasswordLinkIssued

PasswordLinkId = NewType("PasswordLinkId", str)
Purpose = Literal["invitation", "reset", "link"]
"""For a first password, for another one, or for linking the account at the outside provider."""

LASTS = {"invitation": timedelta(days=7), "reset": timedelta(hours=1), "link": timedelta(days=7)}


class LinkOver(Exception):
    """The link was used, is too old, or was never made."""


class AlreadyIn(Exception):
    """The person has a way to sign in, so that no link is printed."""


@dataclass(slots=True)
class PasswordLink:
    """Lets one person choose one password, or link one account at the outside provider."""

    id: PasswordLinkId
    person_id: str
    purpose: Purpose
    secret_hash: str
    expires_at: datetime
    used_at: datetime | None = None
    version: int = 0

    @classmethod
    def make(
        cls, link_id: PasswordLinkId, person_id: str, purpose: Purpose, *, secret: str, at: datetime
    ) -> "PasswordLink":
        """Make a new link."""
        return cls(link_id, person_id, purpose, hash_of(secret), at + LASTS[purpose])

    def issue(self, *, sealed: str) -> PasswordLinkIssued:
        """Let the notifier send the link; `sealed` is the whole address, which only the notifier can decrypt."""
        return PasswordLinkIssued(
            link_id=self.id, person_id=self.person_id, purpose=self.purpose, link=sealed, expires_at=self.expires_at
        )

    def must_be_for(self, *purposes: Purpose) -> None:
        """Raise LinkOver when the link was made for something else."""
        if self.purpose not in purposes:
            raise LinkOver("این پیوند برای این کار نیست؛ آن را دوباره باز کنید یا پیوند تازه بخواهید.")

    def must_open(self, secret: str, *, at: datetime) -> None:
        """Raise LinkOver when the secret is wrong, or the link was used or has expired."""
        if self.used_at or at >= self.expires_at or not hmac.compare_digest(self.secret_hash, hash_of(secret)):
            raise LinkOver("این پیوند استفاده شده یا مهلت آن گذشته است؛ پیوند تازه درخواست کنید.")
