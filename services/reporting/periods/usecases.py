"""Opening periods, and moving their due dates when the calendar changes."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.reporting.calendar.usecases import Awaited, CalendarRepository, Moved
from services.reporting.offices.usecases import OfficeRepository
from services.reporting.periods.domain import PeriodUnknown, ReportingPeriod, Rules, Standing
from shared.events import Event
from shared.persian.jalali import day_of, jalali_of
from shared.persian.periods import NotAPeriod, Period
from shared.persian.workdays import DueRule, WorkCalendar


class PeriodRepository(Protocol):
    """Where opened periods are kept."""

    async def find(self, period: Period) -> ReportingPeriod | None:
        """The period, if it was opened."""

    async def of_years(self, first: int, last: int) -> list[ReportingPeriod]:
        """The opened periods of these Jalali years, newest first."""

    async def save(self, period: ReportingPeriod, *events: Event) -> None:
        """Keep the period and queue its events: both, or neither. Raises Stale."""


@dataclass(frozen=True, slots=True)
class PeriodKeeper:
    """The clerk who opens periods and keeps their due dates."""

    periods: PeriodRepository
    calendars: CalendarRepository
    offices: OfficeRepository
    rules: Sequence[Rules]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def get(self, period_id: str) -> ReportingPeriod:
        """The period of this id. It was opened, or runs now, or will be opened shortly. Raises PeriodUnknown."""
        try:
            period = Period.parse(period_id)
        except NotAPeriod as error:
            raise PeriodUnknown(str(error)) from error
        kept = await self.periods.find(period)
        if kept is not None:
            return kept
        planned = next((each for each in await self.planned() if each.period == period), None)
        if planned is None:
            raise PeriodUnknown("برای این دوره گزارشی خواسته نشده است.")
        return planned

    async def calendar_of(self, period: Period) -> WorkCalendar:
        """The working days after a period, which decide when it is due."""
        return await self.calendars.in_force(period.last_day)

    async def planned(self) -> list[ReportingPeriod]:
        """The periods that run now, and those before them that are not due yet, computed from today's calendar."""
        today, now = day_of(self.now()), self.now()
        calendar = await self.calendars.in_force(today)
        running = [(Period.containing(today, rules.kind), rules) for rules in self.rules]
        before = [(period.previous, rules) for period, rules in running]
        planned = [ReportingPeriod.planned(period, rules, calendar) for period, rules in running + before]
        return [each for each in planned if now <= each.due_at]

    async def open(self, period: Period, *, due: DueRule | None = None) -> ReportingPeriod:
        """Open a period, or give an open one another due rule. The same call again changes nothing.

        Raises PeriodUnknown when nothing is reported for this kind of period.
        """
        rules = next((each for each in self.rules if each.kind == period.kind), None)
        if rules is None:
            raise PeriodUnknown("برای این نوع دوره گزارشی خواسته نشده است.")
        async with self.transaction():
            calendar = await self.calendar_of(period)
            kept = await self.periods.find(period)
            if kept is None:
                opened = ReportingPeriod.planned(period, replace(rules, due=due or rules.due), calendar)
                expected = [office.id for office in await self.offices.all() if office.reports_on(period)]
                await self.periods.save(opened, opened.opened(expected))
                return opened
            if due is not None and kept.due != due:
                kept.due, kept.due_at = due, calendar.due_at(period, due)
                await self.periods.save(kept)
            return kept

    async def open_those_that_began(self) -> None:
        """Open the periods that have ended, unless no office is expected to report on them."""
        offices = await self.offices.all()
        for planned in await self.planned():
            is_expected = any(office.reports_on(planned.period) for office in offices)
            if is_expected and planned.standing(self.now()) is Standing.OPEN:
                await self.open(planned.period)

    async def awaited(self) -> Sequence[Awaited]:
        """The periods on which reports are taken now, newest first."""
        now = self.now()
        this_year = jalali_of(now).year
        opened = await self.periods.of_years(this_year - 1, this_year)
        return [Awaited(each.period, each.due_sentence) for each in opened if each.standing(now) is Standing.OPEN]

    async def follow(self, year: int) -> Sequence[Moved]:
        """Compute the due dates again that a change in this Jalali year can move, and say which moved."""
        now, moved = self.now(), []
        for period in await self.periods.of_years(year - 1, year):
            before = period.due_at
            if period.follow(await self.calendar_of(period.period), now=now):
                await self.periods.save(period)
                moved.append(Moved(period.id, period.period.name, day_of(before), day_of(period.due_at)))
        return moved
