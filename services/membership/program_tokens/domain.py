"""The token of a program. It is shown once, and only its hash is kept."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from services.membership.sign_ins.domain import hash_of
from shared.events.membership import TokensRevoked

ProgramTokenId = NewType("ProgramTokenId", str)

MARK = "rvb_"
"""Every such token begins with this, so that scanners for leaked secrets find it."""

SCOPES = tuple(
    f"{service}:{deed}" for service in ("membership", "news", "reporting", "notifier") for deed in ("read", "write")
)
LONGEST = timedelta(days=366)


class ProgramTokenUnknown(Exception):
    """The token is unknown or has ended. The message does not tell which of the two."""


class BadProgramToken(Exception):
    """The token has no name, no scope or no fitting end; `field` says which."""

    def __init__(self, sentence: str, *, field: Literal["name", "scope", "days"]) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(slots=True)
class ProgramToken:
    """The token that a program exchanges for short-lived tokens of its person."""

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
            raise BadProgramToken("نامی برای برنامه وارد کنید تا بعداً بدانید این توکن برای چیست.", field="name")
        if not self.scope or not set(self.scope) <= set(SCOPES):
            raise BadProgramToken("حداقل یک دامنه انتخاب کنید.", field="scope")

    @property
    def sign_in_id(self) -> str:
        """The sign-in id of its short-lived tokens, so that they end with it."""
        return f"program-{self.id}"

    def is_good(self, *, at: datetime) -> bool:
        """Whether it can be used at that instant."""
        return self.revoked_at is None and at < self.expires_at

    def use(self, secret: str, *, at: datetime) -> None:
        """Note the use. Raises ProgramTokenUnknown when the secret is wrong or the token has ended."""
        if not hmac.compare_digest(self.secret_hash, hash_of(secret)) or not self.is_good(at=at):
            raise ProgramTokenUnknown("این توکن دسترسی درست نیست یا منقضی شده است.")
        self.used_at = at

    def revoke(self, *, at: datetime) -> TokensRevoked | None:
        """End the token and its short-lived tokens. None when it has already ended."""
        if self.revoked_at:
            return None
        self.revoked_at = at
        return TokensRevoked(person_id=self.person_id, sign_in_id=self.sign_in_id, before=at, reason="revoked")
