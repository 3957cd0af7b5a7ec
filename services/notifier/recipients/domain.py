"""How a person of the county's offices is reached, and which post the person holds."""

import json
from dataclasses import dataclass
from typing import NewType

from services.notifier.channels.domain import ChannelName

PersonId = NewType("PersonId", str)


class ContactUnreadable(Exception):
    """The contact was not encrypted for this notifier, or does not have the form that membership and we agreed on."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached."""

    id: PersonId
    name: str
    email: str | None = None
    bale: str | None = None

    @property
    def way(self) -> tuple[ChannelName, str] | None:
        """Channel and address, e-mail before Bale; None when neither is known."""
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
        raise ContactUnreadable("a contact does not have the form that was agreed on") from error
