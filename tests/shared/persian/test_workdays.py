from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.persian.jalali import Weekday, jalali_of, parse_jalali
from shared.persian.periods import Period
from shared.persian.workdays import Closure, ClosureKind, DueRule, NotACalendar, WorkCalendar, WorkWeek

LONG_AGO = date(2020, 1, 1)
FRIDAY_OFF = WorkWeek(off=frozenset({Weekday.FRIDAY}), half=frozenset({Weekday.THURSDAY}))
THURSDAY_OFF = WorkWeek(off=frozenset({Weekday.THURSDAY, Weekday.FRIDAY}))
FIFTH = DueRule(nth_working_day=5)


def a_calendar(week: WorkWeek, *closures: Closure) -> WorkCalendar:
    return WorkCalendar("1405.1", ((LONG_AGO, week),), closures)


def closed(*days: str) -> tuple[Closure, ...]:
    return tuple(Closure(parse_jalali(day), "تعطیل") for day in days)


@pytest.mark.parametrize(
    ("period", "week", "due"),
    [
        ("1405-08", FRIDAY_OFF, date(2026, 11, 26)),
        ("1405-08", THURSDAY_OFF, date(2026, 11, 28)),
        ("1405-06", FRIDAY_OFF, parse_jalali("1405/07/06")),
        ("1405-06", THURSDAY_OFF, parse_jalali("1405/07/07")),
    ],
)
def test_due_on_the_fifth_working_day_of_the_next_month(period: str, week: WorkWeek, due: date) -> None:
    due_at = a_calendar(week).due_at(Period.parse(period), FIFTH)

    assert due_at.tzinfo is UTC
    assert jalali_of(due_at).to_date() == due


@pytest.mark.parametrize(
    ("week", "due"),
    [(FRIDAY_OFF, date(2027, 3, 30)), (THURSDAY_OFF, date(2027, 3, 31))],
    ids=["fri off", "thu fri off"],
)
def test_the_report_of_esfand_waits_for_nowruz(week: WorkWeek, due: date) -> None:
    nowruz = closed("1406/01/01", "1406/01/02", "1406/01/03", "1406/01/04", "1406/01/12", "1406/01/13")

    due_at = a_calendar(week, *nowruz).due_at(Period.parse("1405-12"), FIFTH)

    assert jalali_of(due_at).to_date() == due


def test_a_half_day_counts_and_ends_at_its_hour() -> None:
    due_at = a_calendar(FRIDAY_OFF).due_at(Period.parse("1405-08"), FIFTH)

    assert due_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_a_whole_day_ends_at_the_end_of_business() -> None:
    assert a_calendar(FRIDAY_OFF).end_of_business(date(2026, 11, 25)) == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def test_a_closure_on_the_due_day_moves_it() -> None:
    calendar = a_calendar(FRIDAY_OFF, Closure(date(2026, 11, 26), "تعطیلی به علت آلودگی هوا"))

    due_at = calendar.due_at(Period.parse("1405-08"), FIFTH)

    assert due_at == datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


def test_a_declared_half_day_moves_only_the_hour() -> None:
    early = Closure(date(2026, 11, 25), "صرفه‌جویی برق", ClosureKind.HALF, ends=time(11, 0))
    calendar = a_calendar(FRIDAY_OFF, early)

    assert calendar.is_working_day(early.day)
    assert calendar.end_of_business(early.day) == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def test_closed_wins_over_half() -> None:
    day = date(2026, 11, 25)
    calendar = a_calendar(FRIDAY_OFF, Closure(day, "نیم‌روز", ClosureKind.HALF), Closure(day, "تعطیل"))

    assert not calendar.is_working_day(day)


def test_each_day_follows_the_week_in_force() -> None:
    change = date(2026, 11, 21)
    calendar = WorkCalendar("1405.2", ((change, THURSDAY_OFF), (LONG_AGO, FRIDAY_OFF)))

    assert calendar.is_working_day(date(2026, 11, 19))
    assert not calendar.is_working_day(date(2026, 11, 26))
    assert calendar.is_working_day(date(2019, 5, 2)), "days before the first week follow it"


def test_the_first_working_day_may_be_today() -> None:
    calendar = a_calendar(FRIDAY_OFF)
    thursday, friday, saturday = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)

    assert calendar.nth_working_day(thursday, 1) == thursday
    assert calendar.nth_working_day(friday, 1) == saturday
    assert calendar.nth_working_day(thursday, 2) == saturday


def test_working_days_left() -> None:
    calendar = a_calendar(FRIDAY_OFF)

    assert calendar.working_days_left(date(2026, 11, 25), date(2026, 11, 28)) == 2
    assert calendar.working_days_left(date(2026, 11, 28), date(2026, 11, 28)) == 0
    assert calendar.working_days_left(date(2026, 11, 29), date(2026, 11, 28)) == 0


def test_nobody_works_on_a_day_off() -> None:
    with pytest.raises(NotACalendar):
        a_calendar(FRIDAY_OFF).end_of_business(date(2026, 11, 27))


def test_a_calendar_that_cannot_be_is_refused() -> None:
    with pytest.raises(NotACalendar):
        WorkWeek(off=frozenset(Weekday))
    with pytest.raises(NotACalendar):
        WorkWeek(off=frozenset({Weekday.FRIDAY}), half=frozenset({Weekday.FRIDAY}))
    with pytest.raises(NotACalendar):
        WorkCalendar("1", ())
    with pytest.raises(NotACalendar):
        DueRule(nth_working_day=0)
    with pytest.raises(NotACalendar):
        a_calendar(FRIDAY_OFF).nth_working_day(LONG_AGO, 0)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(1, 30), st.dates(date(2026, 1, 1), date(2027, 3, 1)))
def test_a_closure_never_brings_a_due_day_nearer(day: date, n: int, off: date) -> None:
    without, with_it = a_calendar(FRIDAY_OFF), a_calendar(FRIDAY_OFF, Closure(off, "تعطیل"))

    assert with_it.is_working_day(with_it.nth_working_day(day, n))
    assert with_it.nth_working_day(day, n) >= without.nth_working_day(day, n)
