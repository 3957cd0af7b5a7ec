"""An office of the county."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NewType

from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.persian.text import for_keeping

OfficeId = NewType("OfficeId", str)

WORK_WEEKS: Final = {
    "thu_fri": "پنجشنبه و جمعه تعطیل",
    "fri": "جمعه تعطیل",
    "fri_half_thu": "جمعه تعطیل، پنجشنبه نیمه‌وقت",
}
MOST_SEATS: Final = 20_000
"""No hall of the county holds more."""
SIZE_CLASSES: Final = {"A": "الف", "B": "ب", "C": "ج"}
"""The three sizes of offices, by which they are compared."""

_NO_PROSE: Final = frozenset({"id", "kind", "size_class", "parent_id", "work_week", "email", "website"})


class OfficeNotFound(Exception):
    """No office has this id."""


class OfficeTaken(Exception):
    """Another office was registered under this id."""


class OfficeEnded(Exception):
    """The office is closed, or its lifetime does not allow this."""


class NoSuccessor(Exception):
    """The office that is named cannot continue the work of the one that closes."""


class NoParent(Exception):
    """The office that is named cannot stand above this one."""


class UnknownKind(Exception):
    """There is no such kind of office; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that an office had before."""

    name: str
    until: date
    """The day on which it got another one."""


@dataclass(slots=True)
class Office:
    """An office from its opening to its closing. Its id is part of addresses and never changes."""

    id: OfficeId
    facts: OfficeFacts
    closed_on: date | None = None
    """The day on which it closes, which may be to come: its holders leave their posts at the end of that day."""
    successor_id: str | None = None
    former_names: tuple[FormerName, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """Its full name."""
        return self.facts.name

    @property
    def names(self) -> list[str]:
        """All names by which people look for it."""
        former = [each.name for each in self.former_names]
        return list(dict.fromkeys((self.name, self.facts.short_name, *self.facts.aliases, *former)))

    def is_closed_on(self, day: date) -> bool:
        """Whether it is closed on that day."""
        return self.closed_on is not None and self.closed_on <= day

    def works_on(self, day: date) -> bool:
        """Whether it was opened by that day and is not closed."""
        return self.facts.active_from <= day and not self.is_closed_on(day)

    def register(self) -> OfficeRegistered:
        """Tell the other services about the office."""
        return OfficeRegistered(office_id=self.id, office=self.facts)

    def update(self, facts: OfficeFacts, *, on: date) -> OfficeUpdated | None:
        """Replace the facts, and keep a former name with the day. None when nothing has changed. Raises OfficeEnded."""
        if facts == self.facts:
            return None
        if self.is_closed_on(on):
            raise OfficeEnded("این دستگاه بسته شده است و مشخصات آن دیگر تغییر نمی‌کند.")
        if self.closed_on and self.closed_on < facts.active_from:
            raise OfficeEnded("آغاز کار دستگاه پس از روز بسته شدن آن است.")
        if facts.name != self.name:
            self.former_names = (*self.former_names, FormerName(self.name, on))
        self.facts = facts
        return self._updated()

    def take_kind(self, *, name: str, order: int) -> OfficeUpdated | None:
        """Take the name and the place that its kind has now, also when it is closed. None when it has them already."""
        facts = self.facts.model_copy(update={"kind_name": name, "kind_order": order})
        if facts == self.facts:
            return None
        self.facts = facts
        return self._updated()

    def close(self, *, on: date, successor_id: str | None) -> OfficeClosed | None:
        """Close the office on a day, which may be to come. The same again is None. Raises OfficeEnded."""
        if (self.closed_on, self.successor_id) == (on, successor_id):
            return None
        if self.closed_on:
            raise OfficeEnded("بسته شدن این دستگاه قبلاً ثبت شده است؛ ابتدا آن را بازگشایی کنید.")
        if on < self.facts.active_from:
            raise OfficeEnded("روز بسته شدن پیش از آغاز کار دستگاه است.")
        self.closed_on = on
        self.successor_id = successor_id
        return OfficeClosed(office_id=self.id, closed_on=on, successor_id=successor_id)

    def reopen(self, *, on: date) -> OfficeReopened | None:
        """Take the closing back. None when it was not closed."""
        if self.closed_on is None:
            return None
        self.closed_on = self.successor_id = None
        return OfficeReopened(office_id=self.id, reopened_on=on)

    def _updated(self) -> OfficeUpdated:
        former = tuple(each.name for each in self.former_names)
        return OfficeUpdated(office_id=self.id, office=self.facts, former_names=former)


def cleaned(facts: OfficeFacts) -> OfficeFacts:
    """The facts with Persian letters. `phone` is the first of the numbers: one that was said alone takes its place."""
    texts = {name: for_keeping(value) for name, value in facts if isinstance(value, str) and name not in _NO_PROSE}
    phones = _each_once(*facts.phones)
    phones = _each_once(facts.phone, *phones[1:]) if facts.phone else phones
    lists = {"phones": phones, "phone": phones[0] if phones else "", "aliases": _each_once(*facts.aliases)}
    return facts.model_copy(update=texts | lists)


def _each_once(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(map(for_keeping, texts)) if text)
