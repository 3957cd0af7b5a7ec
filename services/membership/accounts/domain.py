"""A person with an account, and how often a password may be tried."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from shared.events.membership import MemberContactChanged
from shared.persian.digits import persian_digits
from shared.persian.text import for_keeping

PersonId = NewType("PersonId", str)

FREE_TRIES = 5
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)
_LONGEST_USERNAME = 60


class PersonNotFound(Exception):
    """Nobody has this id."""


class UsernameTaken(Exception):
    """Somebody else signs in with this name."""


class WrongPair(Exception):
    """No account has this name and this password; which of the two is wrong is not told."""


class TooManyAttempts(Exception):
    """The account rests for a while after wrong passwords."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"پس از چند گذرواژه نادرست، {persian_digits(seconds)} ثانیه دیگر دوباره تلاش کنید.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached; either may be missing."""

    email: str | None = None
    bale: str | None = None


@dataclass(slots=True)
class Person:
    """Somebody of the county's offices. Honorific and pronoun are chosen by the person, never guessed."""

    id: PersonId
    username: str
    name: str
    honorific: str
    pronoun: str
    contact: Contact
    password_hash: str
    version: int = 0

    @property
    def addressed(self) -> str:
        """As a letter addresses them."""
        return f"{self.honorific} {self.name}"

    @property
    def private_contact(self) -> str:
        """What the notifier needs; it leaves this service encrypted only."""
        said = {"name": self.name, "honorific": self.honorific, "pronoun": self.pronoun}
        return json.dumps(said | {"email": self.contact.email, "bale": self.contact.bale}, ensure_ascii=False)

    def tell_contact(self, sealed: str) -> MemberContactChanged:
        """Let the notifier know, by a text that only it can open."""
        return MemberContactChanged(person_id=self.id, contact=sealed)


@dataclass(slots=True)
class Attempts:
    """The tries of one name since the last right one. A name that nobody has is counted alike."""

    id: str
    count: int = 0
    last_at: datetime | None = None

    def begin(self, *, at: datetime) -> None:
        """Count a try before it is checked, so that many at once do not slip through. Raises TooManyAttempts."""
        if self.last_at is not None and at - self.last_at > _FORGOTTEN_AFTER:
            self.count = 0
        rest = self._rests_until - at if self._rests_until else timedelta()
        if rest > timedelta():
            raise TooManyAttempts(max(1, round(rest.total_seconds())))
        self.count += 1
        self.last_at = at

    @property
    def _rests_until(self) -> datetime | None:
        if self.count < FREE_TRIES or self.last_at is None:
            return None
        doubled = 1 << min(self.count - FREE_TRIES, 10)
        return self.last_at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def username_of(typed: str) -> str:
    """A name as it is kept and compared."""
    return for_keeping(typed).strip().lower()[:_LONGEST_USERNAME]
