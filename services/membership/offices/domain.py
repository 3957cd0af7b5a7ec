"""An office of the county."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeUpdated
from shared.persian.text import for_keeping

OfficeId = NewType("OfficeId", str)


class OfficeNotFound(Exception):
    """No office has this id."""


class OfficeTaken(Exception):
    """Another office was registered under this id."""


class OfficeEnded(Exception):
    """The office is closed."""


@dataclass(slots=True)
class Office:
    """An office from its opening to its closing. Its id is part of addresses and never changes."""

    id: OfficeId
    facts: OfficeFacts
    closed_on: date | None = None
    successor_id: str | None = None
    version: int = 0

    @property
    def name(self) -> str:
        """Its full name."""
        return self.facts.name

    def register(self) -> OfficeRegistered:
        """Tell the other services about the office."""
        return OfficeRegistered(office_id=self.id, office=self.facts)

    def update(self, facts: OfficeFacts) -> OfficeUpdated | None:
        """Replace the facts. None when nothing has changed."""
        if facts == self.facts:
            return None
        if self.closed_on:
            raise OfficeEnded("این دستگاه بسته شده است و مشخصات آن دیگر تغییر نمی‌کند.")
        self.facts = facts
        return OfficeUpdated(office_id=self.id, office=facts)

    def close(self, *, on: date, successor_id: str | None) -> OfficeClosed | None:
        """Close the office. None when it was already closed on that day."""
        if self.closed_on == on:
            return None
        if self.closed_on:
            raise OfficeEnded("این دستگاه قبلاً بسته شده است.")
        if on < self.facts.active_from:
            raise OfficeEnded("روز بسته شدن پیش از آغاز کار دستگاه است.")
        self.closed_on = on
        self.successor_id = successor_id
        return OfficeClosed(office_id=self.id, closed_on=on, successor_id=successor_id)


def cleaned(facts: OfficeFacts) -> OfficeFacts:
    """The facts with Persian letters."""
    texts = {
        name: for_keeping(value)
        for name, value in facts
        if isinstance(value, str) and name not in {"id", "kind", "size_class"}
    }
    return facts.model_copy(update=texts)
