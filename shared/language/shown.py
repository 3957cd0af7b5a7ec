"""Numbers, days and instants as the reader's language shows them; the calendar is the county's in every language."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.language.speech import PERSIAN, current_language
from shared.persian import in_english, jalali
from shared.persian.digits import grouped as persian_grouped
from shared.persian.digits import latin_digits, persian_digits
from shared.persian.periods import Period, PeriodKind

Day = datetime | date | jalali.JalaliDate


def is_persian() -> bool:
    """Whether what is answered now is said in Persian."""
    return current_language() is PERSIAN


def digits(value: str | int) -> str:
    """The same with every digit as the language writes it."""
    return persian_digits(value) if is_persian() else latin_digits(str(value))


def grouped(number: int) -> str:
    """A number in groups of three."""
    return persian_grouped(number) if is_persian() else in_english.grouped(number)


def percent(number: int) -> str:
    """For tables: digits and the sign, which in Persian a right-to-left mark keeps on its side."""
    return f"{persian_digits(number)}\u200f٪" if is_persian() else f"{number}%"


def long_date(at: Day) -> str:
    """A day in full: «دوشنبه ۲ آذر ۱۴۰۵», "Monday 2 Azar 1405"."""
    return jalali.long_date(at) if is_persian() else in_english.long_date(at)


def short_date(at: Day, today: Day) -> str:
    """A day of this year without its year."""
    return jalali.short_date(at, today) if is_persian() else in_english.short_date(at, today)


def date_with_year(at: Day) -> str:
    """A day without its weekday: «۲ آذر ۱۴۰۵», "2 Azar 1405"."""
    return jalali.date_with_year(at) if is_persian() else in_english.date_with_year(at)


def numeric_date(at: Day) -> str:
    """A day as it may be typed."""
    return jalali.numeric_date(at) if is_persian() else in_english.numeric_date(at)


def clock(at: datetime) -> str:
    """The hour in Tehran."""
    return jalali.clock(at) if is_persian() else in_english.clock(at)


def ago(at: datetime, now: datetime) -> str:
    """How long ago it was, and after a week the date."""
    return jalali.ago(at, now) if is_persian() else in_english.ago(at, now)


def moment(at: datetime, now: datetime) -> str:
    """The clock today, the day before that."""
    return clock(at) if jalali.day_of(at) == jalali.day_of(now) else ago(at, now)


def wrong_date(error: jalali.NotADate) -> str:
    """What is wrong with a date that was typed."""
    return str(error) if is_persian() else error.in_english


def month_names() -> Sequence[str]:
    """The months of the year, from Farvardin."""
    return jalali.MONTHS if is_persian() else in_english.MONTHS


def weekday_names() -> Sequence[str]:
    """The days of the week, from Saturday."""
    return jalali.WEEKDAYS if is_persian() else in_english.WEEKDAYS


def period_name(period: Period) -> str:
    """A period as people call it: «آبان ۱۴۰۵», "Aban 1405"."""
    if is_persian():
        return period.name
    match period.kind:
        case PeriodKind.MONTH:
            return f"{in_english.MONTHS[period.number - 1]} {period.year}"
        case PeriodKind.HALF:
            return f"{('first', 'second')[period.number - 1]} half of {period.year}"
        case PeriodKind.YEAR:
            return f"year {period.year}"
