"""Recognises the tables of a spreadsheet: which one it is, where its headings stand, and which column means what."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from services.membership.imports.words_domain import WORDS
from shared.persian.text import for_comparing, for_finding


class Broken(Enum):
    """What stands in a cell without a value that could be read."""

    FORMULA = "formula"
    """A formula that was never computed; it is not computed here."""


Cell = str | int | float | bool | date | datetime | Broken | None
Line = tuple[int, Sequence[Cell]]
"""A row of a sheet with its number, from 1."""


class Kind(Enum):
    """The tables that can be imported, in the order in which they are."""

    OFFICES = "offices"
    PEOPLE = "people"
    POSTS = "posts"


SHEET_NAMES: Final[Mapping[Kind, str]] = {
    Kind.OFFICES: "دستگاه‌ها",
    Kind.PEOPLE: "اشخاص",
    Kind.POSTS: "سمت‌ها",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Its heading stands in the template; `words.json` has the others that are understood."""

    field: str
    heading: str
    hint: str = ""
    is_needed: bool = False


COLUMNS: Final[Mapping[Kind, Sequence[Column]]] = {
    Kind.OFFICES: (
        Column(
            "id",
            "شناسه",
            "دلخواه؛ با حروف لاتین، بخشی از نشانی صفحه دستگاه است و تغییر نمی‌کند",
        ),
        Column(
            "name",
            "نام دستگاه",
            "نام کامل و رسمی",
            is_needed=True,
        ),
        Column("short_name", "نام کوتاه", "دلخواه؛ برای فهرست‌ها"),
        Column("aliases", "نام‌های دیگر", "دلخواه؛ با ویرگول از هم جدا"),
        Column(
            "kind",
            "نوع",
            "یکی از نوع‌های صفحه راهنما؛ برای دستگاه تازه لازم است",
        ),
        Column("executive", "اجرایی", "بله یا خیر"),
        Column("size_class", "اندازه", "الف، ب یا ج"),
        Column(
            "head_title",
            "عنوان رئیس",
            "مانند رئیس اداره، مدیر، شهردار",
        ),
        Column("address", "نشانی"),
        Column("phone", "تلفن"),
        Column(
            "active_from",
            "آغاز کار",
            "مانند ۱۴۰۵/۰۹/۰۷؛ اگر خالی بماند، روز ثبت",
        ),
        Column(
            "parent",
            "دستگاه بالادست",
            "دلخواه؛ نام یا شناسه دستگاهی که ثبت شده یا در ردیف‌های بالاتر آمده است",
        ),
        Column("hall_capacity", "گنجایش سالن", "دلخواه؛ تعداد نفر"),
        Column("can_host", "میزبان نشست", "بله یا خیر"),
        Column("work_week", "هفته کاری", "یکی از هفته‌های کاری صفحه راهنما"),
    ),
    Kind.PEOPLE: (
        Column(
            "name",
            "نام و نام خانوادگی",
            is_needed=True,
        ),
        Column(
            "honorific",
            "عنوان",
            "به همان صورتی که خود شخص می‌خواهد؛ هرگز حدس زده نمی‌شود",
        ),
        Column("pronoun", "خطاب", "جنابعالی یا سرکار عالی"),
        Column("email", "ایمیل"),
        Column("mobile", "تلفن همراه", "مانند ۰۹۱۲۳۴۵۶۷۸۹"),
        Column(
            "office",
            "دستگاه",
            "دلخواه؛ برای شناختن شخصی که ایمیل یا همراه او نوشته نشده است",
        ),
    ),
    Kind.POSTS: (
        Column("office", "دستگاه", is_needed=True),
        Column("role", "سمت", "یکی از سمت‌های صفحه راهنما", is_needed=True),
        Column(
            "person",
            "شخص",
            "نام شخص یا ایمیل او",
            is_needed=True,
        ),
        Column("email", "ایمیل"),
        Column("mobile", "تلفن همراه"),
        Column(
            "since",
            "از تاریخ",
            "مانند ۱۴۰۵/۰۹/۰۷",
            is_needed=True,
        ),
        Column("until", "تا تاریخ", "آخرین روز؛ اگر خالی بماند، ادامه دارد"),
        Column("acting", "سرپرست", "بله یا خیر"),
    ),
}

