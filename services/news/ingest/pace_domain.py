"""How fast a guest may publish, and whether its signature is right."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from services.news.guests.domain import Guest
from shared.runtime.later import TryLater
from shared.runtime.meter import Meter

TOLERANCE: Final = timedelta(minutes=5)
"""How far the clock of a guest may be off; an older post may be somebody's who overheard it."""
_SCHEME = "v1,"
_PREFIX = "whsec_"


class NotSigned(Exception):
    """The signature is missing, wrong or too old. The message is for developers."""


class TooFast(TryLater):
    """The guest publishes more than it may."""


class Pace:
    """Counts what each guest publishes. Each process counts by itself, so two replicas let twice as much pass."""

    def __init__(self) -> None:
        self._meter = Meter()

    def wait(self, guest: Guest, *, now: float, number: int = 1) -> float:
        """Count so many events, and return 0; or count none, and return after how many seconds they are admitted."""
        return self._meter.count(guest.id, now=now, step=60 / guest.per_minute, at_once=guest.at_once, number=number)


def must_be_signed(
    body: bytes, *, post_id: str, timestamp: str, signatures: str, secrets: Sequence[str], now: datetime
) -> None:
    """Check a signature as Standard Webhooks has it. Raises NotSigned."""
    if not (post_id and timestamp and signatures):
        raise NotSigned("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:  # noqa: PLR2004 - until the year 33658
        raise NotSigned("webhook-timestamp is the number of seconds since 1970")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise NotSigned(
            f"webhook-timestamp is more than five minutes off; it is {int(now.timestamp())} here: "
            "set the clock, and sign again for each try"
        )
    signed = f"{post_id}.{timestamp}.".encode() + body
    given = [each.removeprefix(_SCHEME) for each in signatures.split() if each.startswith(_SCHEME)]
    good = [signature_of(signed, secret) for secret in secrets]
    if not any(hmac.compare_digest(each.encode(), known.encode()) for each in given for known in good):
        raise NotSigned("the source is no guest, or no signature fits its key")


def signature_of(signed: bytes, secret: str) -> str:
    """The signature by one key, in base64."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = secret.encode()
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
