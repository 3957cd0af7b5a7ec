"""Jalali dates and instants for readers of English: the same calendar, in Latin letters and digits."""

from datetime import date, datetime

from shared.persian.jalali import MONTHS_IN_ENGLISH, TEHRAN, JalaliDate, day_of, jalali_of, weekday

MONTHS = MONTHS_IN_ENGLISH
WEEKDAYS = ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

_MINUTE = 60
_HOUR = 60 * _MINUTE
_STILL_IN_HOURS = 6 * _HOUR
_DAYS_OF_A_WEEK = 7


def grouped(number: int) -> str:
    """Show a number in groups of three: "12,345"."""
    return f"{number:,}"


def long_date(at: datetime | date | JalaliDate) -> str:
    """Show a day in full: "Monday 2 Azar 1405"."""
    day = day_of(at)
    return f"{WEEKDAYS[weekday(day)]} {date_with_year(day)}"


def short_date(at: datetime | date | JalaliDate, today: datetime | date | JalaliDate) -> str:
    """Show a day of this year as "29 Aban", and a day of another year with its year."""
    jalali, this = jalali_of(day_of(at)), jalali_of(day_of(today))
    return date_with_year(at) if jalali.year != this.year else f"{jalali.day} {MONTHS[jalali.month - 1]}"


def date_with_year(at: datetime | date | JalaliDate) -> str:
    """Show a day without its weekday: "2 Azar 1405"."""
    jalali = jalali_of(day_of(at))
    return f"{jalali.day} {MONTHS[jalali.month - 1]} {jalali.year}"


def numeric_date(at: datetime | date | JalaliDate) -> str:
    """Show a day as it may be typed: "1405/09/01"."""
    jalali = jalali_of(day_of(at))
    return f"{jalali.year:04}/{jalali.month:02}/{jalali.day:02}"


def clock(at: datetime) -> str:
    """Show the time of day in Tehran: "10:05"."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return f"{at.astimezone(TEHRAN):%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago it was: "just now", "5 minutes ago", "yesterday", "3 days ago", then the date."""
    seconds = (now - at).total_seconds()
    days = (day_of(now) - day_of(at)).days
    if -_MINUTE < seconds < _MINUTE:
        return "just now"
    if seconds < 0 or days >= _DAYS_OF_A_WEEK:
        return short_date(at, now)
    if seconds < _HOUR:
        return _so_many(int(seconds // _MINUTE), "minute")
    if days == 0 or seconds < _STILL_IN_HOURS:
        return _so_many(int(seconds // _HOUR), "hour")
    return "yesterday" if days == 1 else _so_many(days, "day")


def _so_many(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} ago"
