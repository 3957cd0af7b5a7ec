"""Lists as files for a spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from shared.web.sheets import Cell, SheetFormat, sheet

COLUMNS = ("نام", "روز")
ROWS: list[list[Cell]] = [
    ["اداره آب", date(2026, 11, 22)],
    ["=HYPERLINK(A1)", datetime(2026, 11, 22, 21, 0, tzinfo=UTC)],
    ["+98", 12],
    ["-5", True],
    ["@a", None],
    ['دو\nخط، "نقل"\x01', ""],
]


async def cells_of(as_: SheetFormat, name: str = "دستگاه‌ها") -> list[list[object]]:
    content = bytes((await sheet(as_, name, COLUMNS, ROWS)).body)
    if as_ == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    page = load_workbook(io.BytesIO(content), read_only=False).worksheets[0]
    assert page.sheet_view.rightToLeft
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "b"}
    return [list(row) for row in page.iter_rows(values_only=True)]


async def test_a_workbook_keeps_every_text_as_text() -> None:
    assert await cells_of("xlsx") == [
        ["نام", "روز"],
        ["اداره آب", "1405-09-01"],
        ["=HYPERLINK(A1)", "1405-09-02 00:30"],
        ["+98", 12],
        ["-5", True],
        ["@a", None],
        ['دو\nخط، "نقل"', None],
    ]


async def test_csv_has_no_formula_and_says_its_encoding() -> None:
    assert await cells_of("csv") == [
        ["نام", "روز"],
        ["اداره آب", "1405-09-01"],
        ["'=HYPERLINK(A1)", "1405-09-02 00:30"],
        ["'+98", "12"],
        ["'-5", "True"],
        ["'@a", ""],
        ['دو\nخط، "نقل"\x01', ""],
    ]


async def test_an_empty_list_still_has_its_head() -> None:
    answer = await sheet("csv", "تهی", COLUMNS, [])
    assert bytes(answer.body).decode("utf-8-sig") == "نام,روز\r\n"


@pytest.mark.parametrize("as_", ["xlsx", "csv"])
async def test_the_file_has_its_persian_name_and_one_for_old_programs(as_: SheetFormat) -> None:
    said = (await sheet(as_, 'دستگاه‌ها "۱"/۲\r\nX: y', COLUMNS, ROWS)).headers["content-disposition"]
    assert said.startswith(f"attachment; filename=\"list.{as_}\"; filename*=UTF-8''")
    assert said.isascii()
    assert unquote(said.partition("''")[2]) == f"دستگاه‌ها -۱--۲--X- y.{as_}"


async def test_a_title_that_no_workbook_takes_is_mended() -> None:
    assert (await cells_of("xlsx", "[]:*?/\\" + "د" * 60))[0] == ["نام", "روز"]
    assert (await cells_of("xlsx", "[]"))[0] == ["نام", "روز"]
