"""Reads XLSX row by row, after a look at the sizes in its table of contents.

openpyxl is loaded only when the first such file comes: that takes a sixth of a second and some megabytes.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from openpyxl import load_workbook

from services.membership.imports.book_outside import (
    LOCKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    NO_SHEET,
    NO_TABLE,
    TOO_LARGE,
    TOP,
    Book,
)
from services.membership.imports.domain import NoSheet
from services.membership.imports.tables_domain import Broken, Cell, Line, table_in

_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_SHARED_TEXT: Final = 40 * 1024 * 1024
"""The texts of all sheets, which are held in memory while the file is read."""
_MOST_PARTS: Final = 2_000
_MOST_RATIO: Final = 150
_SMALL: Final = 1024 * 1024
"""A part that unpacks to less than this may be packed as tightly as it likes."""
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|v|is|f)[ />]")
_CHUNK: Final = 256 * 1024
_LONGEST_TAG: Final = 64


def open_xlsx(content: bytes) -> Book:
    """Recognise the tables. Nothing is unpacked that would fill the memory. Raises NoSheet."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    _must_be_modest(archive)
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    found = [_Sheet(sheet, *_counted(archive, sheet)) for sheet in values.worksheets if sheet.sheet_state == "visible"]
    sheets = {each.name: each for each in found}
    formulas = (
        load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        if any(each.has_formulas for each in found)
        else None
    )

    def lines(name: str) -> Iterator[Line]:
        sheet = sheets[name]
        return sheet.lines(formulas[name] if formulas and sheet.has_formulas else None)

    tables = [table for each in found if (table := table_in(each.name, list(islice(lines(each.name), TOP))))]
    if not tables:
        raise NoSheet(NO_TABLE)
    with_tables = {table.sheet for table in tables}
    return Book(tables, sum(each.row_count for each in found if each.name in with_tables), lines)


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: Any
    row_count: int
    has_formulas: bool

    @property
    def name(self) -> str:
        return str(self.sheet.title)

    def lines(self, with_formulas: Any | None) -> Iterator[Line]:
        """Yield the rows that hold something. A formula without a value shows itself in the second reading."""
        sources = self._cells(with_formulas) if with_formulas else None
        for number, cells in enumerate(self._cells(self.sheet), start=1):
            line = cells if sources is None else tuple(map(_computed, cells, next(sources, ())))
            if any(cell is not None for cell in line):
                yield number, tuple(map(_plain, line))

    @staticmethod
    def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
        sheet.reset_dimensions()  # some programs write wrong ones
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)


def _computed(value: Any, source: Any) -> Any:
    return Broken.FORMULA if value is None and source is not None else value


def _plain(value: Any) -> Cell:
    if isinstance(value, str):
        return sys.intern(value[:LONGEST_CELL])  # names of offices and roles stand in thousands of rows
    if value is None or isinstance(value, bool | int | float | date | datetime | Broken):
        return value
    return str(value)[:LONGEST_CELL]


def _must_be_modest(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise NoSheet(TOO_LARGE)
    for part in parts:
        if part.flag_bits & 1:
            raise NoSheet(LOCKED)
        if part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise NoSheet(TOO_LARGE)
        if part.filename.endswith("sharedStrings.xml") and part.file_size > _MOST_SHARED_TEXT:
            raise NoSheet(TOO_LARGE)
    if "[Content_Types].xml" not in archive.NameToInfo:
        raise NoSheet(NO_SHEET)


def _counted(archive: zipfile.ZipFile, sheet: Any) -> tuple[int, bool]:
    """Count the rows that hold a value, and tell whether there are formulas, without building a tree of the XML."""
    rows, is_counted, has_formulas, rest = 0, True, False, b""
    with archive.open(sheet._worksheet_path) as source:  # noqa: SLF001 - openpyxl gives no other way to the part
        while chunk := source.read(_CHUNK):
            text = rest + chunk
            # A tag may be cut by the end of the chunk; what is left over begins at the last sign that opens one.
            cut = text.rfind(b"<", max(0, len(text) - _LONGEST_TAG))
            text, rest = (text[:cut], text[cut:]) if cut >= 0 else (text, b"")
            for tag in _TAG.finditer(text):
                match tag[1]:
                    case b"row":
                        is_counted = False
                    case b"f":
                        has_formulas = True
                    case _ if not is_counted:
                        rows, is_counted = rows + 1, True
                    case _:
                        pass
    return rows, has_formulas
