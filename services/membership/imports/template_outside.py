"""Writes the template that people fill in, with a sheet of help and lists to choose from."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.membership.imports.deciding_domain import ROLES
from services.membership.imports.tables_domain import COLUMNS, HELP, SHEET_NAMES, Column, Kind
from services.membership.offices.domain import WORK_WEEKS
from services.membership.posts.domain import POST_NAMES

_LAST_ROW: Final = 50_001
_WIDTH: Final = 22
_SIZES: Final = ("الف", "ب", "ج")  # stays Persian: the file is read in Persian
_YES_NO: Final = ("بله", "خیر")  # stays Persian: the file is read in Persian


def template(kinds: Sequence[str]) -> bytes:
    """Return a workbook with a sheet for each kind of row, and one of help, with these kinds of offices."""
    choices: Mapping[str, Sequence[str]] = {
        "kind": kinds,
        "role": [POST_NAMES[role] for role in ROLES],
        "size_class": _SIZES,
        "executive": _YES_NO,
        "can_host": _YES_NO,
        "work_week": list(WORK_WEEKS.values()),
        "acting": _YES_NO,
    }
    book = Workbook(write_only=True)
    lists = {name: f"'{HELP}'!${get_column_letter(place)}$2:${get_column_letter(place)}${len(words) + 1}"
             for place, (name, words) in enumerate(choices.items(), start=5) if words}  # fmt: skip
    for kind in Kind:
        _write_table(book, kind, lists)
    _write_help(book, choices)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write_table(book: Workbook, kind: Kind, lists: Mapping[str, str]) -> None:
    sheet = _sheet(book, SHEET_NAMES[kind])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS[kind], start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTH
        if column.field in lists:
            allowed = DataValidation(
                type="list", formula1=lists[column.field], allow_blank=True, showErrorMessage=False
            )
            allowed.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.data_validations.append(allowed)
    sheet.append([_bold(sheet, column.heading) for column in COLUMNS[kind]])


def _write_help(book: Workbook, choices: Mapping[str, Sequence[str]]) -> None:
    sheet = _sheet(book, HELP)
    for place in range(1, 5 + len(choices)):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
    titles = {column.field: column.heading for columns in COLUMNS.values() for column in columns}
    sheet.append([_bold(sheet, each) for each in ("صفحه", "ستون", "راهنما", "", *(titles[name] for name in choices))])
    told = [(kind, column) for kind in Kind for column in COLUMNS[kind]]
    longest = max((len(told), *(len(words) for words in choices.values())))
    for place in range(longest):
        about = _told(*told[place]) if place < len(told) else ("", "", "")
        sheet.append([*about, "", *(words[place] if place < len(words) else "" for words in choices.values())])


def _told(kind: Kind, column: Column) -> tuple[str, str, str]:
    hint = column.hint or ("" if column.is_needed else "دلخواه")
    return SHEET_NAMES[kind], column.heading, "، ".join(filter(None, ("لازم" if column.is_needed else "", hint)))


def _sheet(book: Workbook, name: str) -> Any:
    # openpyxl declares one class for both kinds of sheets, with fewer members than this one has.
    sheet = cast("Any", book.create_sheet(name))
    sheet.sheet_view.rightToLeft = True
    return sheet


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    return cell
