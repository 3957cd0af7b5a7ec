"""Writing and handing in reports."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.reporting.activity.domain import Measure
from services.reporting.offices.domain import Office, OfficeId
from services.reporting.offices.usecases import OfficeRepository
from services.reporting.periods.domain import ReportingPeriod
from services.reporting.periods.usecases import PeriodKeeper
from services.reporting.reports.access import WRITE_REPORT
from services.reporting.reports.answers_domain import (
    MOST_NARRATIVE,
    Answer,
    Answers,
    NoAnswer,
    Value,
    WrongAnswers,
    read_text,
    read_values,
)
from services.reporting.reports.domain import Known, NotExpected, Report, State, in_first_version, stale_report
from services.reporting.reports.form_domain import Form, Forms, Source
from shared.events import Event
from shared.language.shown import period_name
from shared.language.speech import gettext as _
from shared.persian.periods import Period
from shared.runtime.viewer import Viewer


class ReportRepository(Protocol):
    """Where reports are kept."""

    async def get(self, period_id: str, office_id: str) -> Report:
        """The report; a new one, not started, when nobody has begun it."""

    async def save(self, report: Report, *events: Event) -> None:
        """Keep the report and queue its events: both, or neither. Raises Stale."""


class Activity(Protocol):
    """Where the counts come from."""

    async def counts(self, office_id: str, period: Period) -> Mapping[Measure, int]:
        """The count of every measure of an office in a period."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report, and what is needed to fill it in or show it."""

    report: Report
    period: ReportingPeriod
    office: Office
    form: Form
    known: Known

    @property
    def is_expected(self) -> bool:
        """Whether the office is still expected to report on the period; one that closed in it is not."""
        return self.office.reports_on(self.period.period)


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """The desk of the managers who report for their offices."""

    reports: ReportRepository
    periods: PeriodKeeper
    offices: OfficeRepository
    activity: Activity
    forms: Forms
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    public_url: str

    async def sheet(self, period_id: str, office_id: str) -> Sheet:
        """A report, and what is needed to fill it in or show it. Raises PeriodUnknown, OfficeUnknown or NotExpected.

        What was written stays there to be read, whatever becomes known of the office later.
        """
        sheet = await self.sheet_of_any(period_id, office_id)
        if sheet.report.state is State.NOT_STARTED and not sheet.is_expected:
            raise _not_expected(sheet.office, sheet.period)
        return sheet

    async def sheet_of_any(self, period_id: str, office_id: str) -> Sheet:
        """The same also for an office that is not expected to report, such as one that closed while somebody wrote."""
        period = await self.periods.get(period_id)
        office = await self.offices.get(OfficeId(office_id))
        report = await self.reports.get(period.id, office_id)
        form = self.forms.of(period.period.kind)
        known = Known(
            await self.activity.counts(office_id, period.period), await self._carried_over(form, period, office)
        )
        return Sheet(report, period, office, form, known)

    async def fill(
        self,
        period_id: str,
        office_id: str,
        values: Mapping[str, object],
        *,
        narrative: str | None = None,
        nil: bool = False,
        version: int | None = None,
        by: Viewer,
    ) -> Sheet:
        """Store a draft. The values replace all earlier ones; a narrative that is not given stays.

        `version` is the one that the writer saw: when it is not the newest, only a draft that changes nothing is taken.
        Without it the draft is taken whatever the version is.
        Raises NotAllowed, WrongAnswers, Stale, WrongTime, Incomplete, and what `sheet` raises.
        """
        WRITE_REPORT.require(by, f"office/{office_id}")
        async with self.transaction():
            sheet = await self._sheet_to_write(period_id, office_id)
            report = sheet.report
            answers = _answers(sheet, values, narrative, nil=nil)
            is_stale = version is not None and version != report.version
            if report.fill(answers, nil=nil, form=sheet.form, known=sheet.known, period=sheet.period, now=self.now()):
                if is_stale:
                    raise stale_report()
                await self.reports.save(report)
            return sheet

    async def submit(self, period_id: str, office_id: str, *, nil: bool = False, by: Viewer) -> Sheet:
        """Hand the report in; with `nil`, declare that there was nothing to report. Again, it changes nothing.

        Raises NotAllowed, WrongTime, Incomplete, and what `sheet` raises.
        """
        WRITE_REPORT.require(by, f"office/{office_id}")
        async with self.transaction():
            sheet = await self._sheet_to_write(period_id, office_id)
            report, period, now = sheet.report, sheet.period, self.now()
            if nil:
                report.fill(report.answers, nil=True, form=sheet.form, known=sheet.known, period=period, now=now)
            event = report.submit(
                form=sheet.form, known=sheet.known, period=period, office=sheet.office, now=now, url=self._url(report)
            )
            if event:
                # The first version is deprecated. It goes first: a listener that knows no other must not wait for it.
                await self.reports.save(report, in_first_version(event), event)
            return sheet

    async def _sheet_to_write(self, period_id: str, office_id: str) -> Sheet:
        sheet = await self.sheet(period_id, office_id)
        if not sheet.is_expected:
            raise _not_expected(sheet.office, sheet.period)
        return sheet

    def _url(self, report: Report) -> str:
        return f"{self.public_url}/reporting/{report.period_id}/{report.office_id}"

    async def _carried_over(self, form: Form, period: ReportingPeriod, office: Office) -> Mapping[str, Value]:
        codes = [item.code for item in form.items if item.source is Source.CARRIED_OVER]
        before = await self.reports.get(str(period.period.previous), office.id)
        if before.state is State.NOT_STARTED:
            return {}
        return {code: before.answers.values[code].value for code in codes if code in before.answers.values}


def _not_expected(office: Office, period: ReportingPeriod) -> NotExpected:
    named = period_name(period.period)
    if office.closed_on and office.closed_on <= period.period.last_day:
        return NotExpected(
            _("%(office)s بسته شده است و برای %(period)s گزارشی از آن انتظار نمی‌رود.", office=office.name, period=named)
        )
    return NotExpected(_("از %(office)s برای %(period)s گزارشی انتظار نمی‌رود.", office=office.name, period=named))


def _answers(sheet: Sheet, values: Mapping[str, object], narrative: str | None, *, nil: bool) -> Answers:
    try:
        told = sheet.report.answers.narrative if narrative is None else read_text(narrative, most=MOST_NARRATIVE)
    except NoAnswer as error:
        raise WrongAnswers({"narrative": str(error)}) from error
    is_first_word = sheet.report.state is State.NOT_STARTED and not nil
    carried = sheet.known.carried_over if is_first_word else {}
    taken_over = {code: Answer(value) for code, value in carried.items() if code not in values}
    return Answers(taken_over | read_values(sheet.form, values), told)
