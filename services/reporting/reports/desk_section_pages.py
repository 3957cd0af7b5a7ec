"""The reports that wait on somebody's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Response

from services.reporting.offices.domain import Office
from services.reporting.periods.domain import ReportingPeriod, Standing, time_left
from services.reporting.reports.access import READ_ALL_REPORTS, SEE_DESK_PART, WRITE_REPORT
from services.reporting.reports.api import Queries
from services.reporting.reports.domain import Report, State
from services.reporting.reports.queries import PeriodView, ReportQueries
from shared.language.shown import digits, long_date, period_name
from shared.language.speech import gettext as _
from shared.operations.overview import Overview
from shared.operations.parked_entries import ParkedEvents
from shared.persian.jalali import day_of
from shared.persian.periods import Period
from shared.persian.workdays import WorkCalendar
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When, due, section_page
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/reporting")


@router.get("/desk-part")
async def desk_part(
    page: OnPage,
    viewer: Annotated[Viewer, may(SEE_DESK_PART)],
    queries: Queries,
    overview: Annotated[Overview, part(Overview)],
) -> Response:
    waiting = Waiting(queries, page.now)
    parked = await ParkedEvents("reporting", overview).entries(viewer, page.now)
    return section_page(page, [*await waiting.own(viewer), *await waiting.of_others(viewer), *parked])


@dataclass(frozen=True, slots=True)
class Waiting:
    """Finds the reports that wait for a person."""

    queries: ReportQueries
    now: datetime

    async def own(self, viewer: Viewer) -> Sequence[Entry]:
        """The reports that this person has to write; the one that is due first stands first."""
        desk, entries = self.queries.desk, []
        things = WRITE_REPORT.own_of(viewer)
        offices = [office for office in await desk.offices.all() if f"office/{office.id}" in things]
        for period in reversed(await self.queries.all_periods()) if offices else ():
            if period.standing(self.now) is not Standing.OPEN:
                continue
            calendar = await self.queries.periods.calendar_of(period.period)
            for office in offices:
                report = await desk.reports.get(period.id, office.id)
                if office.reports_on(period.period) and report.state is not State.SUBMITTED:
                    entries.append(_to_write(report, period, office, calendar, self.now))
        return entries

    async def of_others(self, viewer: Viewer) -> Sequence[Entry]:
        """The open periods on which offices have not reported yet, for those who may read all reports."""
        if not READ_ALL_REPORTS.is_open_on_any(viewer):
            return []
        periods = (await self.queries.period_page()).items
        return [_missing(each, self.now) for each in periods if each.state is Standing.OPEN and each.missing]


def _to_write(report: Report, period: ReportingPeriod, office: Office, calendar: WorkCalendar, now: datetime) -> Entry:
    name, href = period_name(period.period), f"/reporting/{period.id}/{office.id}"
    button = "آغاز گزارش" if report.state is State.NOT_STARTED else "ادامه گزارش"
    if report.is_handed_in:
        text = _("%(office)s · تا %(day)s پذیرفته می‌شود", office=office.name, day=long_date(period.closes_at))
        title = _("بازبینی گزارش %(period)s ارسال نشده است", period=name)
        return Entry(When.WHENEVER, "report-analytics", title, text, href, button, tone="brand")
    if now > period.due_at:
        text = _(
            "%(office)s · مهلت %(due)s بود؛ تا %(closes)s با تأخیر پذیرفته می‌شود",
            office=office.name,
            due=long_date(period.due_at),
            closes=long_date(period.closes_at),
        )
        title = _("مهلت گزارش %(period)s گذشته است", period=name)
        return Entry(When.TODAY, "report-analytics", title, text, href, button, tone="bad")
    when = due(day_of(period.due_at), now)
    text = _(
        "%(office)s · تا %(due)s · %(left)s",
        office=office.name,
        due=period.due_sentence,
        left=time_left(period.due_at, calendar, now),
    )
    tone = "warn" if when is When.TODAY else "brand"
    title = _("گزارش %(period)s را ارسال کنید", period=name)
    return Entry(when, "report-analytics", title, text, href, button, tone=tone)


def _missing(period: PeriodView, now: datetime) -> Entry:
    is_over = now > period.due_at
    name = period_name(Period.parse(period.id))
    numbers = {"submitted": digits(period.submitted), "expected": digits(period.expected)}
    due = "مهلت %(due)s بود" if is_over else "مهلت %(due)s است"
    return Entry(
        When.OTHERS,
        "hourglass",
        _("گزارش %(period)s از %(number)s دستگاه هنوز نرسیده است", period=name, number=digits(period.missing)),
        f"{_(due, due=long_date(period.due_at))} · {_('%(submitted)s از %(expected)s رسیده است', **numbers)}",
        "/reporting",
        state="مهلت گذشته" if is_over else "در مهلت",
    )