HELP: Final = "راهنما"
"""The sheet of the template that explains the others."""

_SEEN: Final = re.compile("[0-9A-Za-zا-غ]")  # stays Persian: letters
"""Signs that everybody sees: a cell with one of them is not empty, and needs no closer look."""
_FEWEST_COLUMNS: Final = 2
"""One heading alone may be a word in a letter."""
_MOST_TITLE_LINES: Final = 15
"""How many rows may stand above the headings: titles, a logo, a date."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was recognised in a sheet."""

    sheet: str
    kind: Kind
    columns: Mapping[int, str]
    """Fields by the position of their column, from 0."""
    first: int
    """The number of the first row below the headings."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by field. Empty cells are left out."""

    sheet: str
    number: int
    kind: Kind
    cells: Mapping[str, Cell]

    def field(self, name: str) -> Cell:
        """The cell of a field; None when it is empty."""
        return self.cells.get(name)


def table_in(sheet: str, top: Sequence[Line]) -> Table | None:
    """Return the table whose headings stand in the first rows of a sheet, or None when there are none.

    Headings may fill two rows, the upper one merged over several columns. The kind of the table is the one that most
    headings fit and whose needed columns are all there; the name of the sheet decides between two that fit equally.
    """
    if sheet == HELP:
        return None
    by_name = for_finding(sheet)
    best: tuple[tuple[int, int], Table] | None = None
    lines = [line for line in top[:_MOST_TITLE_LINES] if any(cell is not None for cell in line[1])]
    for place, (number, cells) in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else (number, ())
        for kind in Kind:
            for columns, last in (
                (_columns(kind, cells), number),
                (_columns(kind, below[1]) | _above(kind, cells, below[1]), below[0]),
            ):
                needed = {column.field for column in COLUMNS[kind] if column.is_needed}
                if len(columns) < _FEWEST_COLUMNS or not needed <= set(columns.values()):
                    continue
                rank = (len(columns), int(for_finding(SHEET_NAMES[kind]) == by_name))
                if best is None or rank > best[0]:
                    best = rank, Table(sheet, kind, columns, last + 1)
    return best[1] if best else None


def rows_of(table: Table, lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows below the headings; those without any cell of the table are left out."""
    for number, cells in lines:
        if number < table.first:
            continue
        found = {
            field: cells[place]
            for place, field in table.columns.items()
            if place < len(cells) and not _is_empty(cells[place])
        }
        if found:
            yield Row(table.sheet, number, table.kind, found)


def shown(cell: Cell) -> str:
    """A cell as text, for a message or for the file with the rows that were refused."""
    match cell:
        case None | Broken():
            return ""
        case bool():
            return "بله" if cell else "خیر"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)


def _columns(kind: Kind, cells: Sequence[Cell]) -> dict[int, str]:
    """The fields of headings by position. When two headings mean the same, the first one counts."""
    known = _KNOWN[kind]
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        field = known.get(_key(cell)) if isinstance(cell, str) else None
        if field and field not in found.values():
            found[place] = field
    return found


def _above(kind: Kind, cells: Sequence[Cell], below: Sequence[Cell]) -> dict[int, str]:
    """The headings of the upper of two rows, where the lower row is empty because the cells are merged."""
    taken = set(_columns(kind, below).values())
    return {
        place: field
        for place, field in _columns(kind, cells).items()
        if field not in taken and (place >= len(below) or _is_empty(below[place]))
    }


def _is_empty(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return not _SEEN.search(cell) and not for_comparing(cell).strip()


def _key(heading: str) -> str:
    """A heading without what people add to it: «* نام دستگاه (الزامی):»."""
    return for_finding(heading.partition("(")[0])


_KNOWN: Final[Mapping[Kind, Mapping[str, str]]] = {
    kind: {
        _key(heading): column.field
        for column in reversed(columns)
        for heading in (column.heading, *WORDS.headings[kind.value][column.field])
    }
    for kind, columns in COLUMNS.items()
}
