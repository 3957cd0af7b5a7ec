"""Writes XLSX row by row."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

PlainCell = str | int | float | bool | None

_LONGEST_TITLE: Final = 31
_NOT_IN_TITLES: Final = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
_NARROWEST, _WIDEST = 10, 48


def workbook(name: str, head: Sequence[str], rows: Iterable[Iterable[PlainCell]]) -> bytes:
    """Return a file with one sheet of this name, which reads from right to left; its first row stays in sight."""
    book = Workbook(write_only=True)
    # openpyxl declares one class for both kinds of sheets, with fewer members than this one has.
    page = cast("Any", book.create_sheet(name.translate(_NOT_IN_TITLES).strip()[:_LONGEST_TITLE] or None))
    page.sheet_view.rightToLeft = True
    page.freeze_panes = "A2"
    for number, title in enumerate(head, start=1):
        page.column_dimensions[get_column_letter(number)].width = min(max(2 * len(title), _NARROWEST), _WIDEST)
    page.append([_in_bold(page, title) for title in head])
    for row in rows:
        page.append([cell_of(page, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cell_of(page: Any, plain: PlainCell) -> Cell:
    """Return a cell that holds a text as it is, without letters that XLSX has not, and never as a formula."""
    if not isinstance(plain, str):
        return WriteOnlyCell(page, plain)
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", plain))
    # openpyxl takes text that begins with «=» for a formula.
    cell.data_type = "s"
    return cell


def _in_bold(page: Any, title: str) -> Cell:
    cell = cell_of(page, title)
    cell.font = Font(bold=True)
    return cell
