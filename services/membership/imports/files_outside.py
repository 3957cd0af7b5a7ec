"""Opens spreadsheets that people upload, XLSX and CSV, and nothing that could harm."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from services.membership.imports.book_outside import (
    DAMAGED,
    EMPTY,
    FAULTS,
    LOCKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    NO_SHEET,
    NO_TABLE,
    TOP,
    Book,
)
from services.membership.imports.domain import NoSheet
from services.membership.imports.tables_domain import Line, table_in

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .xls files begin, and new ones with a password."""
_ZIP: Final = b"PK"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def open_book(content: bytes) -> Book:
    """Recognise the tables of a file. Raises NoSheet with a sentence for the person who uploaded it."""
    if not content.strip():
        raise NoSheet(EMPTY)
    if content.startswith(_OLE):
        raise NoSheet(LOCKED)
    try:
        return _open_xlsx(content) if content.startswith(_ZIP) else _open_csv(content)
    except FAULTS as error:
        raise NoSheet(DAMAGED) from error


def _open_xlsx(content: bytes) -> Book:
    from services.membership.imports.xlsx_outside import open_xlsx  # noqa: PLC0415 - see there

    return open_xlsx(content)


def _open_csv(content: bytes) -> Book:
    text = _decoded(content)
    if _CONTROL.search(text[:4_000]):
        raise NoSheet(NO_SHEET)
    delimiter = _delimiter(text)

    def lines(_: str) -> Iterator[Line]:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in read:
            if any(cell.strip() for cell in cells):
                yield read.line_num, tuple(cell[:LONGEST_CELL] or None for cell in cells[:MOST_COLUMNS])

    table = table_in("", list(islice(lines(""), TOP)))
    if table is None:
        raise NoSheet(NO_TABLE)
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
    top = "\n".join(text.splitlines()[:TOP])
    return max(",;\t", key=top.count)
