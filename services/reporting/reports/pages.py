"""Reports for people: the manager's months, the secretariat's matrix, the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from services.reporting.access import READ_ALL_REPORTS, WRITE_REPORT
from services.reporting.activity.queries import ActivityQueries
from services.reporting.periods.domain import ReportingPeriod, Standing, time_left
from services.reporting.reports.answers import Unfit
from services.reporting.reports.api import Desk, Queries, Reading, Writing
from services.reporting.reports.domain import Incomplete, StaleReport, WrongTime
from services.reporting.reports.lines import Typed, parts, typed_in, values_of
from services.reporting.reports.matrix import Column, Matrix, MatrixQueries
from services.reporting.reports.queries import ReportView, is_missing, view
from services.reporting.reports.usecases import ReportDesk, Sheet
from shared.language.shown import digits, is_persian, percent, period_name
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/reporting")

_MONTHS_OF_A_MANAGER = 6


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A period in a manager's list."""

    report: ReportView
    period: ReportingPeriod
    standing: Standing
    time_left: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed and could not be saved: it stays on the page."""

    typed: Mapping[str, Typed]
    narrative: str


@router.get("")
async def overview(
    request: Request, viewer: Reading, desk: Desk, queries: Queries, group: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    if READ_ALL_REPORTS.allows(viewer):
        return await _matrix_page(request, desk, group)
    offices = [office for office in await desk.offices.all() if office.id in viewer.offices]
    groups = [(office, await _months(desk, queries, office.id)) for office in offices]
    return _shell(request).page(request, "reporting/months.html", groups=groups)


@router.get("/{period}/{office_id}")
async def report(request: Request, period: str, office_id: str, viewer: Reading, queries: Queries) -> Response:
    sheet = await queries.sheet(period, office_id, viewer)
    return await _report_page(request, sheet, viewer)


@router.post("/{period}/{office_id}", dependencies=[Depends(checked_form)])
async def keep(request: Request, period: str, office_id: str, viewer: Writing, desk: Desk) -> Response:
    posted = dict(await request.form())
    deed = posted.get("deed")
    if deed == "nil":
        return await _hand_in(request, desk, period, office_id, viewer, nil=True)
    sheet = await desk.sheet(period, office_id)
    typed = typed_in(sheet.form, posted)
    narrative = str(posted.get("narrative", ""))
    kept = Kept(typed, narrative)
    try:
        await desk.fill(
            period,
            office_id,
            values_of(sheet.form, typed, posted),
            narrative=narrative,
            version=_version(posted),
            by=viewer,
        )
    except Unfit as error:
        return await _report_page(request, sheet, viewer, status=422, errors=error.errors, kept=kept)
    except (StaleReport, WrongTime) as error:
        return await _report_page(request, sheet, viewer, status=409, trouble=str(error), kept=kept)
    if deed == "submit":
        return await _hand_in(request, desk, period, office_id, viewer)
    return _shell(request).go(f"/reporting/{period}/{office_id}", said="پیش‌نویس ذخیره شد")


async def _hand_in(
    request: Request, desk: ReportDesk, period: str, office_id: str, viewer: Viewer, *, nil: bool = False
) -> Response:
    try:
        sheet = await desk.submit(period, office_id, nil=nil, by=viewer)
    except Incomplete as error:
        sheet = await desk.sheet(period, office_id)
        trouble = "" if error.errors else str(error)
        return await _report_page(request, sheet, viewer, status=422, errors=error.errors, trouble=trouble)
    except WrongTime as error:
        sheet = await desk.sheet(period, office_id)
        return await _report_page(request, sheet, viewer, status=409, trouble=str(error))
    when = "به‌موقع" if sheet.report.on_time else "با تأخیر"
    return _shell(request).go(
        f"/reporting/{period}/{office_id}",
        said=_("گزارش %(period)s فرستاده شد: %(when)s", period=period_name(sheet.period.period), when=_(when)),
    )


async def _report_page(
    request: Request,
    sheet: Sheet,
    viewer: Viewer,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    trouble: str = "",
    kept: Kept | None = None,
) -> Response:
    activity: ActivityQueries = request.app.state.activity
    desk: ReportDesk = request.app.state.report_desk
    now = desk.now()
    deeds = await activity.deeds(sheet.office.id, sheet.period.period)
    shown = parts(sheet, deeds, typed=kept.typed if kept else None, errors=errors or {})
    calendar = await desk.periods.calendars.in_force(sheet.period.period.last_day)
    standing = sheet.period.standing(now)
    return _shell(request).page(
        request,
        "reporting/report.html",
        status=status,
        report=view(sheet),
        period=sheet.period,
        office=sheet.office,
        parts=shown,
        answered=sum(part.answered for part in shown),
        asked=len(sheet.form.items),
        narrative=kept.narrative if kept else sheet.report.answers.narrative,
        errors=errors or {},
        summary=_summary(sheet, errors or {}),
        trouble=trouble,
        standing=standing.value,
        time_left=time_left(sheet.report.due_in(sheet.period), calendar, now),
        is_missing=is_missing(sheet.report, sheet.period, now),
        may_write=WRITE_REPORT.allows(viewer, f"office/{sheet.office.id}") and standing is not Standing.CLOSED,
        sees_all=READ_ALL_REPORTS.allows(viewer),
    )


def _summary(sheet: Sheet, errors: Mapping[str, str]) -> dict[str, str]:
    """The sentences by field, each with the name of what it is about."""
    labels = {item.code: item.label for item in sheet.form.items}
    return {code: f"{labels.get(code) or _('سخن پایانی')}: {_(sentence)}" for code, sentence in errors.items()}


async def _matrix_page(request: Request, desk: ReportDesk, group: str) -> Response:
    queries: MatrixQueries = request.app.state.matrix
    matrix = await queries.matrix(desk.now())
    rows = [row for row in matrix.rows if group in ("", row.group)]
    return _shell(request).page(
        request,
        "reporting/matrix.html",
        matrix=matrix,
        figures=_figures(matrix),
        groups=list(dict.fromkeys(row.group for row in matrix.rows if row.group)),
        group=group,
        rows=[
            {
                "name": row.name,
                "href": row.href,
                "cells": row.cells,
                "share": "–" if row.on_time_of_100 is None else percent(row.on_time_of_100),
            }
            for row in rows
        ],
        months=[{"name": period_name(column.period.period).rpartition(" ")[0]} for column in matrix.columns],
        summaries=[(column, counted_sentence(column)) for column in reversed(matrix.columns)],
    )


async def _months(desk: ReportDesk, queries: Queries, office_id: str) -> list[MonthLine]:
    now, lines = desk.now(), []
    office = next(each for each in await desk.offices.all() if each.id == office_id)
    for period in (await queries.all_periods())[:_MONTHS_OF_A_MANAGER]:
        if not office.reports_on(period.period):
            continue
        sheet = await desk.sheet(period.id, office_id)
        calendar = await desk.periods.calendars.in_force(period.period.last_day)
        left = time_left(sheet.report.due_in(period), calendar, now)
        missing = is_missing(sheet.report, period, now)
        lines.append(MonthLine(view(sheet), period, period.standing(now), left, missing))
    return lines


def counted_sentence(column: Column) -> str:
    """What became of a period's reports: «۱۷ به‌موقع، ۳ با تأخیر، ۲ بی‌فعالیت، ۲ نرسیده»."""
    said = [f"{digits(column.counts[state])} {_(word)}" for state, word in _WORDS.items() if column.counts.get(state)]
    return ("، " if is_persian() else ", ").join(said) or _("گزارشی انتظار نمی‌رفت")


