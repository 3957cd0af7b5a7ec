"""Writes the rows that were refused, so that they can be mended and imported again."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from openpyxl import Workbook

from services.membership.imports.tables_domain import COLUMNS, SHEET_NAMES, Kind
from shared.web.workbook import cell_of

_ADDED: Final = ("ایراد", "پیشنهاد")


def faulty_rows(rows: Iterable[tuple[Kind, Mapping[str, str], Sequence[str]]]) -> bytes:
    """Return a workbook with a sheet for each kind; `rows` are the kind, the cells by field, and what is added."""
    book = Workbook(write_only=True)
    sheets: dict[Kind, Any] = {}
    for kind, cells, added in rows:
        if kind not in sheets:
            sheets[kind] = cast("Any", book.create_sheet(SHEET_NAMES[kind]))
            sheets[kind].sheet_view.rightToLeft = True
            sheets[kind].append([*(column.heading for column in COLUMNS[kind]), *_ADDED])
        told = [*(cells.get(column.field, "") for column in COLUMNS[kind]), *added]
        sheets[kind].append([cell_of(sheets[kind], text) for text in told])
    if not sheets:
        book.create_sheet(SHEET_NAMES[Kind.OFFICES])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
