from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.persian.periods import NotAPeriod, Period, PeriodKind


@pytest.mark.parametrize(
    ("written", "kind", "name", "first", "last"),
    [
        ("1405-08", "month", "آبان ۱۴۰۵", date(2026, 10, 23), date(2026, 11, 21)),
        ("1403-12", "month", "اسفند ۱۴۰۳", date(2025, 2, 19), date(2025, 3, 20)),
        ("1405-H1", "half", "نیمه اول ۱۴۰۵", date(2026, 3, 21), date(2026, 9, 22)),
        ("1405-H2", "half", "نیمه دوم ۱۴۰۵", date(2026, 9, 23), date(2027, 3, 20)),
        ("1405", "year", "سال ۱۴۰۵", date(2026, 3, 21), date(2027, 3, 20)),
    ],
)
def test_a_period_by_its_name(written: str, kind: str, name: str, first: date, last: date) -> None:
    period = Period.parse(written)

    assert (str(period), period.kind, period.name) == (written, kind, name)
    assert (period.first_day, period.last_day) == (first, last)


def test_any_digits_name_the_same_period() -> None:
    assert Period.parse("۱۴۰۵-۰۸") == Period.parse("1405-08")
    assert len({Period.parse("۱۴۰۵-H2"), Period.parse("1405-H2")}) == 1


@pytest.mark.parametrize("text", ["", "1405-13", "1405-00", "1405-8", "1405-H3", "1405-H0", "05-08", "0000", "آبان"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[آ-ی]"):
        Period.parse(text)


def test_a_period_that_is_written_wrongly_says_how_it_is_written() -> None:
    with pytest.raises(NotAPeriod, match="۱۴۰۵-۰۸"):
        Period.parse("آبان")


@given(st.dates(date(1921, 3, 21), date(2120, 1, 1)), st.sampled_from(PeriodKind))
def test_periods_of_a_kind_leave_no_day_out(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)

    assert day in period
    assert day not in period.next
    assert (period.next.first_day - period.last_day).days == 1
    assert period.next.previous == period
    assert period.previous < period < period.next
    assert Period.parse(str(period)) == period


def test_the_year_turns() -> None:
    assert str(Period.parse("1405-12").next) == "1406-01"
    assert str(Period.parse("1405-H1").previous) == "1404-H2"
    assert str(Period.parse("1405").next) == "1406"
