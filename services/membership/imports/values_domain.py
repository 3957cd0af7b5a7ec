"""Reads what stands in a cell: texts, days, yes or no, phone numbers, sizes and roles."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from services.membership.imports.tables_domain import Broken, Cell, Row, shown
from services.membership.imports.words_domain import WORDS
from services.membership.offices.domain import MOST_SEATS, WORK_WEEKS
from shared.persian.digits import persian_digits
from shared.persian.jalali import JalaliDate, NotADate
from shared.persian.text import for_comparing, for_finding, for_keeping

_DAY: Final = re.compile(r"(\d{4})\s*[/.\-٫]\s*(\d{1,2})\s*[/.\-٫]\s*(\d{1,2})(?:[ T]\d.*)?")
_DAY_IN_REVERSE: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMMA: Final = re.compile("[،,;؛]")
_FIRST_GREGORIAN_YEAR: Final = 1800
"""Years before it are taken for Jalali ones, later ones for Gregorian ones."""
_SIZES: Final[Mapping[str, Literal["A", "B", "C"]]] = {
    word: size for size, words in WORDS.sizes.items() for word in words
}
_WORK_WEEKS: Final[Mapping[str, str]] = {
    for_finding(word).replace(" ", ""): week for week, words in WORDS.work_weeks.items() for word in words
}
_NUMBER: Final = re.compile(r"(\d{1,9})(?:\s*[^\W\d]{1,10})?")
"""A number, and perhaps a word for what is counted."""
_MOBILE: Final = re.compile(r"(?:0098|98|0)?(9\d{9})")
_FIRST_EXCEL_YEAR: Final = 1900


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a row: a Persian sentence, its values, and what may have been meant."""

    field: str
    sentence: str
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    suggestion: str = ""


class Wrong(Exception):
    """A cell, or a row, that cannot be taken."""

    def __init__(self, name: str, sentence: str, suggestion: str = "", /, **values: str | int) -> None:
        super().__init__(sentence)
        self.fault = Fault(name, sentence, values, suggestion)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row, read as what they should hold. Each method raises Wrong, and returns None when empty."""

    row: Row
    email_address: Callable[[str], str]
    slug: Callable[[str], str]

    def text(self, name: str, longest: int = 100) -> str | None:
        """A text in one line, with Persian letters."""
        cell = self._cell(name)
        text = " ".join(for_keeping(shown(cell)).split())
        if len(text) > longest:
            raise Wrong(name, "این متن بلندتر از %(longest)s نویسه است.", longest=longest)
        return text or None

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Several texts, with commas between them."""
        text = self.text(name, 300)
        return tuple(part for each in _COMMA.split(text) if (part := each.strip())) if text else None

    def needed(self, name: str, sentence: str, longest: int = 100) -> str:
        """A text that must not be missing."""
        text = self.text(name, longest)
        if text is None:
            raise Wrong(name, sentence)
        return text

    def day(self, name: str) -> date | None:
        """A day: of the Jalali calendar, of the Gregorian one, or a date of the spreadsheet itself."""
        cell = self._cell(name)
        if isinstance(cell, date):
            return _of_spreadsheet(name, cell)
        typed = for_comparing(shown(cell)).strip()
        if not typed:
            return None
        found = _DAY.fullmatch(typed) or _EIGHT_DIGITS.fullmatch(typed)
        if found is None:
            turned = _DAY_IN_REVERSE.fullmatch(typed)
            hint = f"{turned[3]}/{int(turned[2]):02}/{int(turned[1]):02}" if turned else ""
            raise Wrong(name, "تاریخ را به شکل ۱۴۰۵/۰۸/۳۰ بنویسید.", persian_digits(hint))
        year, month, day = map(int, found.groups())
        try:
            return date(year, month, day) if year >= _FIRST_GREGORIAN_YEAR else JalaliDate(year, month, day).to_date()
        except NotADate as error:
            raise Wrong(name, "%(why)s", why=str(error)) from error
        except ValueError as error:
            raise Wrong(name, "چنین روزی در تقویم نیست.") from error

    def yes_or_no(self, name: str) -> bool | None:
        """Yes or no, in the words that people use."""
        cell = self._cell(name)
        if isinstance(cell, bool):
            return cell
        typed = for_comparing(shown(cell)).strip().casefold()
        if not typed:
            return None
        if typed in WORDS.yes or typed in WORDS.no:
            return typed in WORDS.yes
        raise Wrong(name, "اینجا «بله» یا «خیر» بنویسید.")

    def size(self, name: str) -> Literal["A", "B", "C"] | None:
        """The size class of an office."""
        typed = for_finding(shown(self._cell(name)))
        if not typed:
            return None
        if typed not in _SIZES:
            raise Wrong(name, "اندازه یکی از این‌هاست: الف، ب، ج.")
        return _SIZES[typed]

    def seats(self, name: str) -> int | None:
        """How many people a hall holds."""
        typed = for_comparing(shown(self._cell(name))).strip()
        if not typed:
            return None
        found = _NUMBER.fullmatch(typed)
        if found is None or not 1 <= int(found[1]) <= MOST_SEATS:
            raise Wrong(name, "گنجایش سالن عددی از ۱ تا %(most)s است.", most=MOST_SEATS)
        return int(found[1])

    def work_week(self, name: str) -> str | None:
        """The days on which an office works."""
        typed = for_finding(shown(self._cell(name))).replace(" ", "")
        if not typed:
            return None
        if typed not in _WORK_WEEKS:
            raise Wrong(name, "هفته کاری شناخته نشد.", "؛ ".join(WORK_WEEKS.values()))
        return _WORK_WEEKS[typed]

    def email(self, name: str) -> str | None:
        """An e-mail address."""
        typed = shown(self._cell(name)).strip()
        if not for_comparing(typed).strip():
            return None
        try:
            return self.email_address(typed)
        except ValueError as error:
            raise Wrong(name, str(error)) from error

    def mobile(self, name: str) -> str | None:
        """A mobile number as «09121234567», also where the spreadsheet has dropped the zero."""
        typed = re.sub(r"[\s()+.-]", "", for_comparing(shown(self._cell(name))))
        if not typed:
            return None
        found = _MOBILE.fullmatch(typed)
        if found is None:
            raise Wrong(name, "شماره همراه را به شکل ۰۹۱۲۳۴۵۶۷۸۹ بنویسید.")
        return "0" + found[1]

    def office_id(self, name: str) -> str | None:
        """The id of an office, part of addresses."""
        typed = for_comparing(shown(self._cell(name))).strip().lower()
        if not typed:
            return None
        try:
            return self.slug(typed)
        except ValueError as error:
            raise Wrong(name, str(error)) from error

    def _cell(self, name: str) -> Cell:
        cell = self.row.field(name)
        if cell is Broken.FORMULA:
            raise Wrong(name, "اینجا فرمولی بدون مقدار است؛ به جای فرمول، مقدار آن را بنویسید.")
        if isinstance(cell, str) and cell.startswith("#") and cell.rstrip("!?").isupper():
            raise Wrong(name, "فرمول این خانه خطا دارد (%(error)s)؛ مقدار را بنویسید.", error=cell)
        return cell


def _of_spreadsheet(name: str, cell: date) -> date:
    day = cell.date() if isinstance(cell, datetime) else cell
    if day.year < _FIRST_EXCEL_YEAR:
        raise Wrong(name, "تاریخ این خانه روشن نیست؛ آن را به صورت متن و به شکل ۱۴۰۵/۰۸/۳۰ بنویسید.")
    return day
