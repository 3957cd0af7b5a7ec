"""What an import makes of each row."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.membership.imports.deciding_domain import Decider, OfficeChange, Outcome, PersonChange, PostChange
from services.membership.imports.files_outside import open_book
from services.membership.imports.known_domain import Names
from services.membership.imports.tables_domain import Kind, Line
from services.membership.imports.usecases import in_order
from shared.web.addresses import email_address
from shared.web.slugs import slug
from tests.membership.county import SINCE
from tests.membership.spreadsheets import (
    OFFICES,
    PEOPLE,
    POSTS,
    a_county,
    decided,
    fault,
    outcomes,
    row_of,
    xlsx,
)

ROLE_NAMES = "مدیر روابط عمومی، رئیس دستگاه، جانشین مدیر روابط عمومی، رابط روابط عمومی"


def test_an_office_is_known_by_its_id_or_by_its_name_in_any_spelling() -> None:
    verdicts = decided(
        xlsx(
            one=[
                OFFICES,
                ["water", "اداره آب و فاضلاب", None, None],
                [None, "اداره آب و فاضلاب", None, "۰۲۳ ۴۵۶"],
                [None, "اداره راهدارى", None, None],
                ["gas", "ادارة گاز", "اداره ها", None],
                [None, "دانشگاه بهاردشت", "دانشکاه", None],
            ]
        )
    )

    assert outcomes(verdicts) == ["unchanged", "faulty", "unchanged", "created", "faulty"]
    assert verdicts[1].fault
    assert verdicts[1].fault.values == {"number": 2}
    gas = verdicts[3].change
    assert isinstance(gas, OfficeChange)
    assert (gas.facts.kind, gas.facts.kind_order, gas.facts.short_name) == ("office", 4, "ادارة گاز")
    assert verdicts[4].fault
    assert (verdicts[4].fault.field, verdicts[4].fault.suggestion) == ("kind", "دانشگاه‌ها")


def test_empty_cells_leave_what_is_known_and_the_same_file_changes_nothing() -> None:
    known = a_county()
    content = xlsx(one=[OFFICES, ["water", "شرکت آب و فاضلاب", None, "023"], [None, "بانک ملی", "اداره‌ها", None]])

    first, second = decided(content, known), decided(content, known)

    assert outcomes(first) == ["changed", "created"]
    assert outcomes(second) == ["unchanged", "unchanged"]
    assert isinstance(first[0].change, OfficeChange)
    assert first[0].change.facts.kind_name == "اداره‌ها"
    assert first[1].note.startswith("office-")
    assert known.offices[first[1].note].facts.name == "بانک ملی"


def test_other_names_and_the_usual_of_a_kind_belong_to_the_facts() -> None:
    known = a_county()
    head = ("نام دستگاه", "نوع", "مشهور به", "تلفن")
    content = xlsx(one=[head, ["شرکت گاز", "اداره‌ها", "گاز، اداره گاز", "1"], ["اداره گاز", None, None, "1"]])

    gas, same = decided(content, known)

    assert isinstance(gas.change, OfficeChange)
    assert (gas.change.facts.aliases, gas.change.facts.phones) == (("گاز", "اداره گاز"), ("1",))
    assert same.outcome is Outcome.UNCHANGED


PLACES = ("شناسه", "نام دستگاه", "نوع", "دستگاه بالادست", "گنجایش سالن", "میزبان نشست", "هفته کاری")


def test_hall_working_week_and_the_office_above_are_read() -> None:
    known = a_county()
    content = xlsx(
        one=[
            PLACES,
            ["gas", "اداره گاز", "اداره‌ها", "اداره آب و فاضلاب", "۱۲۰ نفر", "بله", "جمعه تعطيل"],
            ["gas-2", "اداره گاز بالاوند", "اداره‌ها", "gas", 40, "خیر", "جمعه تعطیل، پنجشنبه نیمه وقت"],
        ]
    )

    first, second = decided(content, known)

    assert isinstance(first.change, OfficeChange)
    assert isinstance(second.change, OfficeChange)
    gas, below = first.change.facts, second.change.facts
    assert (gas.parent_id, gas.hall_capacity, gas.can_host, gas.work_week) == ("water", 120, True, "fri")
    assert (below.parent_id, below.hall_capacity, below.can_host, below.work_week) == ("gas", 40, False, "fri_half_thu")
    assert outcomes(decided(content, known)) == ["unchanged", "unchanged"]
    empty = xlsx(one=[PLACES, ["gas", "اداره گاز", None, None, None, None, None]])
    assert outcomes(decided(empty, known)) == ["unchanged"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"دستگاه_بالادست": "اداره آب و فاضل"},
            ("parent", "دستگاهی با نام «اداره آب و فاضل» ثبت نشده است.", "اداره آب و فاضلاب"),
        ),
        ({"دستگاه_بالادست": "roads"}, ("parent", "دستگاه نمی‌تواند زیر خودش قرار بگیرد.", "")),
        ({"گنجایش_سالن": "زیاد"}, ("hall_capacity", "گنجایش سالن عددی از ۱ تا 20000 است.", "")),
        ({"گنجایش_سالن": "12.5"}, ("hall_capacity", "گنجایش سالن عددی از ۱ تا 20000 است.", "")),
        ({"گنجایش_سالن": 0}, ("hall_capacity", "گنجایش سالن عددی از ۱ تا 20000 است.", "")),
        ({"گنجایش_سالن": 20001}, ("hall_capacity", "گنجایش سالن عددی از ۱ تا 20000 است.", "")),
        ({"میزبان_نشست": "شاید"}, ("can_host", "اینجا «بله» یا «خیر» بنویسید.", "")),
        (
            {"هفته_کاری": "هر روز"},
            (
                "work_week",
                "هفته کاری شناخته نشد.",
                "پنجشنبه و جمعه تعطیل؛ جمعه تعطیل؛ جمعه تعطیل، پنجشنبه نیمه‌وقت",
            ),
        ),
    ],
)
def test_what_is_wrong_with_hall_week_or_the_office_above(
    cells: dict[str, object], expected: tuple[str, str, str]
) -> None:
    content = xlsx(one=row_of(PLACES, شناسه="roads", نام_دستگاه="اداره راهداری", **cells))

    assert fault(content) == expected


def test_offices_do_not_stand_in_a_circle() -> None:
    content = xlsx(
        one=[
            PLACES,
            ["gas", "اداره گاز", "اداره‌ها", "water", None, None, None],
            ["water", "اداره آب و فاضلاب", None, "gas", None, None, None],
        ]
    )

    assert fault(content) == ("parent", "دستگاه نمی‌تواند زیر خودش قرار بگیرد.", "")


def test_only_a_row_with_an_id_gives_another_name() -> None:
    content = xlsx(one=[OFFICES, [None, "آبفا", None, "5"]])
    (verdict,) = decided(content)
    assert isinstance(verdict.change, OfficeChange)
    assert (verdict.change.facts.id, verdict.change.facts.name) == ("water", "اداره آب و فاضلاب")

    (verdict,) = decided(xlsx(one=[OFFICES, ["water", "شرکت آب", None, None]]))
    assert isinstance(verdict.change, OfficeChange)
    assert (verdict.change.facts.name, verdict.change.facts.short_name) == ("شرکت آب", "شرکت آب")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"نام_دستگاه": None, "تلفن": "1"}, ("name", "نام دستگاه را بنویسید.", "")),
        ({"نام_دستگاه": "ن" * 200}, ("name", "این متن بلندتر از 100 نویسه است.", "")),
        ({"نام_دستگاه": "اداره گاز"}, ("kind", "نوع دستگاه تازه را بنویسید.", "")),
        ({"شناسه": "گاز", "نام_دستگاه": "اداره گاز"}, ("id", "شناسه را با ۲ تا ۶۰ حرف", "")),
        ({"شناسه": "new", "نام_دستگاه": "اداره گاز"}, ("id", "شناسه را با ۲ تا ۶۰ حرف", "")),
        ({"شناسه": "g", "نام_دستگاه": "اداره گاز"}, ("id", "شناسه را با ۲ تا ۶۰ حرف", "")),
        ({"شناسه": "3" + "g" * 59, "نام_دستگاه": "اداره گاز"}, ("", "", "")),
        ({"شناسه": "gas", "نام_دستگاه": "آبفا"}, ("", "", "")),
        ({"شناسه": "gas", "نام_دستگاه": "اداره آب و فاضلاب"}, ("id", "با شناسه دیگری ثبت شده است", "water")),
        ({"نام_دستگاه": "اداره ارزاق", "تلفن": "5"}, ("name", "این دستگاه بسته شده است", "")),
        ({"نام_دستگاه": "#REF!"}, ("name", "فرمول این خانه خطا دارد (#REF!)", "")),
        ({"نام_دستگاه": "=A1&B1"}, ("name", "فرمولی بدون مقدار", "")),
    ],
)
def test_a_faulty_office_says_what_is_wrong(cells: dict[str, str], expected: tuple[str, str, str]) -> None:
    if not expected[0]:
        cells |= {"نوع": "اداره‌ها"}
        assert outcomes(decided(xlsx(one=row_of(OFFICES, **cells)))) == ["created"]
        return
    field, sentence, suggestion = fault(xlsx(one=row_of(OFFICES, **cells)))

    assert (field, suggestion) == (expected[0], expected[2])
    assert expected[1] in sentence


def test_a_person_is_known_by_address_else_by_name_within_the_office() -> None:
    rows = [
        PEOPLE,
        ["سارا مهرگان پور", None, None, "SARA@x.example", None, None],
        ["سارا مهرگان‌پور", None, None, None, "912 000 0000", "آبفا"],
        ["بهرام سپیدرو", "جناب آقای دکتر", None, None, "+98 912 123 4567", None],
        ["سارا مهرگان‌پور", None, None, None, None, "اداره راهداری"],
        ["نیما", "جناب آقای", "جنابعالی", "nima@x.example", None, None],
    ]
    verdicts = decided(xlsx(one=rows))

    assert outcomes(verdicts) == ["changed", "faulty", "changed", "created", "created"]
    sara, bahram, other = verdicts[0].change, verdicts[2].change, verdicts[3].change
    assert isinstance(sara, PersonChange)
    assert isinstance(bahram, PersonChange)
    assert isinstance(other, PersonChange)
    assert (sara.person_id, bahram.person_id) == ("p-water", "p-roads")
    assert (bahram.facts.honorific, bahram.facts.mobile) == ("جناب آقای دکتر", "09121234567")
    assert other.person_id not in {"p-water", "p-roads"}


def test_people_without_any_address_are_found_again() -> None:
    known = a_county()
    content = xlsx(
        one=[PEOPLE, ["علی رضوی", "جناب آقای", None, None, None, "آبفا"], ["مریم", None, None, None, None, None]]
    )

    first = decided(content, known)
    later = a_county()  # as it is read again from the database, which keeps no office of a person without a post
    for verdict in first:
        assert isinstance(verdict.change, PersonChange)
        later.enter_person(verdict.change.person_id, verdict.change.facts)

    assert outcomes(first) == ["created", "created"]
    assert outcomes(decided(content, later)) == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("cells", "field", "part"),
    [
        ({"ایمیل": "sara@x.example", "تلفن_همراه": "09121234567"}, "mobile", "دو شخص"),
        ({"ایمیل": "sara@x.example"}, "email", "«سارا مهرگان‌پور»"),
        ({"ایمیل": "sara at x"}, "email", "ایمیل درست نیست"),
        ({"تلفن_همراه": "0233"}, "mobile", "شماره همراه"),
        ({"دستگاه": "اداره آب و فاضلابب"}, "office", "ثبت نشده"),
    ],
)
def test_a_faulty_person_says_what_is_wrong(cells: dict[str, str], field: str, part: str) -> None:
    found, sentence, _ = fault(xlsx(one=row_of(PEOPLE, نام_و_نام_خانوادگی="علی رضوی", **cells)))

    assert found == field
    assert part in sentence


def test_namesakes_are_not_guessed() -> None:
    known = a_county()
    decided(
        xlsx(
            one=[
                PEOPLE,
                ["علی رضوی", None, None, "a@x.example", None, "آبفا"],
                ["علی رضوی", None, None, "b2@x.example", None, "اداره راهداری"],
            ]
        ),
        known,
    )

    field, _, suggestion = fault(xlsx(one=[PEOPLE, ["علی رضوی", "دکتر", None, None, None, None]]), known)
    assert (field, suggestion) == ("name", "a@x.example، b2@x.example")
    content = xlsx(
        one=[
            POSTS,
            ["آبفا", "رئیس دستگاه", "علی رضوی", None, "1405/1/1", None, None],
            ["اداره راهداری", "رئیس", "علی رضوی", "a@x.example", "1405/1/1", None, None],
        ]
    )
    verdicts = decided(content, known)
    holders = [each.change.held.person_id for each in verdicts if isinstance(each.change, PostChange)]
    assert [known.people[each].email for each in holders] == ["a@x.example", "a@x.example"]


@pytest.mark.parametrize(
    "typed",
    [
        "1405/09/07",
        "۱۴۰۵/۹/۷",
        "٠٧",
        "1405-9-7",
        "\u200f۱۴۰۵/۰۹/۰۷\u200e",
        "14050907",
        14050907,
        "2026-11-28",
        "۱۴۰۵٫۰۹٫۰۷",
    ],
)
def test_days_are_read_as_people_write_them(typed: str | int) -> None:
    content = xlsx(one=row_of(POSTS, دستگاه="اداره راهداری", سمت="رئیس", شخص="بهرام سپیدرو", از_تاریخ=typed))
    (verdict,) = decided(content)

    if typed == "٠٧":
        assert verdict.fault
        assert verdict.fault.field == "since"
        return
    assert isinstance(verdict.change, PostChange)
    assert verdict.change.held.since == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("cells", "field", "part", "suggestion"),
    [
        ({"دستگاه": "اداره راه داری کل"}, "office", "ثبت نشده", "اداره راهداری"),
        ({"سمت": "آبدارچی"}, "role", "شناخته نشد", ROLE_NAMES),
        ({"سمت": "راهبر سامانه"}, "role", "راهبر سامانه ثبت می‌کند", ""),
        ({"شخص": "بهرام سپید"}, "person", "ثبت نشده", "بهرام سپیدرو"),
        ({"از_تاریخ": None}, "since", "روز آغاز", ""),
        ({"از_تاریخ": "7/9/1405"}, "since", "به شکل", "۱۴۰۵/۰۹/۰۷"),
        ({"از_تاریخ": "1405/13/1"}, "since", "ماه ۱۳", ""),
        ({"از_تاریخ": "1405/2/1", "تا_تاریخ": "1405/1/1"}, "until", "پیش از آغاز", ""),
        ({"سرپرست": "شاید"}, "acting", "بله", ""),
        ({"دستگاه": "اداره ارزاق"}, "office", "بسته", ""),
        ({"شخص": "سارا مهرگان‌پور", "ایمیل": "b@x.example"}, "person", "«بهرام سپیدرو»", "بهرام سپیدرو"),
    ],
)
def test_a_faulty_post_says_what_is_wrong(cells: dict[str, str], field: str, part: str, suggestion: str) -> None:
    usual = {"دستگاه": "اداره راهداری", "سمت": "رئیس", "شخص": "بهرام سپیدرو", "از_تاریخ": "1405/2/1"}
    found, sentence, hint = fault(xlsx(one=row_of(POSTS, **(usual | cells))))

    assert (found, hint) == (field, suggestion)
    assert part in sentence


def test_a_post_passes_on_and_its_history_is_told_by_the_same_file_again() -> None:
    known = a_county()
    content = xlsx(
        one=[
            POSTS,
            ["آبفا", "سرپرست روابط عمومی", "بهرام سپیدرو", None, "1404/6/1", None, None],
            ["آبفا", "مدیر روابط عمومی", "sara@x.example", None, "1405/1/1", "1405/6/31", "خیر"],
            ["آبفا", "مدیر روابط عمومی", "بهرام سپیدرو", None, "1405/6/31", None, None],
            ["آبفا", "مدیر روابط عمومی", "سارا مهرگان‌پور", None, "1400/1/1", "1401/1/1", None],
        ]
    )

    first, second = decided(content, known), decided(content, known)

    assert outcomes(first) == ["created", "created", "faulty", "created"]
    assert first[2].fault
    assert first[2].fault.values == {"name": "سارا مهرگان‌پور"}
    assert outcomes(second) == ["unchanged", "unchanged", "faulty", "unchanged"]
    acting = first[0].change
    assert isinstance(acting, PostChange)
    assert (acting.role, acting.held.acting) == ("pr_manager", True)


def test_history_is_entered_with_its_ends() -> None:
    """The file says when the next one began, in whichever order its rows stand."""
    rows = [
        POSTS,
        ["اداره راهداری", "رئیس", "بهرام سپیدرو", None, "1403/1/1", None, None],
        ["اداره راهداری", "رئیس", "سارا مهرگان‌پور", None, "1400/1/1", None, None],
        ["اداره راهداری", "رئیس", "سارا مهرگان‌پور", None, "1402/1/1", None, None],
    ]
    known = a_county()
    verdicts = decided(xlsx(one=rows), known)

    held = [each.change.held for each in verdicts if isinstance(each.change, PostChange)]
    assert [each.until for each in held] == [None, date(2023, 3, 20), date(2024, 3, 19)]
    assert outcomes(decided(xlsx(one=rows), known)) == ["unchanged"] * 3


def test_nobody_gives_a_post_to_themselves() -> None:
    content = xlsx(one=row_of(POSTS, دستگاه="آبفا", سمت="رئیس", شخص="بهرام سپیدرو", از_تاریخ="1405/1/1"))

    (verdict,) = decided(content, by="p-roads")

    assert verdict.fault
    assert verdict.fault.field == "person"


def test_a_row_that_stands_twice_is_taken_once() -> None:
    row = ["گاز", "رئیس", "علی", None, "1405/1/1", None, None]
    content = xlsx(
        one=[OFFICES, [None, "گاز", "اداره‌ها", None], [None, "گاز", "اداره‌ها", None]],
        two=[PEOPLE, *[["علی", None, None, "a@x.example", None, None]] * 2],
        three=[POSTS, row, row],
    )

    assert outcomes(decided(content)) == ["created", "unchanged"] * 3


def test_a_name_that_was_added_after_a_question_is_suggested_too() -> None:
    names = Names()
    names.add("اداره آب و فاضلاب", "water")
    assert names.nearest("اداره آب و فاضلا") == "اداره آب و فاضلاب"

    names.add("اداره راهداری", "roads")

    assert names.nearest("اداره راهدار") == "اداره راهداری"


def test_rows_of_posts_are_read_once_although_they_are_looked_ahead_in() -> None:
    row = ["اداره آب و فاضلاب", "رئیس دستگاه", "بهرام سپیدرو", None, "1404/1/1", None, None]
    book = open_book(xlsx(one=[OFFICES, ["gas", "اداره گاز", "اداره‌ها", None]], two=[POSTS, row]))
    opened: list[str] = []

    def lines(sheet: str) -> Iterator[Line]:
        opened.append(sheet)
        return book._lines(sheet)

    rows = list(in_order(replace(book, _lines=lines), Decider(a_county(), SINCE, "p-desk", email_address, slug)))

    assert [row.kind for row in rows] == [Kind.OFFICES, Kind.POSTS]
    assert opened == ["one", "two"]


def test_near_names_are_found_quickly_among_a_thousand() -> None:
    names = Names()
    for number in range(1_000):
        names.add(f"اداره کل نمونه شماره {number * 7919} شهرستان بهاردشت", str(number))
    began = time.perf_counter()

    found = [names.nearest(f"اداره کل نمونه شمارهه {number * 7919} شهرستان بهاردشت") for number in range(300)]

    assert all(found)
    assert (time.perf_counter() - began) / 300 < 0.02
