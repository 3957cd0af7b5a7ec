"""From when until when something lasts, as people say it: «امروز ساعت ۹ تا ۱۳», "today 9:00 to 13:00".

The calendar is Jalali and the clock is Tehran's. Without `now` no day is called «امروز» or «فردا», since a message may
be read on another day.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.language.shown import clock, date_with_year, digits, is_persian
from shared.persian import in_english, jalali
from shared.persian.jalali import TEHRAN, day_of, jalali_of, weekday

_NEAR = {-1: ("دیروز", "yesterday"), 0: ("امروز", "today"), 1: ("فردا", "tomorrow")}


class _Point(NamedTuple):
    day: date
    hour: str
    """«۹», «۹:۳۰», "9:00"."""


def span(begins_at: datetime, ends_at: datetime | None, *, now: datetime | None = None) -> str:
    """Return from when until when: «فردا ساعت ۹ تا ۱۳», «سه‌شنبه ۳ آذر، از ساعت ۹»."""
    begin = _beginning(begins_at)
    if ends_at is None:
        return _day(begin.day, now, then=True) + _say("از ساعت %s", "from %s", begin.hour)
    end = _end(ends_at)
    if begin.day == end.day:
        return _said(begin, now) + _say(" تا %s", " to %s", end.hour)
    return _said(begin, now) + _say(" تا %s", " to %s", _said(end, now))


def until(ends_at: datetime, *, now: datetime) -> str:
    """Return until when something lasts that has begun: «تا ساعت ۱۳», «تا فردا ساعت ۶», «تا پنجشنبه ۵ آذر، ساعت ۱۷»."""
    end = _end(ends_at)
    if end.day == day_of(now):
        return _say("تا ساعت %s", "until %s", end.hour)
    return _say("تا %s", "until %s", _said(end, now))


def moment_of(at: datetime, *, now: datetime | None = None) -> str:
    """Return an instant: «امروز ساعت ۹:۲۰», «سه‌شنبه ۳ آذر، ساعت ۹:۲۰»."""
    return _said(_beginning(at), now)


def day_named(day: date, *, now: datetime) -> str:
    """Return a day as a heading: «امروز», «فردا», «پنجشنبه ۵ آذر»."""
    return _day(day, now)


def _said(point: _Point, now: datetime | None) -> str:
    return _day(point.day, now, then=True) + _say("ساعت %s", "%s", point.hour)


def _say(persian: str, english: str, value: str) -> str:
    return (persian if is_persian() else english) % value


def _beginning(at: datetime) -> _Point:
    return _Point(day_of(at), _hour(at))


def _end(at: datetime) -> _Point:
    """The end, of which midnight is hour 24 of the day that it ends."""
    if f"{at.astimezone(TEHRAN):%H:%M}" == "00:00":
        return _Point(day_of(at) - timedelta(days=1), digits("24") if is_persian() else "24:00")
    return _beginning(at)


def _hour(at: datetime) -> str:
    """The time of day without zeros that nobody says; in English with its minutes, which tell it from other numbers."""
    hour, _, minute = clock(at).partition(":")
    zero = digits("0")
    bare = hour.removeprefix(zero)
    return bare if is_persian() and minute == 2 * zero else f"{bare}:{minute}"


def _day(day: date, now: datetime | None, *, then: bool = False) -> str:
    """A day; `then` with what stands between it and the time of day."""
    near = _NEAR.get((day - day_of(now)).days) if now is not None else None
    if near:
        return (near[0] if is_persian() else near[1]) + (" " if then else "")
    names = jalali.WEEKDAYS if is_persian() else in_english.WEEKDAYS
    is_other_year = now is not None and jalali_of(day).year != jalali_of(now).year
    said = date_with_year(day) if is_other_year else date_with_year(day).rpartition(" ")[0]
    return f"{names[weekday(day)]} {said}" + (("، " if is_persian() else ", ") if then else "")
