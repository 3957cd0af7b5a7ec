"""Reporting's forms, filled: a month that is open, errors, what was handed in, the calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.reporting.calendar.queries import ClosureView
from services.reporting.offices.domain import Office, OfficeId
from services.reporting.periods.domain import ReportingPeriod
from services.reporting.reports.domain import Known, Report
from services.reporting.reports.form_domain import Forms
from services.reporting.reports.lines_pages import filled_sections
from services.reporting.reports.matrix_pages import shown
from services.reporting.reports.matrix_queries import Cell, Column, Matrix, Row
from services.reporting.reports.queries import view
from services.reporting.reports.usecases import Sheet
from shared.persian.jalali import JalaliDate
from shared.persian.periods import Period, PeriodKind
from shared.persian.workdays import DueRule

FORMS = Path(__file__).parents[2] / "services/reporting/reports/forms"


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    form = Forms.read(FORMS).of(PeriodKind.MONTH)
    due_at = datetime(2026, 11, 28, 11, tzinfo=UTC)
    period = ReportingPeriod(Period(1405, 8, PeriodKind.MONTH), DueRule(), 10, due_at, "1405.1", version=1)
    office = Office(OfficeId("water"), "اداره آب و فاضلاب", "آب و فاضلاب", (now - timedelta(days=900)).date())
    sheet = Sheet(Report(period.id, office.id), period, office, form, Known())

    def report(*, may_write: bool, errors: dict[str, str] | None = None) -> tuple[str, dict[str, Any]]:
        sections = filled_sections(sheet, [], errors=errors or {})
        return "reporting/report.html", {
            "report": view(sheet),
            "period": period,
            "office": office,
            "sections": sections,
            "answered": sum(section.answered for section in sections),
            "asked": len(form.items),
            "narrative": "",
            "errors": errors or {},
            "summary": errors or {},
            "trouble": "",
            "is_typed": False,
            "standing": "open",
            "time_left": "۵ روز مانده",
            "is_missing": False,
            "may_write": may_write,
        }

    closed = JalaliDate(1405, 9, 4)
    closures = [ClosureView(day=closed.to_date(), jalali=str(closed), title="آلودگی هوا", kind="declared")]
    calendar = {
        "year": 1405,
        "years": [1404, 1406],
        "months": [("آذر", closures)],
        "open_periods": [period],
        "errors": {},
        "day": "",
        "title": "",
    }
    wrong = {"errors": {"day": "تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید."}, "day": "فردا", "title": "آلودگی هوا"}
    twelve = [Period(1404 + (month > 12), (month - 1) % 12 + 1, PeriodKind.MONTH) for month in range(9, 21)]
    columns = [Column(replace(period, period=each), {"on_time": 2, "late": 1, "missing": 1}) for each in twelve]
    states = ["on_time", "late", "missing", "nil", "open", "none"] * 2
    rows = [
        Row(name, "/offices/water", kind, [Cell(state, state == "on_time", "/reporting") for state in states], 82)
        for name, kind in (("آب و فاضلاب", "اداره‌ها"), ("آموزش و پرورش", "اداره‌ها"), ("بانک روستا", "بانک‌ها"))
    ]
    return {
        "/reporting/matrix": ("reporting/matrix.html", shown(Matrix(columns, rows), "")),
        "/reporting/calendar": ("reporting/calendar.html", calendar),
        "/reporting/calendar/wrong": ("reporting/calendar.html", calendar | wrong),
        "/reporting/1405-08/water": report(may_write=True),
        "/reporting/1405-08/wrong": report(may_write=True, errors={form.items[0].code: "یک عدد بنویسید."}),
        "/reporting/1405-08/read": report(may_write=False),
    }
