"""Changing the calendar, and the due dates that depend on it, together."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.reporting.calendar.access import KEEP_CALENDAR
from services.reporting.calendar.domain import CalendarYear, ClosedDay, year_of
from shared.events.reporting import CalendarChanged
from shared.persian.periods import Period
from shared.persian.workdays import WorkCalendar
from shared.runtime.viewer import Viewer


class CalendarRepository(Protocol):
    """Where the years are kept. A year that nobody changed has the fixed holidays."""

    async def year(self, year: int) -> CalendarYear:
        """The closures of a Jalali year."""

    async def in_force(self, around: date) -> WorkCalendar:
        """The working days of three Jalali years: the one of this day, the one before and the one after."""

    async def save(self, year: CalendarYear, *events: CalendarChanged) -> None:
        """Keep a year and queue its events: both, or neither. Raises Stale."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date that a change of the calendar moved."""

    period: str
    period_name: str
    from_day: date
    to_day: date


@dataclass(frozen=True, slots=True)
class Awaited:
    """A period on which reports are taken now, and when they are due."""

    period: Period
    due_sentence: str


class DueDates(Protocol):
    """The due dates that depend on the calendar."""

    async def awaited(self) -> Sequence[Awaited]:
        """The periods on which reports are taken now, newest first."""

    async def follow(self, year: int) -> Sequence[Moved]:
        """Compute the due dates again that a change in this Jalali year can move, and say which moved."""


@dataclass(frozen=True, slots=True)
class CalendarKeeper:
    """The secretariat as the keeper of the calendar."""

    calendars: CalendarRepository
    due_dates: DueDates
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def declare(self, day: date, title: str, *, by: Viewer) -> Sequence[Moved]:
        """Close a day. Raises NotAllowed, NoTitle or OutsideTheCalendar."""
        KEEP_CALENDAR.require(by)
        async with self.transaction():
            year = await self.calendars.year(year_of(day))
            return await self._keep(year, year.declare(day, title))

    async def reopen(self, day: date, *, by: Viewer) -> Sequence[Moved]:
        """Take a closure back. Raises NotAllowed, NotClosed or OutsideTheCalendar."""
        KEEP_CALENDAR.require(by)
        async with self.transaction():
            year = await self.calendars.year(year_of(day))
            return await self._keep(year, year.reopen(day))

    async def take_guess(self, number: int, guess: Iterable[ClosedDay]) -> Sequence[Moved]:
        """Add the moving holidays to a year. A second guess changes nothing."""
        async with self.transaction():
            year = await self.calendars.year(number)
            if year.is_guessed:
                return []
            change = year.take_guess(guess)
            if change is None:
                await self.calendars.save(year)
                return []
            return await self._keep(year, change)

    async def _keep(self, year: CalendarYear, change: CalendarChanged | None) -> Sequence[Moved]:
        if change is None:
            return []
        await self.calendars.save(year, change)
        return await self.due_dates.follow(year.year)
