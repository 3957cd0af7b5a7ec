"""A program's token. It is shown once; only its hash is kept."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from services.membership.sign_ins.domain import hash_of
from shared.events.membership import TokensRevoked

ProgramTokenId = NewType("ProgramTokenId", str)

MARK = "rvb_"
"""What every such token begins with, so that scanners for leaked secrets can find it."""

SCOPES = tuple(
    f"{service}:{deed}" for service in ("membership", "news", "reporting", "notifier") for deed in ("read", "write")
)
LONGEST = timedelta(days=366)


class ProgramTokenUnknown(Exception):
    """No such token, or it is over; which of the two is not told."""


class BadProgramToken(Exception):
    """A token without name or scope, or for too long; `field` says which of them."""

    def __init__(self, sentence: str, *, field: Literal["name", "scope", "days"]) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(slots=True)
class ProgramToken:
    """What a program shows to get a short-lived token of its person."""

    id: ProgramTokenId
    person_id: str
    name: str
    scope: tuple[str, ...]
    secret_hash: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if not self.name:
            raise BadProgramToken("نامی برای برنامه بنویسید تا بعدها بدانید این نشان برای چیست.", field="name")
        if not self.scope or not set(self.scope) <= set(SCOPES):
            raise BadProgramToken("دست‌کم یک دامنه برگزینید.", field="scope")

    @property
    def sign_in_id(self) -> str:
        """As what its short-lived tokens are known, so that they end with it."""
        return f"program-{self.id}"

    def is_good(self, *, at: datetime) -> bool:
        """Whether it can be used now."""
        return self.revoked_at is None and at < self.expires_at

    def use(self, secret: str, *, at: datetime) -> None:
        """Raise ProgramTokenUnknown unless the secret is the one and the token is good."""
        if not hmac.compare_digest(self.secret_hash, hash_of(secret)) or not self.is_good(at=at):
            raise ProgramTokenUnknown("این نشان برنامه درست نیست یا به پایان رسیده است.")
        self.used_at = at

    def revoke(self, *, at: datetime) -> TokensRevoked | None:
        """End it, and what was made from it. None when that is so already."""
        if self.revoked_at:
            return None
        self.revoked_at = at
        return TokensRevoked(person_id=self.person_id, sign_in_id=self.sign_in_id, before=at, reason="revoked")
