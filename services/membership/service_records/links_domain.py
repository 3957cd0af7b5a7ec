"""A one-time address that opens one letter for one person. Only hashes of its secrets are kept (ADR 47)."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NewType

from services.membership.sign_ins.domain import hash_of
from shared.persian.jalali import TEHRAN

LetterLinkId = NewType("LetterLinkId", str)
LASTS: Final = timedelta(days=14)
OPEN_FOR: Final = timedelta(hours=1)
"""How long the page that a link opened can be used to download and accept the letter."""


class LetterLinkOver(Exception):
    """The link was used, is too old, or was never made."""


@dataclass(slots=True)
class LetterLink:
    """Opens one letter, once, for the person to whom it was sent."""

    id: LetterLinkId
    record_id: str
    person_id: str
    secret_hash: str
    expires_at: datetime
    used_at: datetime | None = None
    key_hash: str = ""
    """Of the key that the opened page carries, and nobody else has."""
    version: int = 0

    @classmethod
    def make(
        cls,
        key: LetterLinkId,
        record_id: str,
        person_id: str,
        *,
        secret: str,
        at: datetime,
        last_day: date | None = None,
    ) -> "LetterLink":
        """Make a new link. It lasts until the end of the last day in Tehran, if that is earlier than usual."""
        expires_at = at + LASTS
        if last_day:
            midnight = datetime.combine(last_day + timedelta(days=1), time(), TEHRAN)
            expires_at = min(expires_at, midnight.astimezone(at.tzinfo))
        return cls(key, record_id, person_id, hash_of(secret), expires_at)

    def must_be_good(self, secret: str, *, at: datetime) -> None:
        """Raise LetterLinkOver when the secret is wrong, or the link was used or has expired."""
        if not hmac.compare_digest(self.secret_hash, hash_of(secret)):
            raise LetterLinkOver("این پیوند درست نیست؛ آن را به‌طور کامل از پیام باز کنید.")
        if self.used_at:
            raise LetterLinkOver("این پیوند پیش از این استفاده شده است و تنها یک بار کار می‌کند.")
        if at >= self.expires_at:
            raise LetterLinkOver("مهلت این پیوند گذشته است.")

    def open(self, secret: str, *, key: str, at: datetime) -> None:
        """Use the link up; whoever has the key goes on for an hour. Raises LetterLinkOver."""
        self.must_be_good(secret, at=at)
        self.used_at, self.key_hash = at, hash_of(key)

    def must_go_on(self, secret: str, key: str, *, at: datetime) -> None:
        """Raise LetterLinkOver unless this is the page that the link opened, within the hour."""
        is_known = hmac.compare_digest(self.secret_hash, hash_of(secret))
        is_opener = bool(self.key_hash) and hmac.compare_digest(self.key_hash, hash_of(key))
        if not (is_known and is_opener and self.used_at and self.used_at <= at < self.used_at + OPEN_FOR):
            raise LetterLinkOver("این صفحه دیگر باز نیست؛ برای دیدن نامه وارد سامانه شوید.")
