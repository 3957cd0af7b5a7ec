"""What the county says of a letter to anybody: one verdict, and the few facts that may be shown."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

CODE_DIGITS: Final = 10
_SKIPPED: Final = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Pd"})
"""Categories of Unicode that people and programs put between digits: marks of direction, blanks, dashes."""
_LONGEST: Final = 80


class Standing(StrEnum):
    """What has become of a registered letter."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    SUPERSEDED = "superseded"


class Verdict(StrEnum):
    """The answer about a letter."""

    VALID = "valid"
    AMENDED = "amended"
    EXPIRED = "expired"
    ENDED = "ended"
    """The member has left, though the term of the letter goes on."""
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    ALTERED = "altered"
    """What is stored is not what was signed: an alarm, whatever else it says."""


class Seal(StrEnum):
    """The answer about the signature within a PDF."""

    INTACT_OURS = "intact_ours"
    CHANGED = "changed"
    ADDED_TO = "added_to"
    """Something was appended after the signature."""
    OTHER_SIGNER = "other_signer"
    UNSIGNED = "unsigned"
    NOT_A_PDF = "not_a_pdf"


@dataclass(frozen=True, slots=True)
class Record:
    """A registered letter as the register has it. Texts and days are those that stand on it."""

    letter_id: str
    code: str
    name: str
    offices: tuple[str, ...]
    title: str
    """Role and body, or what it is given for."""
    number: str
    dated: date
    standing: Standing = Standing.IN_FORCE
    since: date | None = None
    """The day from which it has this standing, for any but IN_FORCE."""
    valid_until: date | None = None
    replaced_by: str = ""
    """The number of the letter that supersedes or corrects it."""
    ended_on: date | None = None
    """The day on which the member left, if that day has come."""
    word: str = "حکم"
    """What kind of letter it is, in Persian; pages translate it."""
    is_grant: bool = True
    """Whether it makes somebody a member, as a decree does."""
    is_whole: bool = True
    """Whether its stored content still has the hash that was signed."""

    def verdict(self, *, on: date) -> Verdict:
        """What to say of it on a day."""
        if not self.is_whole:
            return Verdict.ALTERED
        match self.standing:
            case Standing.ANNULLED:
                return Verdict.ANNULLED
            case Standing.REVOKED:
                return Verdict.REVOKED
            case Standing.SUPERSEDED:
                return Verdict.SUPERSEDED
            case Standing.IN_FORCE:
                return self._in_force(on)

    def _in_force(self, on: date) -> Verdict:
        if self.valid_until and on > self.valid_until:
            return Verdict.EXPIRED
        if self.ended_on:
            return Verdict.ENDED
        return Verdict.AMENDED if self.replaced_by else Verdict.VALID


def code_in(text: str) -> str | None:
    """Return the code that somebody typed or scanned, in Latin digits; None when it is none.

    Digits of any script are read; blanks, dashes and marks of direction between them are left out.
    """
    if len(text) > _LONGEST:
        return None
    digits = ""
    for sign in text:
        category = unicodedata.category(sign)
        if category == "Nd":
            digits += str(unicodedata.digit(sign))
        elif category not in _SKIPPED:
            return None
    return digits if len(digits) == CODE_DIGITS else None
