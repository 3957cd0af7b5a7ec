"""What a seal says, and why there may be none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from typing_extensions import override

from shared.language.speech import gettext as _


class KeyMissing(Exception):
    """There is no key to seal with, or it cannot be used; letters wait for it."""

    @override
    def __str__(self) -> str:
        return _("کلید امضای نامه‌ها نیست یا خوانده نمی‌شود؛ تا راهبر آن را بگذارد، نامه‌ها منتظر می‌مانند.")


class KeyExpired(Exception):
    """The certificate of the key has ended, or has not begun; letters wait for a new one."""

    @override
    def __str__(self) -> str:
        return _("گواهی کلید امضای نامه‌ها معتبر نیست؛ تا راهبر آن را تازه کند، نامه‌ها منتظر می‌مانند.")


class StampMissing(Exception):
    """The time-stamping authority that the county has chosen does not answer; the letter can be sealed later."""

    @override
    def __str__(self) -> str:
        return _("مرجع مهر زمان پاسخ نمی‌دهد؛ امضا بعد دوباره انجام می‌شود.")


class CannotSeal(Exception):
    """Bytes that are no PDF to which a seal can be added."""

    @override
    def __str__(self) -> str:
        return _("این فایل مهر نمی‌پذیرد.")


class Verdict(StrEnum):
    """What a PDF is that somebody brings."""

    INTACT_OURS = "intact_ours"
    """Byte for byte what we sealed."""
    CHANGED = "changed"
    """It has a seal, which does not fit the rest any more."""
    ADDED_TO = "added_to"
    """We sealed its beginning; something was appended, which may show anything."""
    OTHER_SIGNER = "other_signer"
    """Somebody else signed it."""
    UNSIGNED = "unsigned"
    NOT_A_PDF = "not_a_pdf"
    """Or one too large to be looked at."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A verdict, and who signed when; of another signer it is only what that one claims."""

    verdict: Verdict
    signer: str = ""
    at: datetime | None = None
    """UTC."""

    @property
    def is_ours(self) -> bool:
        """Whether it is a letter of ours as it left us."""
        return self.verdict is Verdict.INTACT_OURS
