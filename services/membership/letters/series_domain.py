"""A series of numbers («سری»): whether we number its letters or the office automation does, from where, and how."""

import re
from dataclasses import dataclass
from typing import Final, Literal, NewType

from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.digits import latin_digits
from shared.persian.text import for_keeping

SeriesId = NewType("SeriesId", str)
"""The letter that stands in the numbers, such as «ق»."""

Source = Literal["own", "automation"]

USUAL_FORMAT: Final = "{year}/{series}/{number}"
LONGEST_NUMBER: Final = 60
_GAPS: Final = frozenset({"year", "series", "number"})
_NEEDED: Final = frozenset({"year", "number"})
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_MOST_WIDTH: Final = 8
_LARGEST_START: Final = 9_999_999


class WrongSeries(Exception):
    """The series cannot be kept like this."""


class WrongNumber(Exception):
    """A number is missing that the office automation gives, or is given where this system gives its own."""


class NumberTaken(Exception):
    """Another letter of the series has this number in this year."""


class ClockBehind(Exception):
    """The clock stands before the last letter of the series; a number given now would be back-dated."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the letters of a series get their numbers."""

    source: Source = "own"
    number_format: str = USUAL_FORMAT
    width: int = 3
    """Smaller numbers are filled up with zeros."""
    start_year: int | None = None
    """The Jalali year in which numbers begin with `start_number`; each other year begins with 1."""
    start_number: int = 1

    def __post_init__(self) -> None:
        gaps = _IN_BRACES.findall(self.number_format)
        bare = _IN_BRACES.sub("", self.number_format)
        if not _NEEDED <= set(gaps) <= _GAPS or len(gaps) != len(set(gaps)) or "{" in bare or "}" in bare:
            raise WrongSeries(
                "قالب شماره باید {year} و {number} را هر کدام یک بار داشته باشد و {series} در آن دلخواه است."
            )
        if not 1 <= self.width <= _MOST_WIDTH or not 1 <= self.start_number <= _LARGEST_START:
            raise WrongSeries("شماره آغاز یا تعداد رقم‌ها درست نیست.")

    def first_of(self, year: int) -> int:
        """The first number of a year."""
        return self.start_number if year == self.start_year else 1

    def printed(self, series: str, year: int, number: int) -> str:
        """The number as it stands on the letter, in ASCII digits: `1405/ق/024`."""
        words = {"{year}": str(year), "{series}": series, "{number}": f"{number:0{self.width}}"}
        return _IN_BRACES.sub(lambda found: words[found[0]], self.number_format)

    def would_give(self, register_no: str, series: str, year: int) -> bool:
        """Whether this system would some day give that number itself."""
        if self.source != "own":
            return False
        for found in re.finditer("[0-9]+", register_no):
            number = int(found[0][-_MOST_WIDTH:])
            if number >= self.first_of(year) and self.printed(series, year, number) == register_no:
                return True
        return False


@dataclass(slots=True)
class Series:
    """One series of numbers."""

    id: SeriesId
    numbering: Numbering = Numbering()
    checked_first: bool = False
    """Whether its letters are signed only after the secretariat has put its initial («پاراف») to them."""
    version: int = 0

    def outside_number(self, typed: str) -> str:
        """The number that the office automation gave, as it is kept; empty where this system gives its own.

        Raises WrongNumber.
        """
        number = tidy_number(typed)
        if self.numbering.source == "own" and number:
            raise WrongNumber("شماره این سری را سامانه می‌دهد؛ شماره دیگری وارد نکنید.")
        if self.numbering.source == "automation" and not number:
            raise WrongNumber("شماره این سری را اتوماسیون اداری می‌دهد؛ آن را وارد کنید.")
        return number

    def change(self, numbering: Numbering, *, checked_first: bool, given: int, year: int) -> None:
        """Number letters otherwise. `given` is how many letters of the year have a number. Raises WrongSeries."""
        if numbering != self.numbering and given:
            raise WrongSeries(
                _(
                    "در سال %(year)s با این سری شماره داده شده است؛ شماره‌گذاری از آغاز سال آینده تغییر می‌کند.",
                    year=digits(year),
                )
            )
        self.numbering, self.checked_first = numbering, checked_first


def tidy_number(typed: str) -> str:
    """A number that somebody typed, in ASCII digits and without blanks. Raises WrongNumber when it is too long."""
    number = "".join(latin_digits(for_keeping(typed)).split())
    if len(number) > LONGEST_NUMBER:
        raise WrongNumber("این شماره بلندتر از آن است که شماره نامه باشد.")
    return number
