"""Spreadsheets as people send them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from services.membership.imports.deciding_domain import Decider, Verdict
from services.membership.imports.files_outside import open_book
from services.membership.imports.known_domain import Held, Known, KnownOffice, OfficeKind, PersonFacts
from services.membership.imports.tables_domain import Kind
from shared.web.addresses import email_address
from shared.web.slugs import slug
from tests.membership.county import SINCE, office

Rows = Sequence[Sequence[Any]]

OFFICES = ("شناسه", "نام دستگاه", "نوع", "تلفن")
PEOPLE = ("نام و نام خانوادگی", "عنوان", "خطاب", "ایمیل", "تلفن همراه", "دستگاه")
POSTS = ("دستگاه", "سمت", "شخص", "ایمیل", "از تاریخ", "تا تاریخ", "سرپرست")


def xlsx(**sheets: Rows) -> bytes:
    """A workbook with these sheets."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Rows as text."""
    return "\r\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)


def a_county() -> Known:
    """Two offices, a closed one, and two people; one of them is a manager."""
    known = Known.of_kinds([OfficeKind("office", "اداره‌ها", 4), OfficeKind("university", "دانشگاه‌ها", 6)])
    known.enter_office(KnownOffice(office("water", "اداره آب و فاضلاب", aliases=("آبفا",))))
    known.enter_office(KnownOffice(office("roads", "اداره راهداری")))
    known.enter_office(KnownOffice(office("old", "اداره ارزاق"), closed_on=SINCE))
    known.enter_person("p-water", PersonFacts("سارا مهرگان‌پور", "سرکار خانم", "سرکار عالی", "sara@x.example"))
    known.enter_person("p-roads", PersonFacts("بهرام سپیدرو", "جناب آقای", "جنابعالی", "b@x.example", "09121234567"))
    known.enter_holding("office/water:pr_manager", "water", Held("p-water", SINCE))
    return known


def decided(content: bytes, known: Known | None = None, *, by: str = "p-desk") -> list[Verdict]:
    """What is decided about the rows of a file."""
    decider = Decider(known or a_county(), SINCE, by, email_address, slug)
    book = open_book(content)
    verdicts = [decider.decide(row) for kind in (Kind.OFFICES, Kind.PEOPLE) for row in book.rows_of(kind)]
    decider.look_ahead(book.rows_of(Kind.POSTS))
    return verdicts + [decider.decide(row) for row in book.rows_of(Kind.POSTS)]


def outcomes(verdicts: Sequence[Verdict]) -> list[str]:
    """The outcomes, in order."""
    return [verdict.outcome.value for verdict in verdicts]


def fault(content: bytes, known: Known | None = None) -> tuple[str, str, str]:
    """Field, sentence and suggestion of the only faulty row."""
    (wrong,) = [verdict.fault for verdict in decided(content, known) if verdict.fault]
    return wrong.field, wrong.sentence % wrong.values, wrong.suggestion


def row_of(headings: Sequence[str], **cells: Any) -> Rows:
    """Headings and one row; a cell is named by its heading with `_` for blanks."""
    wanted: Mapping[str, Any] = {name.replace("_", " "): cell for name, cell in cells.items()}
    return [headings, [wanted.get(heading) for heading in headings]]
