"""Reports and periods as JSON and pages show them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from services.reporting.activity.domain import Deed
from services.reporting.activity.queries import ActivityQueries
from services.reporting.offices.domain import Office
from services.reporting.offices.usecases import OfficeRepository
from services.reporting.periods.domain import ReportingPeriod, Standing, time_left
from services.reporting.periods.usecases import PeriodKeeper
from services.reporting.reports.access import READ_ALL_REPORTS, READ_REPORT, WRITE_REPORT
from services.reporting.reports.answers_domain import Answer, Value
from services.reporting.reports.domain import Report, State
from services.reporting.reports.mongo import REPORTS
from services.reporting.reports.usecases import ReportDesk, Sheet
from shared.persian.jalali import jalali_of
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_YEARS_SHOWN = 2
_MONTHS_SHOWN = 6


class AnswerView(BaseModel):
    """The answer to an item, and what was counted for it."""

    value: Value
    automatic: int | None = None
    note: str = ""
    n_a: bool = False


class ReportView(BaseModel):
    """An office's report on a period."""

    id: str
    period: str
    period_name: str
    office_id: str
    office_name: str
    state: State
    version: int
    revision: int
    nil: bool
    values: dict[str, AnswerView]
    narrative: str
    due_at: datetime
    submitted_at: datetime | None
    first_submitted_at: datetime | None
    on_time: bool | None


class ReportPage(BaseModel):
    """The reports of a period: one for each office that is expected to report, or has reported."""

    items: list[ReportView]
    next: str | None = None


class PeriodView(BaseModel):
    """A period, and how many offices have reported on it."""

    id: str
    name: str
    kind: str
    state: Standing
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    submitted: int
    expected: int

    @property
    def missing(self) -> int:
        """How many offices have not reported."""
        return max(0, self.expected - self.submitted)


