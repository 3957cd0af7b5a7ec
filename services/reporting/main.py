"""The composition root of reporting."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI

from services.reporting.activity import mongo as activity_mongo
from services.reporting.activity.mongo import MongoDeedRepository
from services.reporting.activity.queries import ActivityQueries
from services.reporting.activity.usecases import ActivityCounter
from services.reporting.calendar import api as calendar_api
from services.reporting.calendar import domain as calendar_domain
from services.reporting.calendar import mongo as calendar_mongo
from services.reporting.calendar import pages as calendar_pages
from services.reporting.calendar.guess import moving_holidays
from services.reporting.calendar.jobs import Guess, YearOpener
from services.reporting.calendar.mongo import MongoCalendarRepository
from services.reporting.calendar.policy import CalendarPolicy
from services.reporting.calendar.queries import CalendarQueries
from services.reporting.calendar.usecases import CalendarKeeper
from services.reporting.consumer import event_handlers
from services.reporting.deeds import WORDS
from services.reporting.offices import mongo as offices_mongo
from services.reporting.offices.domain import OfficeUnknown
from services.reporting.offices.mongo import MongoOfficeRepository
from services.reporting.offices.usecases import OfficeDirectory
from services.reporting.periods import mongo as periods_mongo
from services.reporting.periods.domain import PeriodUnknown, StalePeriod
from services.reporting.periods.jobs import PeriodOpener
from services.reporting.periods.mongo import MongoPeriodRepository
from services.reporting.periods.usecases import PeriodKeeper
from services.reporting.reports import api as reports_api
from services.reporting.reports import desk_part as reports_desk_part
from services.reporting.reports import domain as reports_domain
from services.reporting.reports import mongo as reports_mongo
from services.reporting.reports import pages as reports_pages
from services.reporting.reports.form import Forms
from services.reporting.reports.matrix import MatrixQueries
from services.reporting.reports.mongo import MongoReportRepository
from services.reporting.reports.queries import ReportQueries
from services.reporting.reports.usecases import ReportDesk
from services.reporting.settings import Settings
from shared.operations.audit_pages import TEMPLATES, audit_pages
from shared.persian.jalali import NotADate
from shared.runtime.clock import utc_now
from shared.store.lease import Lease
from shared.store.store import Store
from shared.web.problems import Problem
from shared.web.revocations import Revocations
from shared.web.service import Service, create_app, serve
from shared.web.shell.shell import Shell

_HERE = Path(__file__).parent
_STALE = Problem(409, "stale", "این مورد را همین حالا کس دیگری تغییر داده است.")

PROBLEMS = {
    OfficeUnknown: Problem(404, "office-not-found", "چنین دستگاهی ثبت نشده است."),
    PeriodUnknown: Problem(404, "period-not-found", "برای این دوره گزارشی خواسته نشده است."),
    reports_domain.WrongTime: Problem(409, "wrong-time", "اکنون زمان این کار نیست."),
    reports_domain.NotExpected: Problem(409, "not-expected", "از این دستگاه گزارشی انتظار نمی‌رود."),
    reports_domain.StaleReport: Problem(409, "stale-report", "این گزارش را همین حالا کس دیگری تغییر داده است."),
    reports_domain.Incomplete: Problem(422, "incomplete", "این گزارش هنوز کامل نیست."),
    calendar_domain.NotClosed: Problem(404, "not-closed", "این روز در فهرست تعطیلی‌ها نیست."),
    calendar_domain.NoTitle: Problem(422, "no-title", "مناسبت تعطیلی نوشته نشده است."),
    calendar_domain.OutsideTheCalendar: Problem(422, "outside-the-calendar", "این روز در تقویم اداری نیست."),
    calendar_domain.StaleCalendar: _STALE,
    StalePeriod: _STALE,
    NotADate: Problem(422, "not-a-day", "چنین روزی در تقویم نیست."),
}

KEPT = (offices_mongo, activity_mongo, calendar_mongo, periods_mongo, reports_mongo)
"""The features with collections of their own."""


def run() -> None:
    """Serve the real thing."""
    settings = Settings()
    serve(create_reporting(settings), settings, name="reporting")


def create_reporting(
    settings: Settings, *, now: Callable[[], datetime] = utc_now, guess: Guess = moving_holidays
) -> FastAPI:
    """Build the service around its database and its broker. `guess` names the moving holidays of a year."""
    store = Store.open(
        settings.mongo_url,
        service="reporting",
        now=now,
        driver=settings.mongo_driver,
        audited=[feature.AUDITED for feature in KEPT],
    )
    revocations = Revocations(store)
    forms = Forms.read(settings.templates)
    offices = MongoOfficeRepository(store)
    calendars = MongoCalendarRepository(store, CalendarPolicy.read(settings.calendar_policy))
    activity = ActivityQueries(store)
    directory = OfficeDirectory(offices)
    counter = ActivityCounter(MongoDeedRepository(store))
    periods = PeriodKeeper(
        periods=MongoPeriodRepository(store),
        calendars=calendars,
        offices=offices,
        rules=forms.rules,
        transaction=store.transaction,
        now=now,
    )
    calendar_keeper = CalendarKeeper(calendars=calendars, due_dates=periods, transaction=store.transaction)
    desk = ReportDesk(
        reports=MongoReportRepository(store),
        periods=periods,
        offices=offices,
        activity=activity,
        forms=forms,
        transaction=store.transaction,
        now=now,
    )
    reports = ReportQueries(store, desk, periods, offices)
    year_opener = YearOpener(store, Lease(store, "calendar", seconds=60), calendars, calendar_keeper, guess, now)
    period_opener = PeriodOpener(store, Lease(store, "periods", seconds=60), periods)
    return create_app(
        Service(
            name="reporting",
            title="Ravabet Reporting",
            settings=settings,
            store=store,
            revocations=revocations,
            handlers=event_handlers(directory, counter, revocations),
            shell=Shell(
                _HERE / "reports" / "templates",
                _HERE / "calendar" / "templates",
                TEMPLATES,
                county=settings.county,
                demo=settings.demo,
                public_url=settings.public_url,
                now=now,
                locales=[_HERE / "locale"],
            ),
            routers=[
                calendar_api.router,
                reports_api.router,
                calendar_pages.router,
                reports_pages.router,
                reports_desk_part.router,
                audit_pages("/reporting", store, WORDS),
            ],
            problems=PROBLEMS,
            indexes=[feature.INDEXES for feature in KEPT],
            jobs=[year_opener.run, period_opener.run],
            state={
                "office_directory": directory,
                "activity_counter": counter,
                "activity": activity,
                "calendars": calendars,
                "calendar_keeper": calendar_keeper,
                "calendar": CalendarQueries(calendars),
                "period_keeper": periods,
                "report_desk": desk,
                "reports": reports,
                "matrix": MatrixQueries(store, offices, reports),
                "now": now,
            },
        )
    )
