"""What every event has."""

from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """A fact, told once by the service that knows it.

    A producer may send only what is declared; a reader ignores what it does not know. Ids and the few fields that
    readers need, no personal data. Instants are aware and travel as UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    about: ClassVar[tuple[str, str]]
    """What it is about: the kind of thing, and the field that holds its id. Events of one subject keep their order."""
    kept: ClassVar[timedelta] = timedelta(days=400)
    """How long the publisher's archive keeps it: more than a year, so that last year's month can be told again."""

    @cached_property
    def subject(self) -> str:
        """The thing the event is about, such as `article/0c3…`."""
        kind, field = self.about
        return f"{kind}/{getattr(self, field)}"


class Record(BaseModel):
    """A group of fields inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")
