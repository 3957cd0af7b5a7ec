"""Working days and due dates, computed from a given calendar of working weeks and closures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from shared.persian.jalali import TEHRAN, Weekday, weekday
from shared.persian.periods import Period

_DAY = timedelta(days=1)


class NotACalendar(ValueError):
    """The calendar is inconsistent, or the question has no answer in it."""


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Which weekdays are off, which end early, and the times (Tehran) at which a working day ends."""

    off: frozenset[Weekday]
    half: frozenset[Weekday] = frozenset()
    ends: time = time(14, 30)
    half_ends: time = time(12, 30)

    def __post_init__(self) -> None:
        if len(self.off) == len(Weekday):
            raise NotACalendar("a week needs a working day")
        if self.off & self.half:
            raise NotACalendar("a weekday is either off or half")


class ClosureKind(StrEnum):
    CLOSED = "closed"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Closure:
    """A day that differs from its week: closed, or ending early (at `ends`, else at the week's half-day time)."""

    day: date
    title: str
    kind: ClosureKind = ClosureKind.CLOSED
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a report is due: at the end of business of the n-th working day after its period."""

    nth_working_day: int = 5

    def __post_init__(self) -> None:
        if self.nth_working_day < 1:
            raise NotACalendar("the first working day is number 1")


@dataclass(frozen=True)
class WorkCalendar:
    """When offices work.

    `weeks` holds pairs (first day, week) in any order; a day before the earliest pair follows that pair's week. Of two
    closures on one day, closed wins over half, and the earlier end over the later.
    """

    version: str
    weeks: tuple[tuple[date, WorkWeek], ...]
    closures: tuple[Closure, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.weeks:
            raise NotACalendar("a calendar needs a week")

    def week_of(self, day: date) -> WorkWeek:
        """Return the week in force on this day."""
        weeks = self._weeks_by_date
        return next((week for since, week in reversed(weeks) if since <= day), weeks[0][1])

    def closures_on(self, day: date) -> tuple[Closure, ...]:
        return self._closures_by_day.get(day, ())

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on this day; a half-day counts as a working day."""
        if weekday(day) in self.week_of(day).off:
            return False
        return all(closure.kind is not ClosureKind.CLOSED for closure in self.closures_on(day))

    def nth_working_day(self, from_day: date, n: int) -> date:
        """Return the n-th working day from `from_day` on, that day included. Raises NotACalendar for an n below 1."""
        if n < 1:
            raise NotACalendar("the first working day is number 1")
        for number, day in enumerate(self._working_days(from_day), start=1):
            if number == n:
                return day
        raise AssertionError("working days never end")

    def working_days_left(self, from_day: date, due_day: date) -> int:
        """Count the working days after `from_day`, up to and including `due_day`; 0 when `due_day` is past."""
        days = (from_day + _DAY * i for i in range(1, (due_day - from_day).days + 1))
        return sum(1 for day in days if self.is_working_day(day))

    def end_of_business(self, day: date) -> datetime:
        """Return the instant (UTC) at which a working day ends, earlier on a half-day.

        Raises:
            NotACalendar: the day is not a working day.
        """
        if not self.is_working_day(day):
            raise NotACalendar(f"{day} is not a working day")
        week = self.week_of(day)
        ends = [week.half_ends if weekday(day) in week.half else week.ends]
        ends += [closure.ends or week.half_ends for closure in self.closures_on(day)]
        return datetime.combine(day, min(ends), TEHRAN).astimezone(UTC)

    def due_at(self, period: Period, rule: DueRule) -> datetime:
        """Return the instant (UTC) until which a report of this period is on time."""
        return self.end_of_business(self.nth_working_day(period.last_day + _DAY, rule.nth_working_day))

    def _working_days(self, day: date) -> Iterator[date]:
        while True:
            if self.is_working_day(day):
                yield day
            day += _DAY

    @cached_property
    def _weeks_by_date(self) -> list[tuple[date, WorkWeek]]:
        return sorted(self.weeks, key=lambda dated: dated[0])

    @cached_property
    def _closures_by_day(self) -> dict[date, tuple[Closure, ...]]:
        days: dict[date, tuple[Closure, ...]] = {}
        for closure in self.closures:
            days[closure.day] = (*days.get(closure.day, ()), closure)
        return days
