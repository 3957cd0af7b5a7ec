"""Numbers, days and instants as text in the reader's language; the calendar is Jalali in every language."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.language.speech import PERSIAN, current_language
from shared.persian import in_english, jalali
from shared.persian.digits import grouped as persian_grouped
from shared.persian.digits import latin_digits, persian_digits
from shared.persian.periods import Period, PeriodKind

Day = datetime | date | jalali.JalaliDate


def is_persian() -> bool:
    """Return whether the current answer is in Persian."""
    return current_language() is PERSIAN


def digits(value: str | int) -> str:
    """Return the text with every digit as the language writes it."""
    return persian_digits(value) if is_persian() else latin_digits(str(value))


def grouped(number: int) -> str:
    """Return a number with its digits in groups of three."""
    return persian_grouped(number) if is_persian() else in_english.grouped(number)


def percent(number: int) -> str:
    """Return a number with its percent sign; in Persian a right-to-left mark keeps the sign on its side in tables."""
    return f"{persian_digits(number)}\u200f٪" if is_persian() else f"{number}%"


def long_date(at: Day) -> str:
    """Return a day in full: «دوشنبه ۲ آذر ۱۴۰۵», "Monday 2 Azar 1405"."""
    return jalali.long_date(at) if is_persian() else in_english.long_date(at)


def short_date(at: Day, today: Day) -> str:
    """Return a day, without its year when that is this year."""
    return jalali.short_date(at, today) if is_persian() else in_english.short_date(at, today)


def date_with_year(at: Day) -> str:
    """Return a day without its weekday: «۲ آذر ۱۴۰۵», "2 Azar 1405"."""
    return jalali.date_with_year(at) if is_persian() else in_english.date_with_year(at)


def numeric_date(at: Day) -> str:
    """Return a day in the form in which a reader may type it."""
    return jalali.numeric_date(at) if is_persian() else in_english.numeric_date(at)


def clock(at: datetime) -> str:
    """Return the time of day in Tehran."""
    return jalali.clock(at) if is_persian() else in_english.clock(at)


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago it was, or the date after a week."""
    return jalali.ago(at, now) if is_persian() else in_english.ago(at, now)


def moment(at: datetime, now: datetime) -> str:
    """Return the time of day for an instant of today, otherwise how long ago it was."""
    return clock(at) if jalali.day_of(at) == jalali.day_of(now) else ago(at, now)


def wrong_date(error: jalali.NotADate) -> str:
    """Return the sentence that says what is wrong with a typed date."""
    return str(error) if is_persian() else error.in_english


def month_names() -> Sequence[str]:
    """Return the names of the months, from Farvardin."""
    return jalali.MONTHS if is_persian() else in_english.MONTHS


def weekday_names() -> Sequence[str]:
    """Return the names of the weekdays, from Saturday."""
    return jalali.WEEKDAYS if is_persian() else in_english.WEEKDAYS


def period_name(period: Period) -> str:
    """Return the name of a period: «آبان ۱۴۰۵», "Aban 1405"."""
    if is_persian():
        return period.name
    match period.kind:
        case PeriodKind.MONTH:
            return f"{in_english.MONTHS[period.number - 1]} {period.year}"
        case PeriodKind.HALF:
            return f"{('first', 'second')[period.number - 1]} half of {period.year}"
        case PeriodKind.YEAR:
            return f"year {period.year}"
