"""The register's pages, filled: a list with gaps and remarks, a search, pages to print, a broken chain."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from services.membership.register.domain import (
    Book,
    Broken,
    Entry,
    Fault,
    Kind,
    Remark,
    Row,
    Signer,
    Verdict,
    Volume,
    VolumeName,
    Word,
    page_of,
)
from services.membership.register.pages import WORDS, Gap
from services.membership.register.queries import Line, Sheet
from shared.web.shell.listing import Rules

BOOK: Final = Book(1405, "ق")
_RULES = Rules(
    "/membership/register",
    sorts=("date", "number"),
    usual_sort="-date",
    filters={"year": ["1405", "1404"], "series": ["ق", "گ"]},
    size=25,
)
_PEOPLE = (
    ("سرکار خانم سارا مهرگان‌پور", "اداره آب و فاضلاب"),
    ("جناب آقای دکتر بهرام سپیدرو", "اداره راهداری و حمل‌ونقل جاده‌ای"),
    ("سرکار خانم مهسا کاظمی‌نیا", "بنیاد مسکن انقلاب اسلامی شهرستان بهاردشت"),
    ("حجت‌الاسلام هما آریا", "دانشگاه پیام نور"),
)


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    rows = _rows(now)
    lines = [
        Line(row.entry, VolumeName.ENTERED, row.position, row.hash, _remarks(rows).get(row.entry.letter_id, ()))
        for row in rows
        if row.entry
    ]
    by_number = {"year": "1405", "series": "ق", "sort": "-number"}

    def listed(asked: dict[str, str], shown: list[Line | Gap], total: int, **more: Any) -> tuple[str, dict[str, Any]]:
        return "membership/register.html", {
            "listing": _RULES.read(asked),
            "total": total,
            "more": False,
            "rows": shown,
            "words": WORDS,
            "years": [("1405", "۱۴۰۵"), ("1404", "۱۴۰۴")],
            "series": [("ق", "ق"), ("گ", "گ")],
            "book": BOOK,
        } | more

    def book(shown: list[Row], **more: Any) -> tuple[str, dict[str, Any]]:
        numbers = sorted({row.page for row in shown})
        sheets = [Sheet(page, [row for row in shown if row.page == page], _remarks(rows)) for page in numbers]
        return "membership/register-book.html", {
            "book": BOOK,
            "volume": VolumeName.ENTERED,
            "volumes": list(VolumeName),
            "sheets": sheets,
            "begin": numbers[0],
            "end": numbers[-1],
            "pages": 12,
            "at_once": 20,
            "words": WORDS,
        } | more

    verdicts = [
        Verdict(BOOK, 53, 3, rows[-1].hash, None, 0),
        Verdict(Book(1404, "ق"), 30, 2, rows[5].hash, Broken(VolumeName.TRANSFERRED, 2, 31, Fault.CHANGED), 2),
    ]
    return {
        "/membership/register": listed(by_number, [*lines[::-1][:3], Gap(47, 48), *lines[::-1][3:8], Gap(41, 41)], 312),
        "/membership/register/found": listed({"q": "مهرگان ۱۲"}, [*lines[:4]], 300, more=True),
        "/membership/register/nothing": listed({"q": "ققنوس"}, [], 0),
        "/membership/register/empty": listed({}, [], 0, book=None),
        "/membership/register/book": book(rows),
        "/membership/register/check": ("membership/register-check.html", {"verdicts": verdicts, "checked": 200}),
    }


def _rows(now: datetime) -> list[Row]:
    volume = Volume.new(BOOK, VolumeName.ENTERED)
    rows = []
    for number in range(1, 50):
        recipient, office = _PEOPLE[number % len(_PEOPLE)]
        entry = Entry(
            series="ق",
            year=1405,
            number=number,
            register_no=f"1405/ق/{number:03}",
            kind=Kind.AMENDMENT if number % 9 == 0 else Kind.DECREE,
            at=now + timedelta(hours=number),
            subject="اصلاحیه حکم شماره ۱۴۰۵/ق/۰۰۲" if number % 9 == 0 else "حکم عضویت در قرارگاه رسانه‌ای شهرستان",
            recipients=(recipient,),
            offices=(office,),
            signer=Signer("کیوان دشت‌آرا", "فرماندار شهرستان بهاردشت"),
            letter_id=f"{number}",
            content_sha256="5f1d0c" * 10,
        )
        rows.append(volume.add(entry))
        if number % 12 == 0:
            word, said = (Word.REVOKED, "پایان مأموریت") if number % 24 else (Word.AMENDED, f"1405/ق/{number + 3:03}")
            at = entry.at + timedelta(days=3)
            rows.append(volume.add(Remark("ق", 1405, number, entry.register_no, entry.letter_id, word, said, at)))
    assert page_of(len(rows)) == 3
    return rows


def _remarks(rows: list[Row]) -> Mapping[str, list[Remark]]:
    return {row.remark.letter_id: [row.remark] for row in rows if row.remark}
