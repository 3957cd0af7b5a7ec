"""The calendar as JSON and pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from services.reporting.calendar.domain import CalendarYear, ClosedDay, kept_year
from services.reporting.calendar.usecases import Awaited, CalendarRepository, DueDates, Moved
from shared.persian.jalali import JalaliDate, jalali_of
from shared.persian.workdays import WorkWeek


class ClosureView(BaseModel):
    """A closed day."""

    day: date
    jalali: str
    title: str
    kind: str


class MovedView(BaseModel):
    """A due date that a change moved."""

    period: str
    period_name: str
    from_day: date
    to_day: date


class ChangeView(BaseModel):
    """The result of a change: the new version of the year, and the due dates that it moved."""

    day: date
    year: int
    version: int
    moved: list[MovedView]


class WeekView(BaseModel):
    """The working week at the beginning of a year."""

    off: list[str]
    half: list[str]
    ends: str
    half_ends: str


class YearView(BaseModel):
    """The calendar of a Jalali year."""

    year: int
    version: int
    week: WeekView
    items: list[ClosureView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarQueries:
    """Reads the calendar."""

    calendars: CalendarRepository
    due_dates: DueDates

    async def year(self, year: int) -> YearView:
        """The calendar of a Jalali year. Raises OutsideTheCalendar."""
        kept = await self.calendars.year(kept_year(year))
        first = JalaliDate(year, 1, 1).to_date()
        week = (await self.calendars.in_force(first)).week_of(first)
        return YearView(
            year=kept.year, version=kept.version, week=_week(week), items=[_closure(each) for each in kept.closures]
        )

    async def awaited(self) -> Sequence[Awaited]:
        """The periods on which reports are taken now, newest first."""
        return await self.due_dates.awaited()

    async def change(self, day: date, moved: Sequence[Moved]) -> ChangeView:
        """The result of a change of this day."""
        year: CalendarYear = await self.calendars.year(jalali_of(day).year)
        return ChangeView(
            day=day,
            year=year.year,
            version=year.version,
            moved=[
                MovedView(period=each.period, period_name=each.period_name, from_day=each.from_day, to_day=each.to_day)
                for each in moved
            ],
        )


def _closure(closed: ClosedDay) -> ClosureView:
    return ClosureView(day=closed.day, jalali=str(jalali_of(closed.day)), title=closed.title, kind=closed.kind.value)


def _week(week: WorkWeek) -> WeekView:
    return WeekView(
        off=[day.name.lower() for day in sorted(week.off)],
        half=[day.name.lower() for day in sorted(week.half)],
        ends=f"{week.ends:%H:%M}",
        half_ends=f"{week.half_ends:%H:%M}",
    )
