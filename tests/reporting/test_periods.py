"""When periods open, are due and close."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.calendar.policy_domain import CalendarPolicy
from services.reporting.main import Parts, create_reporting, real_parts
from services.reporting.offices.domain import Office, OfficeId
from services.reporting.offices.mongo import office_copies
from services.reporting.periods.domain import ReportingPeriod, Rules, Standing, rule_due_on, time_left
from services.reporting.settings import Settings
from shared.persian.jalali import day_of
from shared.persian.periods import Period, PeriodKind
from shared.persian.workdays import DueRule, WorkCalendar
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import MANAGER, SECRETARY, bearer
from tests.reporting.scene import LONG_AGO, Clock, nothing_moves, told
from tests.services import running_service

MONTHLY = json.loads(Path("services/reporting/reports/forms/monthly.json").read_text("utf-8"))
ABAN = Period.parse("1405-08")
RULES = Rules(PeriodKind.MONTH, DueRule(5), 10)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def calendar() -> WorkCalendar:
    return WorkCalendar("1405.1", CalendarPolicy.read(Path("services/reporting/calendar/policy.json")).weeks)


@pytest.mark.parametrize(
    ("active_from", "closed_on", "is_expected"),
    [
        (LONG_AGO, None, True),
        (date(2026, 11, 21), None, True),
        (date(2026, 11, 22), None, False),
        (LONG_AGO, date(2026, 11, 21), False),
        (LONG_AGO, date(2026, 11, 22), True),
    ],
)
def test_who_worked_on_the_last_day_reports(active_from: date, closed_on: date | None, *, is_expected: bool) -> None:
    office = Office(OfficeId("x"), "دستگاه", "دستگاه", active_from, closed_on)

    assert office.reports_on(ABAN) is is_expected


def test_a_period_opens_after_it_and_closes_ten_days_after_it_was_due(calendar: WorkCalendar) -> None:
    period = ReportingPeriod.planned(ABAN, RULES, calendar)

    assert period.due_sentence == "شنبه ۷ آذر ۱۴۰۵، پایان وقت اداری"
    assert period.standing(period.opens_at - timedelta(seconds=1)) is Standing.UPCOMING
    assert period.standing(period.opens_at) is Standing.OPEN
    assert period.standing(period.closes_at) is Standing.OPEN
    assert period.standing(period.closes_at + timedelta(seconds=1)) is Standing.CLOSED


@pytest.mark.parametrize("after", range(1, 9))
def test_a_rule_is_found_for_any_working_day(calendar: WorkCalendar, after: int) -> None:
    day = calendar.nth_working_day(date(2026, 11, 22), after)

    rule = rule_due_on(ABAN, day, calendar)

    assert day_of(calendar.due_at(ABAN, rule)) == day


def test_no_rule_makes_a_friday_due(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="not a working day"):
        rule_due_on(ABAN, date(2026, 11, 27), calendar)


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (datetime(2026, 11, 28, 11, tzinfo=UTC), "سه روز کاری مانده"),
        (datetime(2026, 11, 23, 11, tzinfo=UTC), "همین امروز"),
        (datetime(2026, 11, 22, 11, tzinfo=UTC), "مهلت گذشته است"),
    ],
)
def test_the_time_left_is_said_in_working_days(calendar: WorkCalendar, due_at: datetime, words: str) -> None:
    assert time_left(due_at, calendar, NOW) == words


async def test_a_period_opens_by_itself_on_the_day_after_it(
    app: FastAPI, parts: Parts, store: Store, clock: Clock
) -> None:
    clock.set(2026, 11, 21, 20, 29)
    async with running_service(app):
        await _add_an_office(store)
        await store.run_again(parts.periods.open_those_that_began)
        assert await told(store, "report.period.opened.v1") == []

        clock.set(2026, 11, 21, 20, 30)
        for _ in range(2):
            await store.run_again(parts.periods.open_those_that_began)

        (event,) = await told(store, "report.period.opened.v1")
    assert (event["period"], event["expected_office_ids"]) == ("1405-08", ["water"])
    assert event["opens_at"] == "2026-11-21T20:30:00Z"
    assert event["due_at"] == "2026-11-28T11:00:00Z"


async def test_the_job_opens_as_soon_as_there_is_an_office(app: FastAPI, store: Store) -> None:
    async with running_service(app):
        await _add_an_office(store)

        await eventually(lambda: told(store, "report.period.opened.v1"))


async def test_a_period_can_be_given_a_due_rule_of_its_own(parts: Parts, reporting: AsyncClient, store: Store) -> None:
    calendar = await parts.periods.calendar_of(ABAN)
    in_four_days = rule_due_on(ABAN, date(2026, 12, 1), calendar)

    await store.run_again(lambda: parts.periods.open(ABAN, due=in_four_days))

    report = await reporting.get("/api/reporting/reports/1405-08/water", headers=bearer(MANAGER))
    assert report.json()["due_at"] == "2026-12-01T11:00:00Z"
    assert len(await told(store, "report.period.opened.v1")) == 1


@pytest.mark.usefixtures("app")
async def test_a_half_year_is_reported_on_when_a_form_asks_for_it(
    settings: Settings, tmp_path: Path, clock: Clock
) -> None:
    form = MONTHLY | {"id": "half", "period_kind": "half", "due_nth_working_day": 8}
    (tmp_path / "half.json").write_text(json.dumps(form), "utf-8")
    clock.set(2026, 9, 26)
    halves = real_parts(settings.model_copy(update={"templates": tmp_path}), now=clock, guess=nothing_moves)
    async with running_service(create_reporting(halves)) as client:
        await _add_an_office(halves.platform.store)

        answer = await client.get("/api/reporting/reports/1405-H1/water", headers=bearer(SECRETARY))
        monthly = await client.get("/api/reporting/reports/1405-06/water", headers=bearer(SECRETARY))
        page = await client.get("/reporting/۱۴۰۵-H1/water", headers=bearer(SECRETARY))

    assert answer.json()["period_name"] == "نیمه اول ۱۴۰۵"
    assert answer.json()["due_at"] == "2026-10-04T11:00:00Z"
    assert monthly.status_code == 404
    assert (page.status_code, "نیمه اول ۱۴۰۵" in page.text) == (200, True)


async def _add_an_office(store: Store) -> None:
    office = Office(OfficeId("water"), "اداره آب", "آب", LONG_AGO)
    await office_copies(store).put(office)
