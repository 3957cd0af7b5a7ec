"""Events of types that only a guest of the house knows: their data is what the guest's contract says."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from pydantic import ConfigDict, PrivateAttr
from typing_extensions import override

from shared.events._event import Event

FOREIGN_PREFIX = "guest."
"""The types of guests' own begin so, followed by the guest's name; no type of the house does."""


class ForeignEvent(Event):
    """An event whose fields we do not know. No service of the house listens to it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    about: ClassVar[tuple[str, str]] = ("guest", "")
    _subject: str = PrivateAttr(default="")

    @override
    @cached_property
    def subject(self) -> str:
        """What the guest says that it is about, below the guest's name."""
        return self._subject


def foreign_event(event_type: str, subject: str, data: Mapping[str, Any]) -> ForeignEvent:
    """Return an event with this data, which must be JSON."""
    event = _class_of(event_type).model_validate(dict(data))
    event._subject = subject  # noqa: SLF001 - a private field is not one of the data
    return event


@lru_cache(maxsize=1_000)
def _class_of(event_type: str) -> type[ForeignEvent]:
    return type("ForeignEvent", (ForeignEvent,), {"type": event_type, "__annotations__": {"type": ClassVar[str]}})
