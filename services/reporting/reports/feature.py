"""The manifest of reports: the managers' form, the page of all offices, the interface for programs."""

from pathlib import Path

from services.reporting.reports import access, api, desk_section_pages, mongo, pages
from services.reporting.reports.domain import Incomplete, NotExpected, WrongTime
from services.reporting.reports.open_work_queries import OpenReports
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="reports",
    routers=(api.router, pages.router, desk_section_pages.router),
    problems={
        WrongTime: Problem(409, "wrong-time", "اکنون زمان این کار نیست."),
        NotExpected: Problem(409, "not-expected", "از این دستگاه گزارشی انتظار نمی‌رود."),
        Incomplete: Problem(422, "incomplete", "این گزارش هنوز کامل نیست."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenReports, OpenReports.of),
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="گزارش‌های ماهانه",
            href="/reporting",
            icon="report-analytics",
            order=30,
            action=access.READ_REPORT,
        ),
    ),
    deeds={
        "PUT /api/reporting/reports/{period}/{office_id}": "تکمیل گزارش",
        "POST /reporting/{period}/{office_id}": "تکمیل یا ارسال گزارش",
        "POST /api/reporting/reports/{period}/{office_id}/submission": "ارسال گزارش",
    },
    things={mongo.REPORTS: "گزارش"},
    actions=access.ACTIONS,
)
