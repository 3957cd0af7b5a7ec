"""The manifest of the calendar: the secretariat's page, the interface for programs, the job that opens years."""

from pathlib import Path

from services.reporting.calendar import access, api, mongo, pages
from services.reporting.calendar.domain import NotClosed, NoTitle, OutsideTheCalendar
from services.reporting.calendar.jobs import YearOpener
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="calendar",
    routers=(api.router, pages.router),
    problems={
        NotClosed: Problem(404, "not-closed", "این روز در فهرست تعطیلی‌ها نیست."),
        NoTitle: Problem(422, "no-title", "مناسبت تعطیلی نوشته نشده است."),
        OutsideTheCalendar: Problem(422, "outside-the-calendar", "این روز در تقویم اداری نیست."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The calendar is the county's.",
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="تقویم و تعطیلی",
            href="/reporting/calendar",
            icon="calendar-off",
            order=60,
            action=access.KEEP_CALENDAR,
        ),
    ),
    deeds={
        "POST /api/reporting/calendar/closures": "اعلام تعطیلی",
        "POST /reporting/calendar/closures": "اعلام تعطیلی",
        "DELETE /api/reporting/calendar/closures/{day}": "حذف تعطیلی",
        "POST /reporting/calendar/closures/{day}/removal": "حذف تعطیلی",
    },
    things={mongo.CALENDAR_YEARS: "تقویم سال"},
    actions=access.ACTIONS,
    jobs=(job(YearOpener, YearOpener.run),),
)