_WORDS = {"on_time": "به‌موقع", "late": "با تأخیر", "nil": "بی‌فعالیت", "missing": "نرسیده", "open": "در مهلت"}


def _figures(matrix: Matrix) -> list[dict[str, str | None]]:
    if not matrix.columns:
        return []
    newest = matrix.columns[-1]
    name = period_name(newest.period.period)
    shares = [row.on_time_of_100 for row in matrix.rows if row.on_time_of_100 is not None]
    figures: list[tuple[str, str]] = [
        (
            digits(newest.handed_in),
            _("گزارش %(period)s رسیده، از %(expected)s", period=name, expected=digits(newest.expected)),
        ),
        (digits(newest.counts.get("open", 0)), _("گزارش %(period)s هنوز در مهلت", period=name)),
        (
            digits(sum(column.counts.get("missing", 0) for column in matrix.columns)),
            _("گزارش نرسیده در این ماه‌ها"),
        ),
        (percent(round(sum(shares) / len(shares))) if shares else "–", _("به‌موقع، میانگین دستگاه‌ها")),
    ]
    return [{"value": value, "label": label, "href": None} for value, label in figures]


def _version(posted: Mapping[str, Any]) -> int | None:
    version = str(posted.get("version", ""))
    return int(version) if version.isascii() and version.isdigit() else None


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell
