"""The closures of a Jalali year; each change of them is an event."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.events.reporting import CalendarChanged
from shared.events.reporting import ClosedDay as ClosedDayFact
from shared.language import shown
from shared.language.speech import gettext as _
from shared.persian.digits import persian_digits
from shared.persian.jalali import jalali_of, long_date
from shared.persian.text import for_keeping
from shared.runtime.stale import Stale

FIRST_YEAR, LAST_YEAR = 1390, 1450
"""The first and the last year of the calendar."""

_LONGEST_TITLE = 120


class OutsideTheCalendar(ValueError):
    """The calendar does not reach to this day or year; the message is a Persian sentence."""


class NoTitle(ValueError):
    """A closure lacks its title, or the title is too long; the message is a Persian sentence."""


class NotClosed(Exception):
    """The day is not in the list of closures."""


class Kind(StrEnum):
    """Where a closure comes from."""

    OFFICIAL = "official"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True, order=True)
class ClosedDay:
    """A day on which offices are closed though it is a day of their working week."""

    day: date
    title: str = field(compare=False)
    kind: Kind = field(compare=False)


@dataclass(slots=True)
class CalendarYear:
    """The closures of one Jalali year; a day is in the list once at most."""

    year: int
    closures: list[ClosedDay]
    is_guessed: bool = False
    """Whether the moving holidays were guessed. That is done once, so that those the secretariat removes stay away."""
    version: int = 0

    @property
    def id(self) -> int:
        """The number of the year."""
        return self.year

    def declare(self, day: date, title: str) -> CalendarChanged | None:
        """Close a day, or give a closed day another title. None when nothing changes."""
        title = _title(title)
        known = self.on(day)
        if known is not None and known.title == title:
            return None
        self.closures = sorted([*self._without(day), ClosedDay(day, title, known.kind if known else Kind.DECLARED)])
        return self._changed(f"{long_date(day)} تعطیل است: {title}")  # stays Persian: an event

    def reopen(self, day: date) -> CalendarChanged:
        """Take a day off the list. Raises NotClosed."""
        if self.on(day) is None:
            raise NotClosed(_("%(day)s در فهرست تعطیلی‌ها نیست.", day=shown.long_date(day)))
        self.closures = self._without(day)
        return self._changed(f"{long_date(day)} دیگر تعطیل نیست")  # stays Persian: an event

    def take_guess(self, guess: Iterable[ClosedDay]) -> CalendarChanged | None:
        """Add guessed holidays, except for days that are in the list. None when nothing changes."""
        self.is_guessed = True
        new = [each for each in guess if self.on(each.day) is None]
        if not new:
            return None
        self.closures = sorted([*self.closures, *new])
        return self._changed(f"برآورد اولیه تعطیلی‌های سال {persian_digits(self.year)}")  # stays Persian: an event

    def on(self, day: date) -> ClosedDay | None:
        """The closure of a day, if there is one."""
        return next((each for each in self.closures if each.day == day), None)

    def _without(self, day: date) -> list[ClosedDay]:
        return [each for each in self.closures if each.day != day]

    def _changed(self, reason: str) -> CalendarChanged:
        return CalendarChanged(
            year=self.year,
            version=self.version + 1,
            closures=[ClosedDayFact(day=each.day, title=each.title, kind=each.kind.value) for each in self.closures],
            reason=reason,
        )


def stale_calendar() -> Stale:
    """Somebody else changed this year meanwhile."""
    return Stale("تقویم این سال را همین حالا شخص دیگری تغییر داد؛ دوباره تلاش کنید.")


def year_of(day: date) -> int:
    """The Jalali year of a day. Raises OutsideTheCalendar."""
    return kept_year(jalali_of(day).year)


def kept_year(year: int) -> int:
    """The same year. Raises OutsideTheCalendar when the calendar does not reach to it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        first, last = shown.digits(FIRST_YEAR), shown.digits(LAST_YEAR)
        raise OutsideTheCalendar(_("تقویم اداری سال‌های %(first)s تا %(last)s را نگه می‌دارد.", first=first, last=last))
    return year


def _title(text: str) -> str:
    title = " ".join(for_keeping(text).split())
    if not title or len(title) > _LONGEST_TITLE:
        most = shown.digits(_LONGEST_TITLE)
        raise NoTitle(_("مناسبت تعطیلی را در یک سطر، تا %(most)s نویسه بنویسید.", most=most))
    return title
