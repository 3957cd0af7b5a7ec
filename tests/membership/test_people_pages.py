"""The list of people, a person's page, and what is corrected there."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from httpx import AsyncClient

from services.membership.accounts.domain import Contact
from services.membership.accounts.usecases import Details
from services.membership.main import Parts
from services.membership.posts.domain import Place
from shared.persian.jalali import day_of
from tests.identity import MANAGER, OPERATOR, SECRETARY, bearer
from tests.membership.county import SETUP, person
from tests.membership.test_appointments import see, send
from tests.membership.test_offices import profiled

TODAY = day_of(datetime.now(UTC))
SARA = "/membership/people/p-water"


async def test_many_people_are_paged_in_persian_order_and_found_by_any_spelling(
    membership: AsyncClient, parts: Parts
) -> None:
    for number in range(60):
        await parts.accounts.open(person(f"p-{number}", f"پروین {number}", username=f"p{number}"), by=SETUP)
    await parts.accounts.open(person("p-last", "یاسمن یوسفی"), by=SETUP)

    first = (await see(membership, "/membership/people")).text
    second = (await see(membership, "/membership/people?page=2")).text
    found = (await see(membership, "/membership/people?q=مهرگانپور")).text

    assert first.index("آرش پویا") < first.index("بهرام سپیدرو") < first.index("پروین 2") < first.index("پروین 10")
    assert ("یاسمن" in first, "یاسمن" in second) == (False, True)
    assert "سارا مهرگان‌پور" in found
    assert "مدیر روابط عمومی اداره آب و فاضلاب" in found
    assert "بهرام" not in found
    assert "یافت نشد" in (await see(membership, "/membership/people?q=کسینیست")).text
    assert (await see(membership, "/membership/people", MANAGER)).status_code == 403


async def test_people_who_are_found_by_words_are_counted_by_an_index(membership: AsyncClient, parts: Parts) -> None:
    async with profiled(parts, "people") as done:
        await see(membership, "/membership/people?q=سارا")

    (counted,) = [each for each in done if "pipeline" in each["command"]]
    assert "COLLSCAN" not in counted["planSummary"]


async def test_the_list_is_a_file_without_addresses(membership: AsyncClient) -> None:
    file = await see(membership, "/membership/people.csv")
    narrowed = await see(membership, "/membership/people.csv?q=سارا")
    excel = await see(membership, "/membership/people.xlsx")

    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert "سارا مهرگان‌پور" in file.text
    assert "@" not in file.text
    assert (len(narrowed.text.splitlines()), excel.content[:2]) == (2, b"PK")
    assert (await see(membership, "/membership/people.pdf")).status_code == 422
    assert (await see(membership, "/membership/people.csv", MANAGER)).status_code == 403


async def test_a_persons_page_shows_the_history_and_says_what_comes_next(membership: AsyncClient, parts: Parts) -> None:
    await parts.accounts.open(person("p-new", "آذر جانشین", honorific="", pronoun="", username=""), by=SETUP)

    sara = (await see(membership, SARA)).text
    azar = (await see(membership, "/membership/people/p-new")).text

    assert "مدیر روابط عمومی اداره آب و فاضلاب" in sara
    assert "این شخص سمتی ندارد" not in sara
    assert "این شخص سمتی ندارد" in azar
    assert "/membership/posts/new?person=p-new" in azar
    assert "عنوان یا خطاب انتخاب نشده است" in azar
    assert (await see(membership, "/membership/people/nobody")).status_code == 404
    assert (await see(membership, "/membership/people/new")).status_code == 200


async def test_what_is_known_of_a_person_is_corrected(membership: AsyncClient, parts: Parts) -> None:
    form = {
        "name": "سارا مهرگان",
        "honorific": "other",
        "honorific_other": "بانو",
        "pronoun": "",
        "username": "p-water",
        "email": "sara@bahardasht.example",
        "mobile": "۰۹۱۲ ۱۲۳ ۴۵۶۷",
    }

    assert (await send(membership, f"{SARA}/editing", form)).status_code == 303

    known = (await parts.people.by_id(["p-water"]))["p-water"]
    assert (known.name, known.honorific, known.pronoun) == ("سارا مهرگان", "بانو", "")
    assert (known.contact.email, known.contact.mobile) == ("sara@bahardasht.example", "09121234567")
    page = (await see(membership, SARA)).text
    assert "تأییدنشده" in page
    shown = (await see(membership, f"{SARA}/editing")).text
    assert 'value="other" selected' in shown
    assert 'value="بانو"' in shown
    by_operator = {**form, "email": "stolen@elsewhere.example", "mobile": ""}
    assert (await send(membership, f"{SARA}/editing", by_operator, OPERATOR)).status_code == 303
    known = (await parts.people.by_id(["p-water"]))["p-water"]
    assert (known.contact.email, known.contact.mobile) == ("sara@bahardasht.example", None)
    for wrong, field in (
        ({"name": ""}, "name"),
        ({"mobile": "123"}, "mobile"),
        ({"email": "x"}, "email"),
        ({"username": "p-roads"}, "username"),
    ):
        refused = await send(membership, f"{SARA}/editing", {**form, **wrong})
        assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True), wrong


async def test_an_address_that_was_confirmed_meanwhile_is_not_overwritten(
    membership: AsyncClient, parts: Parts
) -> None:
    shown = (await see(membership, f"{SARA}/editing")).text
    version = re.search(r'name="version" value="([0-9]+)"', shown)
    assert version
    confirmed = Contact("confirmed@bahardasht.example")
    await parts.accounts.change_contact("p-water", confirmed, by=SETUP)
    form = {"name": "سارا مهرگان", "email": "p-water@bahardasht.example", "version": version[1]}

    late = await send(membership, f"{SARA}/editing", form)

    assert (late.status_code, 'value="سارا مهرگان"' in late.text, "همین حالا" in late.text) == (409, True, True)
    assert (await parts.people.by_id(["p-water"]))["p-water"].contact == confirmed
    again = re.search(r'name="version" value="([0-9]+)"', late.text)
    assert again
    assert (await send(membership, f"{SARA}/editing", {**form, "version": again[1]})).status_code == 303


async def test_a_change_by_json_is_applied_to_what_is_known_by_then(membership: AsyncClient, parts: Parts) -> None:
    """What was read before the unit of work began may be old."""
    seen: list[str | None] = []

    def correct(known: Details) -> Details:
        seen.append(known.email)
        return replace(known, mobile="09121234567")

    await parts.accounts.change_contact("p-water", Contact("confirmed@bahardasht.example"), by=SETUP)
    changed = await parts.accounts.change("p-water", correct, by=SETUP)
    assert (seen, changed.contact.email) == (["confirmed@bahardasht.example"], "confirmed@bahardasht.example")

    path = "/api/membership/people/p-water"
    patched = (await membership.patch(path, json={"pronoun": "شما"}, headers=bearer(SECRETARY))).json()
    assert (patched["email"], patched["mobile"]) == ("confirmed@bahardasht.example", "09121234567")


async def test_the_desk_of_the_secretariat_tells_who_holds_a_post_and_never_signed_in(
    membership: AsyncClient, parts: Parts
) -> None:
    await parts.accounts.open(person("p-new", "آذر جانشین"), by=SETUP)
    await parts.accounts.open(person("p-idle", "بی‌سمت بی‌کار"), by=SETUP)
    assert "هنوز وارد سامانه نشده است" not in (await see(membership, "/desk")).text
    await parts.personnel.appoint("p-new", "liaison", Place(office_id="water"), since=TODAY, by=SECRETARY)

    desk = (await see(membership, "/desk")).text

    assert "۱ صاحب سمت هنوز وارد سامانه نشده است" in desk
    assert "آذر جانشین" in desk
    assert "بی‌سمت" not in desk
    assert "هنوز وارد سامانه نشده است" not in (await see(membership, "/desk", MANAGER)).text
    invited = (await see(membership, "/membership/people?state=invited")).text
    assert ("آذر جانشین" in invited, "سارا" in invited) == (True, False)


async def test_a_link_is_printed_only_for_whoever_never_signed_in(membership: AsyncClient, parts: Parts) -> None:
    await parts.accounts.open(person("p-new", "آذر جانشین", email=""), by=SETUP)

    printed = await send(membership, "/membership/people/p-new/printed-link", {})

    assert (printed.status_code, printed.headers["cache-control"]) == (200, "no-store")
    assert "/membership/password/" in printed.text
    assert (await send(membership, f"{SARA}/printed-link", {})).status_code == 409
