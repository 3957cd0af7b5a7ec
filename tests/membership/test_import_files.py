"""Spreadsheets are read as people make them, and what could harm is not opened."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from services.membership.imports.domain import NoSheet
from services.membership.imports.files_outside import open_book
from services.membership.imports.tables_domain import Broken, Kind
from tests.membership.spreadsheets import OFFICES, PEOPLE, POSTS, csv_text, saved, xlsx

NOON = datetime(2026, 11, 28, 12)  # noqa: DTZ001 - a spreadsheet knows no zones
GAS = [OFFICES, ["gas", "اداره گاز", "اداره‌ها", "023"]]


def names(content: bytes) -> list[object]:
    return [row.cells.get("name") for row in open_book(content).rows()]


def test_sheets_are_read_in_the_order_in_which_they_depend_on_one_another() -> None:
    content = xlsx(
        three=[POSTS, ["گاز", "مدیر روابط عمومی", "علی", None, "1405/1/1"]],
        two=[PEOPLE, ["علی رضوی", "جناب آقای"]],
        one=GAS,
        notes=[["این صفحه چیزی ندارد"]],
    )

    book = open_book(content)

    assert [row.kind for row in book.rows()] == [Kind.OFFICES, Kind.PEOPLE, Kind.POSTS]
    assert [(row.sheet, row.number) for row in book.rows()] == [("one", 2), ("two", 2), ("three", 2)]
    assert book.row_count == 6


def test_a_title_an_empty_row_and_merged_headings_stand_above_the_rows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["فهرست دستگاه‌های شهرستان"])
    sheet.append([])
    sheet.append(["مشخصات", None, "نوع", "تماس"])
    sheet.append(["کد", "نام دستگاه *", None, "شماره تلفن (ثابت):"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:C4")
    sheet.append([])
    sheet.append(["gas", "اداره گاز", "اداره‌ها", 2345678.0])

    (row,) = open_book(saved(book)).rows()

    assert row.number == 6
    assert row.cells == {"id": "gas", "name": "اداره گاز", "kind": "اداره‌ها", "phone": 2345678}


@pytest.mark.parametrize(
    "headings", [("دستگاه", "نوع"), ("نام اداره", "دسته"), ("نام  دستگاه‌", "نوع دستگاه"), ("نام كامل", "kind")]
)
def test_headings_are_understood_in_several_wordings(headings: tuple[str, str]) -> None:
    (row,) = open_book(xlsx(one=[headings, ["اداره گاز", "اداره‌ها"]])).rows()

    assert row.cells == {"name": "اداره گاز", "kind": "اداره‌ها"}


def test_days_of_the_spreadsheet_and_formulas_come_with_their_values() -> None:
    content = xlsx(posts=[POSTS, ["water", "رئیس", "=A1", None, NOON, date(2027, 1, 1)]])

    (row,) = open_book(content).rows()

    assert row.cells["since"] == NOON
    assert row.cells["person"] is Broken.FORMULA  # openpyxl wrote no value for it

    with_value = _changed(content, re.compile(rb"<f>A1</f><v ?/>|<f>A1</f><v></v>"), b"<f>A1</f><v>7</v>")
    (row,) = open_book(with_value).rows()
    assert row.cells["person"] == 7


def _changed(content: bytes, old: re.Pattern[bytes], new: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, old.sub(new, before.read(name)))
    return written.getvalue()


def test_rows_that_name_the_same_office_share_its_name() -> None:
    """Tens of thousands of rows are held in memory while the posts are read."""
    rows = [["اداره آب و فاضلاب", "رئیس", f"همکار {number}", None, NOON, None, None] for number in range(2)]

    one, other = open_book(xlsx(posts=[POSTS, *rows])).rows()

    assert one.cells["office"] is other.cells["office"]


def test_a_cell_of_marks_that_nobody_sees_is_empty() -> None:
    rows = [["water", "رئیس", "\u200c\u200e", None, NOON, None, "+"]]

    (row,) = open_book(xlsx(posts=[POSTS, *rows])).rows()

    assert set(row.cells) == {"office", "role", "since", "acting"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_the_encodings_and_with_the_signs_of_excel(encoding: str, delimiter: str) -> None:
    content = csv_text([("نام دستگاه", "نوع"), ("", ""), ("اداره گاز", "بانک")], delimiter).encode(encoding)

    (row,) = open_book(content).rows()

    assert (row.number, dict(row.cells)) == (3, {"name": "اداره گاز", "kind": "بانک"})


def test_hidden_sheets_are_left_out() -> None:
    book = Workbook()
    for name in ("one", "two"):
        sheet = book.create_sheet(name)
        sheet.append(["نام دستگاه", "نوع"])
        sheet.append([name, "بانک"])
    book["two"].sheet_state = "hidden"

    assert names(saved(book)) == ["one"]


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def _bomb() -> bytes:
    """A sheet of a gigabyte of blanks, which is a megabyte when it is packed."""
    written = io.BytesIO(xlsx(one=GAS))
    with (
        zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/x.xml", "w") as part,
    ):
        for _ in range(1024):
            part.write(b" " * 1024 * 1024)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "خالی"),
        (b" \r\n", "خالی"),
        (b"%PDF-1.7\x00\x01\x02 ...", "صفحه‌گسترده نیست"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "رمز"),
        (xlsx(one=GAS)[:900], "خوانده نمی‌شود"),
        (_zip({"a.txt": b"hello"}), "صفحه‌گسترده نیست"),
        (_zip({"[Content_Types].xml": b"<oops"}), "خوانده نمی‌شود"),
        (_zip({"[Content_Types].xml": b"x", "big": b"0" * 30_000_000}), "بزرگ"),
        ("سلام\nاین یک نامه است".encode(), "ستون‌ها"),
        (xlsx(one=[["سلام"]]), "ستون‌ها"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_with_a_sentence(content: bytes, word: str) -> None:
    with pytest.raises(NoSheet, match=word):
        open_book(content)


@pytest.mark.slow("writes a gigabyte to pack it")
def test_a_bomb_is_not_unpacked() -> None:
    content = _bomb()
    assert len(content) < 3_000_000

    with pytest.raises(NoSheet, match="بزرگ"):
        open_book(content)


def test_entities_that_expand_without_end_are_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    content = xlsx(one=GAS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    with pytest.raises(NoSheet):
        open_book(_zip(parts | {"xl/worksheets/sheet1.xml": evil}))


def test_wrong_dimensions_and_wide_rows_do_no_harm() -> None:
    wide = ["نام دستگاه", "نوع", *[None] * 300, "دور"]

    assert names(xlsx(one=[wide, ["اداره گاز", "بانک", *[None] * 300, "x"]])) == ["اداره گاز"]
