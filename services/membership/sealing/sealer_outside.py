"""The sealer: signs PDFs as PAdES, and says what signed ones are worth."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from cryptography import x509

from services.membership.sealing.der_outside import Hand, signature_over
from services.membership.sealing.domain import KeyExpired, KeyMissing, Seal
from services.membership.sealing.keys_outside import (
    TRUSTED_FILE,
    Card,
    CardReader,
    hand_of_file,
    trusted_by,
)

_ROOM: Final = 4096
_ROOM_FOR_STAMP: Final = 16384
"""Bytes for the signature in the file, zeros included."""

Stamp = Callable[[bytes], bytes]


@dataclass(slots=True)
class Sealer:
    """Seals with the key in a file, read again when the file changes, or with a card."""

    key_file: Path | None = None
    """PEM: the private key (P-256), its certificate, those above it."""
    card: Card | None = None
    """Takes the place of the key in the file."""
    authority_url: str = ""
    """Of a time-stamping authority (RFC 3161); without it, the time is our own."""
    _reader: CardReader | None = field(default=None, init=False)
    _hand: tuple[int, Hand] | None = field(default=None, init=False)
    _trusted: tuple[int, Sequence[x509.Certificate]] | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def probe(self, now: datetime) -> None:
        """Raise KeyMissing or KeyExpired when nothing can be sealed now."""
        certificate = self._hand_now().certificate
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise KeyExpired

    async def seal(self, pdf: bytes, *, at: datetime, name: str, reason: str) -> bytes:
        """Return the PDF with a signature that certifies it as it is; what is on its pages stays the same.

        `at` is the time that the signature bears, `name` who signs, `reason` why. Raises KeyMissing, KeyExpired,
        StampMissing and CannotSeal.
        """
        return await asyncio.to_thread(self._sealed, pdf, at, name, reason)

    def inspect(self, pdf: bytes) -> Seal:
        """Say what a PDF is: whether it is byte for byte what we sealed, now or with an earlier key. Never raises.

        A letter takes two milliseconds, the largest file that is looked at (20 MB) some tens.
        """
        from services.membership.sealing.inspecting_outside import inspect  # noqa: PLC0415 - as in `_sealed`

        try:
            return inspect(pdf, self.certificates)
        except KeyMissing:
            return inspect(pdf, ())

    async def close(self) -> None:
        """Let go of the card."""
        if self._reader is not None:
            await asyncio.to_thread(self._reader.close)

    @property
    def certificates(self) -> Sequence[x509.Certificate]:
        """Those of all keys that ever sealed here, the present one first. Raises KeyMissing for a spoiled file."""
        trusted: Sequence[x509.Certificate] = ()
        if self.key_file is not None:
            file = self.key_file.with_name(TRUSTED_FILE)
            changed = _change_of(file)
            if self._trusted is None or self._trusted[0] != changed:
                self._trusted = (changed, trusted_by(file))
            trusted = self._trusted[1]
        try:
            return (self._hand_now().certificate, *trusted)
        except KeyMissing:
            return trusted

    def _sealed(self, pdf: bytes, at: datetime, name: str, reason: str) -> bytes:
        # pyHanko takes a while and some megabytes to import, which only those pay who seal.
        from services.membership.sealing.embedding_outside import embed  # noqa: PLC0415

        self.probe(at)
        stamp = self._stamp()
        sign = partial(signature_over, hand=self._hand_now(), stamp=stamp)
        return embed(pdf, sign, room=_ROOM_FOR_STAMP if stamp else _ROOM, at=at, name=name, reason=reason)

    def _stamp(self) -> Stamp | None:
        if not self.authority_url:
            return None
        from services.membership.sealing.stamping_outside import stamp_of  # noqa: PLC0415

        return partial(stamp_of, self.authority_url)

    def _hand_now(self) -> Hand:
        with self._lock:
            if self.card is not None:
                self._reader = self._reader or CardReader(self.card)
                return self._reader.hand()
            if self.key_file is None:
                raise KeyMissing
            changed = _change_of(self.key_file)
            if self._hand is None or self._hand[0] != changed:
                self._hand = (changed, hand_of_file(self.key_file))
            return self._hand[1]


def _change_of(file: Path) -> int:
    """Return what differs once a file was written anew."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
