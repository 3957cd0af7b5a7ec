"""One-time codes of an authenticator app (RFC 6238), and recovery codes for when the phone is lost."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp

from shared.persian.text import for_comparing

_STEP_SECONDS = 30
_DIGITS = 6
_RECOVERY_CODES = 8
_RECOVERY_BYTES = 10
_ISSUER = "روابط"


@dataclass(slots=True)
class SecondFactor:
    """What a person proves beside the password. Each code is good once (RFC 6238, §5.2)."""

    secret: str
    last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()

    def accepts(self, typed: str, *, at: datetime) -> bool:
        """Whether this is a code of the app, whose clock may be half a minute off, or an unused recovery code."""
        code = _plain(typed)
        return self._accepts_code(code, at) if code.isdigit() else self._accepts_recovery(code)

    def _accepts_code(self, code: str, at: datetime) -> bool:
        now = int(at.timestamp()) // _STEP_SECONDS
        codes = pyotp.TOTP(self.secret)
        for step in (now - 1, now, now + 1):
            if step > self.last_step and hmac.compare_digest(codes.generate_otp(step), code):
                self.last_step = step
                return True
        return False

    def _accepts_recovery(self, code: str) -> bool:
        kept = _hash(code)
        if kept not in self.recovery_hashes:
            return False
        self.recovery_hashes = tuple(each for each in self.recovery_hashes if each != kept)
        return True


def new_secret() -> str:
    """A secret for an app that is not set up yet."""
    return pyotp.random_base32()


def set_up(secret: str, code: str, *, at: datetime) -> tuple[SecondFactor, Sequence[str]] | None:
    """The second factor and its recovery codes, which are shown once. None when the code does not fit the secret."""
    factor = SecondFactor(secret)
    if not _plain(code).isdigit() or not factor.accepts(code, at=at):
        return None
    codes = [_new_recovery_code() for _ in range(_RECOVERY_CODES)]
    factor.recovery_hashes = tuple(_hash(_plain(each)) for each in codes)
    return factor, codes


def address_for_app(secret: str, username: str, county: str) -> str:
    """The address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, digits=_DIGITS).provisioning_uri(name=username, issuer_name=f"{_ISSUER} {county}")


def _new_recovery_code() -> str:
    # 80 random bits are enough to be stored under a fast hash, and few enough to be written on paper.
    letters = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _plain(typed: str) -> str:
    return "".join(sign for sign in for_comparing(typed).lower() if sign.isascii() and sign.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
