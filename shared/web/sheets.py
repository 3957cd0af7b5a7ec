"""Lists as files for a spreadsheet: XLSX, or CSV where a spreadsheet is to be read by another program."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, cast
from urllib.parse import quote

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from starlette.concurrency import run_in_threadpool

from shared.language.speech import gettext as _
from shared.persian.jalali import TEHRAN, jalali_of

Cell = str | int | float | bool | date | datetime | None
"""What a cell may hold. A day is written as the Jalali calendar has it, an instant as the day and time in Tehran."""

SheetFormat = Literal["xlsx", "csv"]

# Without it Excel reads the file in the encoding of its system.
BYTE_ORDER_MARK: Final = "\ufeff"

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_LONGEST_TITLE: Final = 31
_NOT_IN_TITLES: Final = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
_NOT_IN_FILE_NAMES: Final = dict.fromkeys(map(ord, '/\\:*?"<>|\r\n\t'), "-")
_NARROWEST, _WIDEST = 10, 48


async def sheet(as_: SheetFormat, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a list as a file to keep, called by its Persian name.

    `columns` are Persian literals, shown in the reader's language. The rows are written in another thread, because
    thousands of them take seconds.
    """
    head = [_(column) for column in columns]
    write = _xlsx if as_ == "xlsx" else _csv
    content = await run_in_threadpool(write, name, head, rows)
    return Response(content, headers=as_file(f"{name}.{as_}"), media_type=_MEDIA_TYPES[as_])


def as_file(name: str) -> dict[str, str]:
    """Return the headers of an answer that a browser keeps under this name, which may be Persian (RFC 5987)."""
    name = name.translate(_NOT_IN_FILE_NAMES)
    plain = name if name.isascii() else f"list.{name.rpartition('.')[2]}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}


def csv_line(cells: Sequence[Cell]) -> str:
    """Return one line of CSV. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(_plain(cell)) for cell in cells])
    return written.getvalue()


def _csv(_name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return (BYTE_ORDER_MARK + "".join(map(csv_line, (head, *rows)))).encode()


def _xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    # openpyxl declares one class for both kinds of sheets, with fewer members than this one has.
    page = cast("Any", book.create_sheet(name.translate(_NOT_IN_TITLES).strip()[:_LONGEST_TITLE] or None))
    page.sheet_view.rightToLeft = True
    page.freeze_panes = "A2"
    for number, title in enumerate(head, start=1):
        page.column_dimensions[get_column_letter(number)].width = min(max(2 * len(title), _NARROWEST), _WIDEST)
    page.append([_in_bold(page, title) for title in head])
    for row in rows:
        page.append([_in_xlsx(page, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _in_bold(page: Any, title: str) -> WrittenCell:
    cell = _in_xlsx(page, title)
    cell.font = Font(bold=True)
    return cell


def _in_xlsx(page: Any, value: Cell) -> WrittenCell:
    plain = _plain(value)
    if not isinstance(plain, str):
        return WriteOnlyCell(page, plain)
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", plain))
    # openpyxl takes text that begins with «=» for a formula.
    cell.data_type = "s"
    return cell


def _plain(value: Cell) -> str | int | float | bool | None:
    match value:
        case datetime():
            return f"{jalali_of(value)} {value.astimezone(TEHRAN):%H:%M}"
        case date():
            return str(jalali_of(value))
        case _:
            return value


def _harmless(cell: str | float | None) -> str | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
