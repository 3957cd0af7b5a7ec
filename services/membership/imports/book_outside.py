"""A file whose tables were recognised, whatever its format."""

import csv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import ParseError

from services.membership.imports.domain import NoSheet
from services.membership.imports.tables_domain import Kind, Line, Row, Table, rows_of

FAULTS: Final = (
    zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError,
    NotImplementedError, RuntimeError, csv.Error,
)  # fmt: skip
"""What openpyxl, defusedxml and the standard library raise for files that are damaged in one way or another."""

DAMAGED: Final = "این فایل خوانده نمی‌شود؛ آن را در اکسل باز کنید و دوباره به صورت xlsx ذخیره کنید."
NO_SHEET: Final = "این فایل صفحه‌گسترده نیست؛ فایل xlsx یا csv انتخاب کنید."
LOCKED: Final = "این فایل رمز دارد یا از نوع قدیمی xls است؛ آن را بدون رمز و به صورت xlsx ذخیره کنید."
TOO_LARGE: Final = "محتوای این فایل پس از باز شدن بیش از حد بزرگ است؛ صفحه‌ها و تصویرهای اضافی را بردارید."
NO_TABLE: Final = (
    "ستون‌های این فایل شناخته نشد؛ عنوان ستون‌ها باید در یکی از پانزده ردیف اول باشد. الگوی آماده را ببینید."
)
EMPTY: Final = "این فایل خالی است."

TOP: Final = 20
"""How many rows are read to find the headings."""
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 2_000


@dataclass(frozen=True, slots=True)
class Book:
    """A file whose tables were recognised. Its rows can be read again and again, always in the same order."""

    tables: Sequence[Table]
    row_count: int
    """How many rows hold something, headings included: enough for a progress bar."""
    _lines: Callable[[str], Iterator[Line]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield all rows: first those of offices, then of people, then of posts. Raises NoSheet for a damaged file."""
        for kind in Kind:
            yield from self.rows_of(kind)

    def rows_of(self, kind: Kind) -> Iterator[Row]:
        """Yield the rows of one kind. Raises NoSheet for a damaged file."""
        for table in self.tables:
            if table.kind is kind:
                yield from _read_safely(rows_of(table, self._lines(table.sheet)))


def _read_safely(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows, and tell of a fault deep inside the file as of one that shows at once."""
    try:
        yield from rows
    except FAULTS as error:
        raise NoSheet(DAMAGED) from error
