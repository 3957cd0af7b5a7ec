"""The composition root of reporting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from services.reporting.activity import feature as activity
from services.reporting.activity.mongo import MongoDeedRepository
from services.reporting.activity.queries import ActivityQueries
from services.reporting.activity.usecases import ActivityCounter
from services.reporting.calendar import feature as calendar
from services.reporting.calendar.holidays_outside import moving_holidays
from services.reporting.calendar.jobs import Guess, YearOpener
from services.reporting.calendar.mongo import MongoCalendarRepository
from services.reporting.calendar.policy_domain import CalendarPolicy
from services.reporting.calendar.queries import CalendarQueries
from services.reporting.calendar.usecases import CalendarKeeper
from services.reporting.offices import feature as offices
from services.reporting.offices.mongo import office_copies
from services.reporting.offices.usecases import OfficeDirectory
from services.reporting.periods import feature as periods
from services.reporting.periods.jobs import PeriodOpener
from services.reporting.periods.mongo import MongoPeriodRepository
from services.reporting.periods.usecases import PeriodKeeper
from services.reporting.reports import feature as reports
from services.reporting.reports.form_domain import Forms
from services.reporting.reports.matrix_queries import MatrixQueries
from services.reporting.reports.mongo import MongoReportRepository
from services.reporting.reports.open_work_queries import OpenReports
from services.reporting.reports.queries import ReportQueries
from services.reporting.reports.usecases import ReportDesk
from services.reporting.settings import Settings
from shared.operations.audit_pages import trail_of
from shared.operations.overview import Overview
from shared.operations.set_aside_pages import set_aside_of
from shared.operations.watch import Watch
from shared.runtime.clock import utc_now
from shared.runtime.settings import read_settings
from shared.store.lease import Lease
from shared.web.service import Platform, create_app, serve

OWN = (offices.FEATURE, activity.FEATURE, calendar.FEATURE, periods.FEATURE, reports.FEATURE)
_SET_ASIDE = set_aside_of("reporting", "/reporting", OWN)
FEATURES = (*OWN, _SET_ASIDE, trail_of("reporting", "/reporting", (*OWN, _SET_ASIDE)))

_LEASE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What reporting is made of; routes, handlers and jobs find each part by its class."""

    settings: Settings
    platform: Platform
    directory: OfficeDirectory
    counter: ActivityCounter
    calendar_keeper: CalendarKeeper
    calendar: CalendarQueries
    year_opener: YearOpener
    periods: PeriodKeeper
    period_opener: PeriodOpener
    desk: ReportDesk
    reports: ReportQueries
    matrix: MatrixQueries
    open_reports: OpenReports
    watch: Watch
    overview: Overview


def run() -> None:
    """Serve the real thing."""
    settings = read_settings(Settings)
    serve(create_reporting(real_parts(settings)), settings, name="reporting")


def real_parts(settings: Settings, *, now: Callable[[], datetime] = utc_now, guess: Guess = moving_holidays) -> Parts:
    """The parts over the real database; nothing is connected before the first call.

    `guess` names the moving holidays of a year.
    """
    platform = Platform.open("reporting", settings, FEATURES, now=now)
    store = platform.store
    forms = Forms.read(settings.templates)
    offices = office_copies(store)
    activity = ActivityQueries(store, settings.public_url)
    calendars = MongoCalendarRepository(store, CalendarPolicy.read(settings.calendar_policy))
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
        public_url=settings.public_url,
    )
    reports = ReportQueries(store, desk, periods, offices, activity)
    return Parts(
        settings=settings,
        platform=platform,
        directory=OfficeDirectory(offices),
        counter=ActivityCounter(MongoDeedRepository(store)),
        calendar_keeper=calendar_keeper,
        calendar=CalendarQueries(calendars, periods),
        year_opener=YearOpener(
            store, Lease(store, "calendar", seconds=_LEASE_SECONDS), calendars, calendar_keeper, guess, now
        ),
        periods=periods,
        period_opener=PeriodOpener(store, Lease(store, "periods", seconds=_LEASE_SECONDS), periods),
        desk=desk,
        reports=reports,
        matrix=MatrixQueries(store, offices, reports),
        open_reports=OpenReports(reports),
        watch=Watch(store, now),
        overview=Overview(store),
    )


def create_reporting(parts: Parts) -> FastAPI:
    """Build the service around its parts."""
    return create_app("reporting", parts, FEATURES)
