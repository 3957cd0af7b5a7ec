"""Lists as files for a spreadsheet: XLSX, or CSV where a spreadsheet is to be read by another program."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, Literal
from urllib.parse import quote

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from shared.language.speech import gettext as _
from shared.persian.jalali import TEHRAN, jalali_of

Cell = str | int | float | bool | date | datetime | None
"""What a cell may hold. A day is written as the Jalali calendar has it, an instant as the day and time in Tehran."""

SheetFormat = Literal["xlsx", "csv"]

# Without it Excel reads the file in the encoding of its system.
BYTE_ORDER_MARK: Final = "\ufeff"

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES: Final = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
}
_NOT_IN_FILE_NAMES: Final = dict.fromkeys(map(ord, '/\\:*?"<>|\r\n\t'), "-")


async def sheet(as_: SheetFormat, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a list as a file to keep, called by its Persian name.

    `columns` are Persian literals, shown in the reader's language. The rows are written in another thread, because
    thousands of them take seconds.
    """
    head = [_(column) for column in columns]
    content = await run_in_threadpool(_xlsx if as_ == "xlsx" else _csv, name, head, rows)
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
    # Importing openpyxl takes a sixth of a second and some megabytes, which services pay that write such a file.
    from shared.web.workbook import workbook  # noqa: PLC0415

    return workbook(name, head, (map(_plain, row) for row in rows))


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
