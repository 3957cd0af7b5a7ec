from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.persian.jalali import (
    TEHRAN,
    JalaliDate,
    NotADate,
    ago,
    clock,
    days_in_month,
    is_leap,
    jalali_of,
    long_date,
    numeric_date,
    parse_jalali,
    short_date,
)

FIRST, LAST = JalaliDate(1300, 1, 1).to_date(), JalaliDate(1500, 12, 29).to_date()
LEAP_YEARS = {1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428}


@pytest.mark.parametrize(
    ("month", "days", "first", "last"),
    [
        ((1403, 12), 30, date(2025, 2, 19), date(2025, 3, 20)),
        ((1404, 12), 29, date(2026, 2, 20), date(2026, 3, 20)),
        ((1405, 1), 31, date(2026, 3, 21), date(2026, 4, 20)),
        ((1405, 6), 31, date(2026, 8, 23), date(2026, 9, 22)),
        ((1405, 7), 30, date(2026, 9, 23), date(2026, 10, 22)),
        ((1405, 8), 30, date(2026, 10, 23), date(2026, 11, 21)),
        ((1405, 9), 30, date(2026, 11, 22), date(2026, 12, 21)),
        ((1408, 12), 30, date(2030, 2, 19), date(2030, 3, 20)),
    ],
)
def test_months_begin_and_end_where_the_calendar_says(
    month: tuple[int, int], days: int, first: date, last: date
) -> None:
    assert days_in_month(*month) == days
    assert JalaliDate(*month, 1).to_date() == first
    assert JalaliDate(*month, days).to_date() == last
    assert JalaliDate.of(last) == JalaliDate(*month, days)


@given(st.dates(FIRST, LAST))
def test_conversion_there_and_back_is_the_same_day(day: date) -> None:
    jalali = JalaliDate.of(day)

    assert jalali.to_date() == day
    assert parse_jalali(str(jalali)) == day
    assert JalaliDate.of(day + timedelta(days=1)) > jalali


def test_a_known_wednesday() -> None:
    assert parse_jalali("۱۴۰۴/۰۹/۰۵") == date(2025, 11, 26)
    assert long_date(date(2025, 11, 26)) == "چهارشنبه ۵ آذر ۱۴۰۴"


def test_leap_years() -> None:
    assert {year for year in range(1391, 1430) if is_leap(year)} == LEAP_YEARS


@pytest.mark.parametrize("year", range(1391, 1430))
def test_30_esfand_only_in_leap_years(year: int) -> None:
    if year in LEAP_YEARS:
        assert parse_jalali(f"{year}/12/30") == parse_jalali(f"{year + 1}/01/01") - timedelta(days=1)
    else:
        with pytest.raises(NotADate, match=r"اسفند .* روز ۳۰ ندارد"):
            parse_jalali(f"{year}/12/30")


@pytest.mark.parametrize(
    "typed", ["1405/8/30", "۱۴۰۵-۰۸-۳۰", " ١٤٠٥/٠٨/٣٠ ", "\u200f\u202b۱۴۰۵/\u200c۰۸/۳۰\u202c\ufeff"]
)
def test_a_date_is_typed_in_any_digits(typed: str) -> None:
    assert parse_jalali(typed) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("فردا", "تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید."),
        ("1405/08-30", "تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید."),
        ("05/08/30", "تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید."),
        ("1405/07/31", "مهر ۱۴۰۵ روز ۳۱ ندارد."),
        ("1405/13/01", "ماه ۱۳ در تقویم نیست؛ ماه‌ها از ۱ تا ۱۲ هستند."),
        ("1405/01/00", "فروردین ۱۴۰۵ روز ۰ ندارد."),
        ("0000/01/01", "سال ۰ در تقویم نیست."),
        ("9999/01/01", "سال ۹۹۹۹ در تقویم نیست."),
    ],
)
def test_what_is_no_date_is_refused_in_persian(typed: str, sentence: str) -> None:
    with pytest.raises(NotADate) as refusal:
        parse_jalali(typed)

    assert str(refusal.value) == sentence


def test_an_instant_is_taken_in_tehran() -> None:
    late = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)

    assert jalali_of(late) == JalaliDate(1405, 9, 1)
    assert jalali_of(late - timedelta(seconds=1)) == JalaliDate(1405, 8, 30)
    assert clock(late) == "۰۰:۰۰"
    assert clock(datetime(2026, 11, 23, 6, 35, tzinfo=UTC)) == "۱۰:۰۵"


def test_tehran_has_no_summer_time_any_more() -> None:
    summer = datetime(2026, 7, 1, tzinfo=TEHRAN)

    assert summer.utcoffset() == timedelta(hours=3, minutes=30)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        jalali_of(datetime(2026, 11, 21, 20, 30))  # noqa: DTZ001


def test_dates_as_people_read_them() -> None:
    day = JalaliDate(1405, 9, 2)

    assert long_date(day) == "دوشنبه ۲ آذر ۱۴۰۵"
    assert numeric_date(day) == "۱۴۰۵/۰۹/۰۲"
    assert short_date(date(2026, 11, 20), today=day) == "۲۹ آبان"
    assert short_date(date(2025, 11, 20), today=day) == "۲۹ آبان ۱۴۰۴"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=-20), "همین حالا"),
        (timedelta(seconds=40), "همین حالا"),
        (timedelta(minutes=5), "۵ دقیقه پیش"),
        (timedelta(hours=2, minutes=59), "۲ ساعت پیش"),
        (timedelta(hours=9), "۹ ساعت پیش"),
        (timedelta(hours=11), "دیروز"),
        (timedelta(days=3), "۳ روز پیش"),
        (timedelta(days=7), "۲۵ آبان"),
        (timedelta(days=300), "۷ بهمن ۱۴۰۴"),
        (timedelta(days=-3), "۵ آذر"),
    ],
)
def test_how_long_ago(before: timedelta, said: str) -> None:
    now = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)

    assert ago(now - before, now) == said


def test_before_midnight_is_hours_ago_while_it_is_near() -> None:
    now = datetime(2026, 11, 23, 0, 30, tzinfo=TEHRAN)

    assert ago(now - timedelta(hours=2), now) == "۲ ساعت پیش"
