"""A sign-in, which renewal tokens keep alive. Each of them is good once (RFC 9700, §4.14.2)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from shared.events.membership import TokensRevoked
from shared.runtime.network import network_of

SignInId = NewType("SignInId", str)

Way = Literal["password", "program", "provider", "demo"]
EndReason = Literal["signed_out", "ended", "reused", "password_changed", "closed", "unlinked"]

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
GRACE = timedelta(seconds=10)
"""How long a used token gets the same answer again: two tabs may renew at once, or an answer may get lost."""


class SignInOver(Exception):
    """The sign-in has ended, was left alone for too long, or was never there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody signs in from: the network address, and the name that the browser gives itself."""

    address: str
    device: str

    @property
    def network(self) -> str:
        """What counts as one sender."""
        return network_of(self.address)


@dataclass(slots=True)
class SignIn:
    """One sign-in of a person on one device. Only hashes of its tokens are kept."""

    id: SignInId
    person_id: str
    way: Way
    origin: Origin
    began_at: datetime
    used_at: datetime
    token_hash: str | None = None
    """None for a sign-in that cannot be renewed: programs sign in again instead."""
    previous_hash: str | None = None
    salt: str = ""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    version: int = 0

    def is_alive(self, *, at: datetime) -> bool:
        """Whether it can still be used."""
        return self.ended_at is None and at < self.used_at + IDLE and at < self.began_at + LONGEST

    def renew(self, secret: str, *, salt: str, at: datetime) -> str | TokensRevoked:
        """Exchange a secret for the next one. Raises SignInOver.

        Within the grace a used secret gets the same answer as before. Later it must have been stolen, so the sign-in
        ends and TokensRevoked is returned.
        """
        if not self.is_alive(at=at) or self.token_hash is None:
            raise SignInOver
        presented = hash_of(secret)
        if hmac.compare_digest(presented, self.token_hash):
            self.salt, self.previous_hash, self.used_at = salt, self.token_hash, at
            following = _following(secret, salt)
            self.token_hash = hash_of(following)
            return following
        if hmac.compare_digest(presented, self.previous_hash or "") and at - self.used_at <= GRACE:
            return _following(secret, self.salt)
        return self._end("reused", at=at)

    def end(self, reason: EndReason, *, at: datetime) -> TokensRevoked | None:
        """End the sign-in and tell the other services. None when it has already ended."""
        return self._end(reason, at=at) if self.ended_at is None else None

    def _end(self, reason: EndReason, *, at: datetime) -> TokensRevoked:
        self.ended_at, self.end_reason = at, reason
        return TokensRevoked(person_id=self.person_id, sign_in_id=self.id, before=at, reason=reason)


def hash_of(secret: str) -> str:
    """The hash under which a secret is stored. Secrets are long and random, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _following(secret: str, salt: str) -> str:
    """The secret after this one: the same each time, and nobody can compute it from the database alone."""
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), salt.encode(), "sha256")).decode().rstrip("=")
