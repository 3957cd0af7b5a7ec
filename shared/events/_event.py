"""The base classes of all events."""

from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """A fact, published once by the service that knows it.

    A producer may send declared fields only; a reader ignores fields that it does not know. An event holds ids and the
    few fields that readers need, but no personal data. Instants are aware and travel as UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    about: ClassVar[tuple[str, str]]
    """What the event is about: the kind of thing, and the field with its id. Events of one subject keep their order."""
    kept: ClassVar[timedelta] = timedelta(days=400)
    """How long the publisher keeps it after sending: over a year, so that last year's events can be published again."""

    @cached_property
    def subject(self) -> str:
        """The thing that the event is about, such as `article/0c3…`."""
        kind, field = self.about
        return f"{kind}/{getattr(self, field)}"


class Record(BaseModel):
    """A group of fields inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")
