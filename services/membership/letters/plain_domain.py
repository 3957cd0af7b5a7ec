"""A letter from which no right follows: it is registered and perhaps revoked, but never amended or superseded."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Heir:
    """The entry of a person that stands for another one, which the letter names, since both became one."""

    was: str
    now: str


@dataclass(slots=True, kw_only=True)
class PlainLetter(Letter, ABC):
    """What certificates and invitations have in common, and what each of them adds."""

    heirs: tuple[Heir, ...] = ()
    """Beside what is signed, which keeps the entries that it names."""

    def stands_for(self, person_id: str) -> str:
        """Return the entry that stands today for a person whom the letter names; empty for nobody."""
        for heir in self.heirs:
            person_id = heir.now if heir.was == person_id else person_id
        return person_id

    def pass_on(self, going: str, stays: str) -> None:
        """Let one entry of a person stand for the other, which the letter names."""
        self.heirs = (*self.heirs, Heir(going, stays))

    def take_back(self, going: str, stays: str) -> None:
        """Let both entries stand for themselves again."""
        self.heirs = tuple(heir for heir in self.heirs if heir != Heir(going, stays))

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
