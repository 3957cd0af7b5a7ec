"""The county's calendar for readers of English."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.persian.in_english import ago, clock, date_with_year, grouped, long_date, numeric_date, short_date
from shared.persian.jalali import NotADate, parse_jalali

NOW = datetime(2026, 11, 23, 6, 52, tzinfo=UTC)


def test_days_are_named_in_latin_letters_and_digits() -> None:
    day = date(2026, 11, 23)

    assert long_date(day) == "Monday 2 Azar 1405"
    assert date_with_year(day) == "2 Azar 1405"
    assert numeric_date(day) == "1405/09/02"
    assert short_date(date(2026, 11, 20), day) == "29 Aban"
    assert short_date(date(2025, 11, 20), day) == "29 Aban 1404"


def test_the_clock_is_the_one_of_tehran() -> None:
    assert clock(NOW) == "10:22"
    with pytest.raises(ValueError, match="zone"):
        clock(datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ({"seconds": 20}, "just now"),
        ({"minutes": 1}, "1 minute ago"),
        ({"minutes": 5}, "5 minutes ago"),
        ({"hours": 2}, "2 hours ago"),
        ({"hours": 26}, "yesterday"),
        ({"days": 3}, "3 days ago"),
        ({"days": 8}, "24 Aban"),
        ({"minutes": -9}, "2 Azar"),
    ],
)
def test_how_long_ago(past: dict[str, int], said: str) -> None:
    assert ago(NOW - timedelta(**past), NOW) == said


def test_numbers_are_grouped() -> None:
    assert grouped(12345) == "12,345"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1405/13/1", "The calendar has no month 13; months are 1 to 12."),
        ("1405/12/30", "Esfand 1405 has no day 30."),
        ("9999/1/1", "The calendar has no year 9999."),
        ("tomorrow", "Write the date like 1405/08/30."),
    ],
)
def test_what_is_wrong_with_a_date_is_said_in_both_languages(typed: str, said: str) -> None:
    with pytest.raises(NotADate) as wrong:
        parse_jalali(typed)

    assert wrong.value.in_english == said
    assert str(wrong.value) != said
