"""The chain of the register, without a server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.register.domain import (
    NOTHING_BEFORE,
    ROWS_OF_A_PAGE,
    Book,
    Entry,
    Fault,
    Kind,
    Remark,
    Row,
    Signer,
    Volume,
    VolumeName,
    Walk,
    Word,
    gaps_between,
    page_of,
)
from services.membership.register.mongo import found_by, to_document, to_row
from shared.persian.text import joined_for_finding, parts_for_finding

NOON = datetime(2026, 11, 29, 8, 30, 0, 123_456, tzinfo=UTC)
BOOK = Book(1405, "ق")


def an_entry(number: int, **changes: object) -> Entry:
    facts = {
        "series": "ق",
        "year": 1405,
        "number": number,
        "register_no": f"1405/ق/{number:03}",
        "kind": Kind.DECREE,
        "at": NOON + timedelta(minutes=number),
        "subject": "حکم عضویت در قرارگاه رسانه‌ای",
        "recipients": ("سرکار خانم سارا مهرگان‌پور",),
        "offices": ("اداره آب و فاضلاب",),
        "signer": Signer("نادر فرهمند", "فرماندار شهرستان بهاردشت"),
        "letter_id": f"d-{number}",
        "content_sha256": "ab" * 32,
    }
    return Entry(**(facts | changes))  # type: ignore[arg-type]


def a_remark(number: int) -> Remark:
    return Remark("ق", 1405, number, f"1405/ق/{number:03}", f"d-{number}", Word.REVOKED, "پایان مأموریت", NOON)


def a_volume(rows: int) -> tuple[Volume, list[Row]]:
    volume = Volume.new(BOOK, VolumeName.ENTERED)
    return volume, [
        volume.add(a_remark(number) if number % 7 == 0 else an_entry(number)) for number in range(1, rows + 1)
    ]


def walked(volume: Volume, rows: list[Row | None], *, last: int | None = None) -> Walk:
    walk = Walk(VolumeName.ENTERED)
    for row in rows:
        walk.step(row)
    walk.end(volume, last=volume.position if last is None else last)
    return walk


def test_a_chain_as_it_was_written_is_sound() -> None:
    volume, rows = a_volume(60)

    assert walked(volume, [*rows]).broken is None
    assert rows[0].previous == NOTHING_BEFORE
    assert (volume.position, volume.hash, volume.entries) == (60, rows[-1].hash, 52)


def test_the_hash_that_closes_a_page_stands_at_the_head_of_the_next() -> None:
    _, rows = a_volume(ROWS_OF_A_PAGE + 1)

    assert [row.page for row in rows[-2:]] == [1, 2]
    assert rows[-1].previous == rows[-2].hash
    assert (page_of(1), page_of(ROWS_OF_A_PAGE), page_of(ROWS_OF_A_PAGE + 1)) == (1, 1, 2)


def test_what_the_database_gives_back_has_the_same_hash() -> None:
    """It keeps milliseconds, and no tuples."""
    _, rows = a_volume(8)
    for row in rows:
        document = to_document(row)
        said = document["entry"] or document["remark"]
        said["at"] = said["at"].replace(microsecond=said["at"].microsecond // 1000 * 1000)

        read = to_row(document)

        assert read.digest() == read.hash


@given(st.data())
def test_whatever_is_changed_in_a_row_is_found_on_its_page(data: st.DataObject) -> None:
    volume, rows = a_volume(55)
    place = data.draw(st.integers(0, 54).filter(lambda each: (each + 1) % 7))
    entry = rows[place].entry
    assert entry
    changed = data.draw(
        st.sampled_from(
            [
                replace(entry, number=entry.number + 1),
                replace(entry, at=entry.at + timedelta(seconds=1)),
                replace(entry, subject="حکم دیگر"),
                replace(entry, recipients=("کسی دیگر",)),
                replace(entry, offices=()),
                replace(entry, signer=Signer("کسی دیگر", entry.signer.title)),
                replace(entry, content_sha256="cd" * 32),
                replace(entry, kind=Kind.AMENDMENT),
            ]
        )
    )
    tampered: list[Row | None] = [*rows]
    tampered[place] = replace(rows[place], entry=changed)

    broken = walked(volume, tampered).broken

    assert broken
    assert (broken.page, broken.position, broken.fault) == (page_of(place + 1), place + 1, Fault.CHANGED)


def test_a_row_with_a_new_hash_of_its_own_breaks_the_next() -> None:
    volume, rows = a_volume(30)
    forged = replace(rows[9], entry=an_entry(10, subject="حکم دیگر"))
    forged = replace(forged, hash=forged.digest())

    broken = walked(volume, [*rows[:9], forged, *rows[10:]]).broken

    assert broken
    assert (broken.position, broken.fault) == (11, Fault.RELINKED)


def test_rows_that_are_taken_out_or_added_are_found() -> None:
    volume, rows = a_volume(30)

    assert walked(volume, [*rows[:4], *rows[5:]]).broken == walked(volume, [*rows[:4], *rows[6:]]).broken
    found = walked(volume, [*rows[:4], *rows[5:]]).broken
    assert found
    assert (found.position, found.fault) == (5, Fault.MISSING)
    for broken in (walked(volume, [*rows[:29]]).broken, walked(volume, [*rows], last=31).broken):
        assert broken
        assert broken.fault is Fault.CUT_OFF
    assert walked(volume, [*rows[:3], None, *rows[4:]]).broken


def test_a_last_row_that_was_written_anew_does_not_fit_the_volume() -> None:
    volume, rows = a_volume(5)
    forged = replace(rows[4], entry=an_entry(5, subject="حکم دیگر"))
    broken = walked(volume, [*rows[:4], replace(forged, hash=forged.digest())]).broken

    assert broken
    assert (broken.position, broken.fault) == (5, Fault.RELINKED)


def test_gaps_are_named_by_their_first_and_last_number() -> None:
    assert list(gaps_between([1, 2, 4, 9, 10])) == [(3, 3), (5, 8)]
    assert list(gaps_between([])) == []


@pytest.mark.parametrize(
    "typed",
    [
        *("مهرگان", "هرگا", "مهرگان پور", "مهرگانپور", "مهرگان‌پور", "سارا مهرگان", "قرارگاه رسانه اي"),
        *("١٤٠٥/ق/٠١٢", "۱۲", "1405/ق/12", "012", "12/ق/1405", "فاضل", "حكم عضو"),
    ],
)
def test_any_part_is_found_in_any_digits_and_on_any_keyboard(typed: str) -> None:
    found = found_by(an_entry(12))

    for part in parts_for_finding(typed):
        assert part in found["text"]
        assert any(ending.startswith(part[:12]) for ending in found["parts"])


def test_what_is_not_there_is_not_found() -> None:
    assert joined_for_finding("ققنوس") not in found_by(an_entry(12))["text"]


def test_the_index_of_a_long_letter_is_bounded() -> None:
    entry = an_entry(1, subject="موضوع " * 200, recipients=("نام " * 100,))
    assert len(found_by(entry)["parts"]) < 400
