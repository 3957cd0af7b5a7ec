"""Reporting periods of the Jalali calendar: a month, a half-year or a year."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from typing_extensions import override

from shared.persian.digits import latin_digits, persian_digits
from shared.persian.jalali import MONTHS, JalaliDate, days_in_month

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|H(?P<half>\d)))?")
_MONTHS_OF_A_YEAR = 12


class NotAPeriod(ValueError):
    """There is no such period; the message is a Persian sentence."""


class PeriodKind(StrEnum):
    MONTH = "month"
    HALF = "half"
    YEAR = "year"


MONTHS_OF = {PeriodKind.MONTH: 1, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The `number`-th month or half of a Jalali year, or the whole year. Periods of one kind sort by time."""

    year: int
    number: int
    kind: PeriodKind

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _MONTHS_OF_A_YEAR // MONTHS_OF[self.kind]:
            raise NotAPeriod(f"دوره شماره {persian_digits(self.number)} در سال نیست.")
        _ = self.first_day  # raises NotADate for a year outside of the calendar

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "1405-08", "1405-H2" or "1405", in any digits.

        Raises:
            NotAPeriod: the text is no period; the message is a Persian sentence.
            NotADate: the year is outside of the calendar; likewise.
        """
        written = _WRITTEN.fullmatch(latin_digits(text.strip()))
        if written is None:
            raise NotAPeriod("دوره را به شکل ۱۴۰۵-۰۸ (ماه)، ۱۴۰۵-H2 (نیم‌سال) یا ۱۴۰۵ (سال) بنویسید.")
        year, month, half = written.group("year", "month", "half")
        if month:
            return cls(int(year), int(month), PeriodKind.MONTH)
        if half:
            return cls(int(year), int(half), PeriodKind.HALF)
        return cls(int(year), 1, PeriodKind.YEAR)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind | str = PeriodKind.MONTH) -> Self:
        """Return the period of this kind that contains the day."""
        jalali, kind = JalaliDate.of(day), PeriodKind(kind)
        return cls(jalali.year, (jalali.month - 1) // MONTHS_OF[kind] + 1, kind)

    @property
    def name(self) -> str:
        """The Persian name of the period: «آبان ۱۴۰۵», «نیمه دوم ۱۴۰۵», «سال ۱۴۰۵»."""
        year = persian_digits(self.year)
        match self.kind:
            case PeriodKind.MONTH:
                return f"{MONTHS[self.number - 1]} {year}"
            case PeriodKind.HALF:
                return f"نیمه {('اول', 'دوم')[self.number - 1]} {year}"
            case PeriodKind.YEAR:
                return f"سال {year}"

    @property
    def first_day(self) -> date:
        return JalaliDate(self.year, (self.number - 1) * MONTHS_OF[self.kind] + 1, 1).to_date()

    @property
    def last_day(self) -> date:
        month = self.number * MONTHS_OF[self.kind]
        return JalaliDate(self.year, month, days_in_month(self.year, month)).to_date()

    @property
    def next(self) -> Self:
        return self._shifted(1)

    @property
    def previous(self) -> Self:
        return self._shifted(-1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @override
    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year:04}-{self.number:02}"
            case PeriodKind.HALF:
                return f"{self.year:04}-H{self.number}"
            case PeriodKind.YEAR:
                return f"{self.year:04}"

    def _shifted(self, by: int) -> Self:
        in_a_year = _MONTHS_OF_A_YEAR // MONTHS_OF[self.kind]
        years, number = divmod(self.number - 1 + by, in_a_year)
        return type(self)(self.year + years, number + 1, self.kind)