class PeriodPage(BaseModel):
    """Periods, newest first."""

    items: list[PeriodView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line in the list of an office's reports."""

    report: ReportView
    period: ReportingPeriod
    standing: Standing
    time_left: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class OfficeMonths:
    """An office and its last reports, newest first."""

    office: Office
    may_write: bool
    lines: Sequence[MonthLine]


@dataclass(frozen=True, slots=True)
class ReportQueries:
    """Reads reports and periods for those who may."""

    store: Store
    desk: ReportDesk
    periods: PeriodKeeper
    offices: OfficeRepository
    activity: ActivityQueries

    async def sheet(self, period_id: str, office_id: str, viewer: Viewer) -> Sheet:
        """A report and what is needed to show it. Raises NotAllowed, and what `ReportDesk.sheet` raises."""
        READ_REPORT.require(viewer, f"office/{office_id}")
        return await self.desk.sheet(period_id, office_id)

    async def of_period(self, period_id: str, viewer: Viewer) -> ReportPage:
        """The reports of a period, by office. Raises NotAllowed or PeriodUnknown."""
        READ_ALL_REPORTS.require(viewer)
        period = await self.periods.get(period_id)
        handed_in = (await self.handed_in([period]))[period.id]
        expected = [o.id for o in await self.offices.all() if o.reports_on(period.period) or o.id in handed_in]
        return ReportPage(items=[view(await self.desk.sheet(period.id, office)) for office in expected])

    async def months_of(self, viewer: Viewer) -> list[OfficeMonths]:
        """The last reports of the own offices of somebody who may read those."""
        own = READ_REPORT.own_of(viewer)
        return [
            OfficeMonths(office, WRITE_REPORT.allows(viewer, f"office/{office.id}"), await self._months(office))
            for office in await self.offices.all()
            if f"office/{office.id}" in own
        ]

    async def deeds(self, sheet: Sheet) -> Sequence[Deed]:
        """The deeds that were counted for a report."""
        return await self.activity.deeds(sheet.office.id, sheet.period.period)

    async def time_left(self, sheet: Sheet) -> str:
        """The time until a report is due, in words that count working days."""
        calendar = await self.periods.calendar_of(sheet.period.period)
        return time_left(sheet.report.due_in(sheet.period), calendar, self.desk.now())

    async def all_periods(self) -> Sequence[ReportingPeriod]:
        """The periods of this year and the last one, with those that run now; newest first."""
        this_year = jalali_of(self.desk.now()).year
        opened = await self.periods.periods.of_years(this_year + 1 - _YEARS_SHOWN, this_year)
        known = {each.id for each in opened}
        planned = [each for each in await self.periods.planned() if each.id not in known]
        return sorted([*opened, *planned], key=lambda each: each.period.last_day, reverse=True)

    async def period_page(self) -> PeriodPage:
        """The same periods, each with the number of offices that have reported."""
        periods, now = await self.all_periods(), self.desk.now()
        offices, handed_in = await self.offices.all(), await self.handed_in(periods)
        return PeriodPage(
            items=[
                PeriodView(
                    id=each.id,
                    name=each.period.name,
                    kind=each.period.kind.value,
                    state=each.standing(now),
                    opens_at=each.opens_at,
                    due_at=each.due_at,
                    closes_at=each.closes_at,
                    submitted=len(handed_in[each.id]),
                    expected=len({o.id for o in offices if o.reports_on(each.period)} | handed_in[each.id]),
                )
                for each in periods
            ]
        )

    async def handed_in(self, periods: Sequence[ReportingPeriod]) -> Mapping[str, AbstractSet[str]]:
        """The offices that have reported on each period, whatever became of them."""
        rows = await self.store.aggregate(
            REPORTS,
            [
                {"$match": {"period_id": {"$in": [each.id for each in periods]}, "submissions.0": {"$exists": True}}},
                {"$group": {"_id": "$period_id", "offices": {"$addToSet": "$office_id"}}},
            ],
        )
        return {each.id: frozenset[str]() for each in periods} | {row["_id"]: frozenset(row["offices"]) for row in rows}

    async def _months(self, office: Office) -> list[MonthLine]:
        lines, now = [], self.desk.now()
        periods = (await self.all_periods())[:_MONTHS_SHOWN]
        handed_in = await self.handed_in(periods)
        for period in periods:
            if office.reports_on(period.period) or office.id in handed_in[period.id]:
                sheet = await self.desk.sheet(period.id, office.id)
                left, missing = await self.time_left(sheet), is_missing(sheet.report, period, now)
                lines.append(MonthLine(view(sheet), period, period.standing(now), left, missing))
        return lines


def view(sheet: Sheet) -> ReportView:
    """The report of a sheet, as programs and pages read it."""
    report = sheet.report
    return ReportView(
        id=report.id,
        period=sheet.period.id,
        period_name=sheet.period.period.name,
        office_id=sheet.office.id,
        office_name=sheet.office.name,
        state=report.state,
        version=report.version,
        revision=report.revision,
        nil=report.nil,
        values=dict(_answers(sheet)),
        narrative=report.answers.narrative,
        due_at=report.due_in(sheet.period),
        submitted_at=report.submissions[-1].at if report.is_handed_in else None,
        first_submitted_at=report.submissions[0].at if report.is_handed_in else None,
        on_time=report.on_time,
    )


def counted(sheet: Sheet) -> Mapping[str, int]:
    """The counts by code: as they are now, or as they were when the report was handed in."""
    if sheet.report.state is State.SUBMITTED:
        return sheet.report.submissions[-1].counted
    return {item.code: sheet.known.counts.get(item.measure, 0) for item in sheet.form.items if item.measure}


def _answers(sheet: Sheet) -> Sequence[tuple[str, AnswerView]]:
    counts = counted(sheet)
    is_begun = sheet.report.state is not State.NOT_STARTED
    answers = []
    for item in sheet.form.items:
        answer = sheet.report.answers.values.get(item.code, Answer())
        first = counts.get(item.code) if is_begun or item.measure else sheet.known.first_answer(item)
        value = first if answer.value is None and not answer.n_a else answer.value
        if value is not None or answer.n_a:
            shown = AnswerView(value=value, automatic=counts.get(item.code), note=answer.note, n_a=answer.n_a)
            answers.append((item.code, shown))
    return answers


def is_missing(report: Report, period: ReportingPeriod, now: datetime) -> bool:
    """Whether the report is overdue and was never handed in."""
    return not report.is_handed_in and now > period.due_at
