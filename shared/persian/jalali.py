"""Jalali dates: conversion, reading of typed dates, and showing. Instants are converted to Tehran time first."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate as _Untyped
from typing_extensions import override

from shared.persian.digits import latin_digits, persian_digits

_Conversion: Any = _Untyped  # persiantools has no types of its own

TEHRAN = ZoneInfo("Asia/Tehran")

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
MONTHS_IN_ENGLISH = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")

_TYPED = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})")
_MINUTE = 60
_HOUR = 60 * _MINUTE
_STILL_IN_HOURS = 6 * _HOUR
_DAYS_OF_A_WEEK = 7


class NotADate(ValueError):
    """The text is no day of the Jalali calendar; the message is a Persian sentence for the person who typed it."""

    def __init__(self, sentence: str, *, in_english: str) -> None:
        super().__init__(sentence)
        self.in_english = in_english
        """The same sentence in English."""


class Weekday(IntEnum):
    """The days of the Iranian week, which starts on Saturday."""

    SATURDAY = 0
    SUNDAY = 1
    MONDAY = 2
    TUESDAY = 3
    WEDNESDAY = 4
    THURSDAY = 5
    FRIDAY = 6


@dataclass(frozen=True, order=True, slots=True)
class JalaliDate:
    """A day of the Jalali calendar. Raises NotADate for a day that does not exist."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.year < _Conversion.max.year:
            raise NotADate(
                f"سال {persian_digits(self.year)} در تقویم نیست.",
                in_english=f"The calendar has no year {self.year}.",
            )
        if not 1 <= self.month <= len(MONTHS):
            raise NotADate(
                f"ماه {persian_digits(self.month)} در تقویم نیست؛ ماه‌ها از ۱ تا ۱۲ هستند.",
                in_english=f"The calendar has no month {self.month}; months are 1 to 12.",
            )
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            month = f"{MONTHS[self.month - 1]} {persian_digits(self.year)}"
            raise NotADate(
                f"{month} روز {persian_digits(self.day)} ندارد.",
                in_english=f"{MONTHS_IN_ENGLISH[self.month - 1]} {self.year} has no day {self.day}.",
            )

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the Jalali date of a Gregorian day. Raises NotADate for one before or after the calendar."""
        try:
            jalali = _Conversion(day)
        except ValueError as error:
            raise NotADate("این روز در تقویم نیست.", in_english="This day is not in the calendar.") from error
        return cls(jalali.year, jalali.month, jalali.day)

    def to_date(self) -> date:
        """Return the same day in the Gregorian calendar."""
        day: date = _Conversion(self.year, self.month, self.day).to_gregorian()
        return day

    @override
    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def is_leap(year: int) -> bool:
    """Tell whether Esfand of this Jalali year has 30 days."""
    return bool(_Conversion.is_leap(year))


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a Jalali month, 29 to 31."""
    return int(_Conversion.days_in_month(month, year))


def day_of(at: datetime | date | JalaliDate) -> date:
    """Return the Gregorian day, of an instant the day in Tehran. Raises ValueError for an instant without a zone."""
    if isinstance(at, JalaliDate):
        return at.to_date()
    if isinstance(at, datetime):
        return _in_tehran(at).date()
    return at


def jalali_of(at: datetime | date) -> JalaliDate:
    """Return the Jalali day of a date, or of an instant in Tehran."""
    return JalaliDate.of(day_of(at))


def parse_jalali(text: str) -> date:
    """Read «۱۴۰۵/۰۸/۳۰» or «1405-8-30» in any digits, also with invisible marks that were pasted along.

    Raises:
        NotADate: with a Persian sentence that says what is wrong.
    """
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    typed = _TYPED.fullmatch(latin_digits(visible.strip()))
    if typed is None:
        raise NotADate("تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید.", in_english="Write the date like 1405/08/30.")
    year, month, day = typed.group(1, 3, 4)
    return JalaliDate(int(year), int(month), int(day)).to_date()


def weekday(day: date) -> Weekday:
    """Return the weekday, counted from Saturday."""
    return Weekday((day.weekday() + 2) % _DAYS_OF_A_WEEK)


def long_date(at: datetime | date | JalaliDate) -> str:
    """Show a day in full: «دوشنبه ۲ آذر ۱۴۰۵»."""
    day = day_of(at)
    return f"{WEEKDAYS[weekday(day)]} {date_with_year(day)}"


def short_date(at: datetime | date | JalaliDate, today: datetime | date | JalaliDate) -> str:
    """Show a day of this year as «۲۹ آبان», and a day of another year with its year."""
    jalali, this = jalali_of(day_of(at)), jalali_of(day_of(today))
    if jalali.year != this.year:
        return date_with_year(at)
    return f"{persian_digits(jalali.day)} {MONTHS[jalali.month - 1]}"


def date_with_year(at: datetime | date | JalaliDate) -> str:
    """Show a day without its weekday: «۲ آذر ۱۴۰۵»."""
    jalali = jalali_of(day_of(at))
    return f"{persian_digits(jalali.day)} {MONTHS[jalali.month - 1]} {persian_digits(jalali.year)}"


def numeric_date(at: datetime | date | JalaliDate) -> str:
    """Show a day as official letters write it: «۱۴۰۵/۰۹/۰۱»."""
    jalali = jalali_of(day_of(at))
    return persian_digits(f"{jalali.year:04}/{jalali.month:02}/{jalali.day:02}")


def clock(at: datetime) -> str:
    """Show the time of day in Tehran: «۱۰:۰۵»."""
    return persian_digits(f"{_in_tehran(at):%H:%M}")


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago it was: «همین حالا», «۵ دقیقه پیش», «۲ ساعت پیش», «دیروز», «۳ روز پیش», then the date."""
    seconds = (now - at).total_seconds()
    days = (day_of(now) - day_of(at)).days
    if -_MINUTE < seconds < _MINUTE:
        return "همین حالا"
    if seconds < 0 or days >= _DAYS_OF_A_WEEK:
        return short_date(at, now)
    if seconds < _HOUR:
        return f"{persian_digits(int(seconds // _MINUTE))} دقیقه پیش"
    if days == 0 or seconds < _STILL_IN_HOURS:
        return f"{persian_digits(int(seconds // _HOUR))} ساعت پیش"
    return "دیروز" if days == 1 else f"{persian_digits(days)} روز پیش"


def _in_tehran(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return at.astimezone(TEHRAN)
