"""Reads spreadsheets that people upload: XLSX and CSV, row by row, and nothing that could harm."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.membership.imports.domain import NoSheet
from services.membership.imports.tables_domain import Broken, Cell, Kind, Line, Row, Table, rows_of, table_in

_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_SHARED_TEXT: Final = 40 * 1024 * 1024
"""The texts of all sheets, which are held in memory while the file is read."""
_MOST_PARTS: Final = 2_000
_MOST_RATIO: Final = 150
_SMALL: Final = 1024 * 1024
"""A part that unpacks to less than this may be packed as tightly as it likes."""
_MOST_COLUMNS: Final = 60
_TOP: Final = 20
_LONGEST_CELL: Final = 2_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .xls files begin, and new ones with a password."""
_ZIP: Final = b"PK"
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|v|is|f)[ />]")
_CHUNK: Final = 256 * 1024
_LONGEST_TAG: Final = 64
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FAULTS: Final = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, NotImplementedError, RuntimeError, csv.Error,
)  # fmt: skip
"""What openpyxl, defusedxml and the standard library raise for files that are damaged in one way or another."""

_DAMAGED: Final = "این فایل خوانده نمی‌شود؛ آن را در اکسل باز کنید و دوباره به صورت xlsx ذخیره کنید."
_NO_SHEET: Final = "این فایل صفحه‌گسترده نیست؛ فایل xlsx یا csv انتخاب کنید."
_LOCKED: Final = "این فایل رمز دارد یا از نوع قدیمی xls است؛ آن را بدون رمز و به صورت xlsx ذخیره کنید."
_TOO_LARGE: Final = "محتوای این فایل پس از باز شدن بیش از حد بزرگ است؛ برگه‌ها و تصویرهای اضافی را بردارید."
_NO_TABLE: Final = (
    "ستون‌های این فایل شناخته نشد؛ عنوان ستون‌ها باید در یکی از پانزده ردیف اول باشد. الگوی آماده را ببینید."
)
_EMPTY: Final = "این فایل خالی است."


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
            for table in self.tables:
                if table.kind is kind:
                    yield from _read_safely(rows_of(table, self._lines(table.sheet)))


def open_book(content: bytes) -> Book:
    """Recognise the tables of a file. Raises NoSheet with a sentence for the person who uploaded it."""
    if not content.strip():
        raise NoSheet(_EMPTY)
    if content.startswith(_OLE):
        raise NoSheet(_LOCKED)
    try:
        return _open_xlsx(content) if content.startswith(_ZIP) else _open_csv(content)
    except _FAULTS as error:
        raise NoSheet(_DAMAGED) from error


def _open_xlsx(content: bytes) -> Book:
    """Look at the sizes in the archive's table first: nothing is unpacked that would fill the memory."""
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

    tables = [table for each in found if (table := table_in(each.name, list(islice(lines(each.name), _TOP))))]
    if not tables:
        raise NoSheet(_NO_TABLE)
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
        yield from sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)


def _computed(value: Any, source: Any) -> Any:
    return Broken.FORMULA if value is None and source is not None else value


def _plain(value: Any) -> Cell:
    if isinstance(value, str):
        return value[:_LONGEST_CELL]
    if value is None or isinstance(value, bool | int | float | date | datetime | Broken):
        return value
    return str(value)[:_LONGEST_CELL]


def _must_be_modest(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise NoSheet(_TOO_LARGE)
    for part in parts:
        if part.flag_bits & 1:
            raise NoSheet(_LOCKED)
        if part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise NoSheet(_TOO_LARGE)
        if part.filename.endswith("sharedStrings.xml") and part.file_size > _MOST_SHARED_TEXT:
            raise NoSheet(_TOO_LARGE)
    if "[Content_Types].xml" not in archive.NameToInfo:
        raise NoSheet(_NO_SHEET)


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


def _open_csv(content: bytes) -> Book:
    text = _decoded(content)
    if _CONTROL.search(text[:4_000]):
        raise NoSheet(_NO_SHEET)
    delimiter = _delimiter(text)

    def lines(_: str) -> Iterator[Line]:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in read:
            if any(cell.strip() for cell in cells):
                yield read.line_num, tuple(cell[:_LONGEST_CELL] or None for cell in cells[:_MOST_COLUMNS])

    table = table_in("", list(islice(lines(""), _TOP)))
    if table is None:
        raise NoSheet(_NO_TABLE)
    return Book([table], sum(1 for _ in lines("")), lines)


def _decoded(content: bytes) -> str:
    """Read the text in the encodings in which Excel writes it in Iran: UTF-8, UTF-16 with a mark, Windows-1256."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1256")


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first lines into the most pieces."""
    top = "\n".join(text.splitlines()[:_TOP])
    return max(",;\t", key=top.count)


def _read_safely(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows, and tell of a fault deep inside the file as of one that shows at once."""
    try:
        yield from rows
    except _FAULTS as error:
        raise NoSheet(_DAMAGED) from error
