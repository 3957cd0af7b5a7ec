"""A person whom events of the offices concern."""

import json
from dataclasses import dataclass
from typing import Literal, NewType

PersonId = NewType("PersonId", str)
ChannelName = Literal["email", "bale"]


class ContactUnreadable(Exception):
    """The contact was not encrypted for this notifier, or is not what was agreed on."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached; the first way that is there is taken."""

    person_id: PersonId
    name: str
    email: str | None = None
    bale: str | None = None

    @property
    def way(self) -> tuple[ChannelName, str] | None:
        """Channel and address; None when there is no way yet."""
        if self.email:
            return "email", self.email
        if self.bale:
            return "bale", self.bale
        return None


@dataclass(frozen=True, slots=True)
class Post:
    """A post and who holds it now."""

    id: str
    role: str
    person_id: PersonId | None


def contact_of(person_id: str, plain: bytes) -> Contact:
    """The contact that membership wrote down. Raises ContactUnreadable."""
    try:
        said = json.loads(plain)
        return Contact(PersonId(person_id), str(said["name"]), said.get("email") or None, said.get("bale") or None)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ContactUnreadable("a contact was not what was agreed on") from error
