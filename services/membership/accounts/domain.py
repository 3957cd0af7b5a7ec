"""A person with an account."""

import json
from dataclasses import dataclass
from typing import NewType

from shared.events.membership import MemberContactChanged
from shared.persian.text import for_keeping

PersonId = NewType("PersonId", str)

_LONGEST_USERNAME = 60


class PersonNotFound(Exception):
    """Nobody has this id."""


class UsernameTaken(Exception):
    """Somebody else signs in with this name."""


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


def username_of(typed: str) -> str:
    """A name as it is kept and compared."""
    return for_keeping(typed).strip().lower()[:_LONGEST_USERNAME]
