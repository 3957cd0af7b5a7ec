"""A letter from which no right follows: it is registered and perhaps revoked, but never amended or superseded."""

from abc import ABC, abstractmethod
from typing import Final

from services.membership.letters.domain import Letter, Revocation, WrongState
from services.membership.register.domain import Entry, Remark, Word
from shared.events import Event

CERTIFICATES: Final = "گ"  # stays Persian: letters
"""The series of the numbers of certificates («گواهی»)."""
INVITATIONS: Final = "د"  # stays Persian: letters
"""The series of the numbers of invitations («دعوت‌نامه»)."""
PLAIN_SERIES: Final = frozenset({CERTIFICATES, INVITATIONS})
"""Their letters are always signed after the secretariat's initial."""


class PlainLetter(Letter, ABC):
    """What certificates and invitations have in common, and what each of them adds."""

    __slots__ = ()

    @property
    def waits_for_page(self) -> bool:
        """Whether others are told of the signed letter only when its page is made and kept."""
        return False

    @abstractmethod
    def entry(self) -> Entry:
        """The row of the signed letter in the register. Raises WrongState for a draft."""

    @abstractmethod
    def issued(self, *, verify_url: str) -> Event:
        """What others are told of the signed letter. Raises WrongState for a draft."""

    @abstractmethod
    def revoked(self) -> Event:
        """What others are told of the revoked letter. Raises WrongState unless it is revoked."""

    def ending(self) -> Revocation:
        """When and why the letter was revoked. Raises WrongState unless it was."""
        if self.revocation is None:
            raise WrongState("این نامه لغو نشده است.")
        return self.revocation

    def remark(self) -> Remark:
        """The remark in the register that the letter was revoked, and why. Raises WrongState unless it was."""
        entry, revocation = self.registered, self.ending()
        return Remark(
            self.series,
            entry.year,
            entry.number,
            entry.register_no,
            self.id,
            Word.REVOKED,
            revocation.reason,
            revocation.at,
        )
