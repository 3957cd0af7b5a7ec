"""The change of a person's own e-mail address, which waits until somebody at the new address confirms it."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.membership.accounts.domain import PersonId
from services.membership.sign_ins.domain import hash_of
from shared.events.membership import EmailChangeAsked

LASTS = timedelta(days=1)


class EmailLinkOver(Exception):
    """The link was used, is too old, was replaced by another one, or was never made."""


@dataclass(slots=True)
class EmailChange:
    """The last change that a person asked for: another one takes its place, so that one link is good at a time."""

    id: PersonId
    request_id: str
    email: str
    secret_hash: str
    expires_at: datetime
    used_at: datetime | None = None
    version: int = 0

    def ask(self, request_id: str, email: str, *, secret: str, at: datetime) -> None:
        """Wait for the confirmation of this address instead of any other one."""
        self.request_id, self.email = request_id, email
        self.secret_hash, self.expires_at, self.used_at = hash_of(secret), at + LASTS, None

    def tell(self, *, address: str, link: str) -> EmailChangeAsked:
        """Let the notifier send the link; both texts are encrypted for the notifier alone."""
        return EmailChangeAsked(
            person_id=self.id, request_id=self.request_id, address=address, link=link, expires_at=self.expires_at
        )

    def is_open(self, *, at: datetime) -> bool:
        """Whether it still waits for its confirmation."""
        return self.used_at is None and at < self.expires_at

    def must_open(self, request_id: str, secret: str, *, at: datetime) -> None:
        """Raise EmailLinkOver unless this is the link of this change, and still good."""
        is_it = request_id == self.request_id and hmac.compare_digest(self.secret_hash, hash_of(secret))
        if not (is_it and self.is_open(at=at)):
            raise EmailLinkOver("این پیوند استفاده شده یا مهلت آن گذشته است؛ در «حساب من» دوباره درخواست کنید.")
