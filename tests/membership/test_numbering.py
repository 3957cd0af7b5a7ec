"""Series, old decrees and delegations as other programs and pages handle them, over the real database."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.letters.delegations_domain import WrongDelegation
from services.membership.letters.scan_domain import NotAScan
from services.membership.main import Parts, create_membership, real_parts
from services.membership.posts.domain import Place
from services.membership.settings import Settings
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, SECRETARY, bearer, csrf_for, token_of
from tests.membership.county import PASSWORD, SETUP, fill, office, person
from tests.membership.test_decree_life import shown
from tests.membership.test_decrees import WATER, a_registered_one, do, draft, members, sign, told
from tests.membership.test_pages import post, see
from tests.services import running_service

YEAR = jalali_of(datetime.now(UTC)).year
DEPUTY = Viewer("p-deputy", "بهمن معین", frozenset())


async def number(membership: AsyncClient, *, by: Viewer = SECRETARY, **rules: Any) -> Response:
    rules = {"series": "ق"} | rules
    return await membership.put("/api/membership/letter-series", json=rules, headers=bearer(by))


async def enter(membership: AsyncClient, register_no: str, **changes: Any) -> Response:
    old = WATER | {"register_no": register_no, "signed_on": "2026-05-01", "signatory_name": "فرماندار پیشین"}
    return await membership.post("/api/membership/old-decrees", json=old | changes, headers=bearer(SECRETARY))


async def delegate(membership: AsyncClient, *, by: Viewer = SECRETARY, **changes: Any) -> Response:
    letter = {"from_person_id": "p-gov", "to_person_id": "p-deputy", "letter_no": "12/34", "dated_on": "2026-01-01"}
    letter |= {"until": "2027-06-01"} | changes
    return await membership.post("/api/membership/delegations", json=letter, headers=bearer(by))


async def test_numbers_start_where_paper_ended_and_are_gapless_from_there(membership: AsyncClient) -> None:
    assert (await number(membership, by=GOVERNOR)).status_code == 403
    set_up = await number(membership, start_year=YEAR, start_number=120, number_format="{number}/{series}/{year}")
    first = await a_registered_one(membership)
    second = await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])

    late = await number(membership, start_year=YEAR, start_number=200)

    assert (set_up.status_code, set_up.json()["start_number"]) == (200, 120)
    assert [each["register_no"] for each in (first, second)] == [f"120/ق/{YEAR}", f"121/ق/{YEAR}"]
    assert (late.status_code, "شماره داده شده است" in late.json()["detail"]) == (409, True)


async def test_of_a_first_signature_and_another_numbering_at_once_one_comes_first(membership: AsyncClient) -> None:
    """Never does a letter get a number by rules that were changed before it was registered."""
    decree = (await draft(membership)).json()["id"]
    signed, changed = await asyncio.gather(sign(membership, decree), number(membership, source="automation"))
    assert sorted((signed.status_code, changed.status_code)) in ([200, 409], [200, 422])


async def test_the_automation_s_number_is_entered_at_the_signature_and_used_once(membership: AsyncClient) -> None:
    await number(membership, source="automation")
    mine = (await draft(membership)).json()["id"]
    other = (await draft(membership, person_id="p-roads", office_ids=["roads"])).json()["id"]

    missing = await sign(membership, mine)
    signed = await do(membership, mine, "signature", by=GOVERNOR, number="۵/۱۲۳۴")
    again = await do(membership, mine, "signature", by=GOVERNOR, number="5/9999")
    taken = await do(membership, other, "signature", by=GOVERNOR, number="5/1234")
    page = await see(membership, f"/membership/decrees/{other}", GOVERNOR)
    unfit = await post(membership, f"/membership/decrees/{other}/signature", GOVERNOR, number="")

    assert (missing.status_code, "اتوماسیون" in missing.json()["detail"]) == (422, True)
    assert (signed.json()["register_no"], again.json()) == ("5/1234", signed.json())
    assert (taken.status_code, taken.json()["type"].rpartition(":")[2]) == (409, "number-taken")
    assert "شماره اتوماسیون اداری" in page.text
    assert (unfit.status_code, "آن را وارد کنید" in unfit.text) == (422, True)
    assert (await sign(membership, other)).status_code == 422


async def test_an_own_series_takes_no_number_from_outside(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    assert (await do(membership, decree, "signature", by=GOVERNOR, number="7")).status_code == 422


async def test_where_the_series_says_so_only_checked_drafts_are_signed(membership: AsyncClient) -> None:
    await number(membership, checked_first=True)
    decree = (await draft(membership)).json()["id"]

    refused = await sign(membership, decree)
    assert (refused.status_code, "پاراف" in refused.json()["detail"]) == (409, True)
    assert "امضا و ثبت…" not in (await see(membership, f"/membership/decrees/{decree}", GOVERNOR)).text
    await do(membership, decree, "check", by=SECRETARY)
    assert (await sign(membership, decree)).status_code == 200


async def test_a_decree_of_paper_grants_membership_and_says_that_it_was_not_signed_here(
    membership: AsyncClient, store: Store
) -> None:
    entered = await enter(membership, "۱۴۰۴/م/ ۱۷", signed_on="2026-03-01")

    assert (entered.status_code, entered.json()["register_no"]) == (201, "1404/م/17")
    assert entered.json()["jalali_date"] == "1404-12-10"
    assert await members(membership) == {"p-water": "1404/م/17"}
    assert await told(store, "decree.issued.v1") == []
    found = await shown(membership, entered.json()["id"])
    assert (found["is_old"], found["signature_mode"], found["signatory"]) == (True, "none", "فرماندار پیشین")
    assert "حکم پیش از سامانه" in (await see(membership, f"/membership/decrees/{found['id']}", SECRETARY)).text
    twice = await enter(membership, "1404/م/17", signed_on="2026-03-01", person_id="p-roads", office_ids=["roads"])
    assert (twice.status_code, twice.json()["type"].rpartition(":")[2]) == (409, "number-taken")
    today = await enter(membership, "9", signed_on=str(day_of(datetime.now(UTC))))
    assert today.status_code == 409
    own = await enter(membership, f"{YEAR}/ق/005", person_id="p-roads", office_ids=["roads"])
    assert (own.status_code, "شماره آغاز" in own.json()["detail"]) == (409, True)
    signed = await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])
    assert signed["register_no"] == f"{YEAR}/ق/001"


async def test_a_series_does_not_start_before_a_number_of_paper(membership: AsyncClient) -> None:
    await number(membership, start_year=YEAR, start_number=120)
    assert (await enter(membership, f"{YEAR}/ق/119")).status_code == 201
    refused = await number(membership, start_year=YEAR, start_number=100)
    assert (refused.status_code, "پیش از سامانه" in refused.json()["detail"]) == (409, True)
    assert (await number(membership, start_year=YEAR, start_number=121)).status_code == 200


async def test_the_form_of_an_old_decree(membership: AsyncClient) -> None:
    form = await see(membership, "/membership/decrees/old?name=مهرگان", SECRETARY)
    assert ("شماره حکم" in form.text, 'value="p-water"' in form.text) == (True, True)
    typed = {"name": "مهرگان", "named": "مهرگان", "person_id": "p-water", "body_id": "media_hq", "role": "member"}
    typed |= {"valid_from": "1405/1/1", "register_no": "17", "signed_on": "۱۴۰۵/۲/۱"}
    unfit = await post(membership, "/membership/decrees/old", SECRETARY, **typed | {"register_no": " "})
    assert (unfit.status_code, "شماره‌ای را که روی حکم است وارد کنید" in unfit.text) == (422, True)
    assert (await post(membership, "/membership/decrees/old", SECRETARY, **typed)).status_code == 303
    taken = await post(membership, "/membership/decrees/old", SECRETARY, **typed)
    assert (taken.status_code, 'class="errors"' in taken.text) == (409, True)


async def test_a_clock_that_is_set_back_gives_no_number(settings: Settings) -> None:
    clock = [datetime(2026, 3, 21, 8, tzinfo=UTC)]
    parts = real_parts(settings, now=lambda: clock[0])
    async with running_service(create_membership(parts)) as membership:
        await fill(parts)
        first = await a_registered_one(membership)
        other = (await draft(membership, person_id="p-roads", office_ids=["roads"])).json()["id"]
        clock[0] -= timedelta(days=2)
        refused = await sign(membership, other)
        clock[0] += timedelta(days=2, seconds=-30)
        second = await sign(membership, other)

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "clock-behind")
    assert (first["register_no"], second.json()["register_no"]) == ("1405/ق/001", "1405/ق/002")


async def test_who_has_the_signature_signs_for_the_governor_until_its_last_day(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await parts.accounts.open(person("p-deputy", "بهمن معین"), password=PASSWORD, by=SETUP)
    decree = (await draft(membership)).json()["id"]
    before = await sign(membership, decree, by=DEPUTY)
    given = await delegate(membership)
    desk = await see(membership, "/desk", DEPUTY)
    page = await see(membership, f"/membership/decrees/{decree}", DEPUTY)

    signed = await sign(membership, decree, by=DEPUTY)

    assert (before.status_code, given.status_code, given.json()["holds"]) == (403, 201, True)
    assert ("دیدن و امضا" in desk.text, "امضا و ثبت…" in page.text) == (True, True)
    assert signed.status_code == 200, signed.text
    assert (await shown(membership, decree))["signatory"] == "بهمن معین، از طرف فرماندار شهرستان بهاردشت"
    assert (await do(membership, decree, "revocation", by=DEPUTY, reason="ن")).status_code == 403
    other = (await draft(membership, person_id="p-roads", office_ids=["roads"])).json()["id"]
    past = {"$set": {"until": "2026-01-02"}}
    await store.driver.collection("delegations").update_one({"_id": given.json()["id"]}, past)
    over = await sign(membership, other, by=DEPUTY)
    assert (over.status_code, "پایان یافته" in over.json()["detail"]) == (403, True)
    assert (await see(membership, f"/membership/decrees/{other}", DEPUTY)).status_code == 404


async def test_a_delegation_ends_with_the_governor_who_gave_it(membership: AsyncClient, parts: Parts) -> None:
    await parts.accounts.open(person("p-deputy", "بهمن معین"), password=PASSWORD, by=SETUP)
    decree = (await draft(membership)).json()["id"]
    given = await delegate(membership)
    governor = Place(office_id="governorate").post_id("governor", "p-roads")
    await parts.personnel.succeed(governor, "p-roads", since=date(2026, 1, 1), by=SETUP)

    refused = await sign(membership, decree, by=DEPUTY)

    assert (refused.status_code, "اکنون فرماندار نیست" in refused.json()["detail"]) == (403, True)
    assert (await delegate(membership)).status_code == 409
    withdrawn = f"/api/membership/delegations/{given.json()['id']}/withdrawal"
    assert (await membership.post(withdrawn, headers=bearer(SECRETARY))).json()["holds"] is False


async def test_a_delegation_that_cannot_be_is_refused(membership: AsyncClient) -> None:
    for changes, status in (
        ({"by": MANAGER}, 403),
        ({"to_person_id": "p-desk"}, 403),
        ({"to_person_id": "p-gov"}, 409),
        ({"to_person_id": "nobody"}, 404),
        ({"to_person_id": "p-roads", "from_person_id": "p-water"}, 409),
        ({"to_person_id": "p-roads", "until": "2025-01-01"}, 409),
        ({"to_person_id": "p-roads", "dated_on": "2090-01-01", "until": "2090-02-01"}, 409),
    ):
        assert (changes, (await delegate(membership, **changes)).status_code) == (changes, status)


async def test_the_governor_and_a_delegate_at_once_are_one_registration(membership: AsyncClient, parts: Parts) -> None:
    await parts.accounts.open(person("p-deputy", "بهمن معین"), password=PASSWORD, by=SETUP)
    await delegate(membership)
    decree = (await draft(membership)).json()["id"]

    answers = await asyncio.gather(*(sign(membership, decree, by=by) for by in (GOVERNOR, DEPUTY) * 5))

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}


async def test_the_page_of_series_and_delegations(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.register(office("gas", "اداره گاز"), by=SETUP)
    page = await see(membership, "/membership/letters?name=بهرام", SECRETARY)
    assert ("سری «ق»" in page.text, 'value="p-roads"' in page.text) == (True, True)
    typed = {"series": "ق", "source": "own", "number_format": "{year}-{number}", "width": "۴", "start_number": "۱"}
    typed |= {"version": "0", "start_year": ""}
    unfit = await post(membership, "/membership/letters/series", SECRETARY, **typed | {"number_format": "{number}"})
    assert (unfit.status_code, "قالب شماره باید" in unfit.text) == (422, True)
    assert (await post(membership, "/membership/letters/series", SECRETARY, **typed)).status_code == 303
    assert (await post(membership, "/membership/letters/series", SECRETARY, **typed)).status_code == 409
    letter = {"from_person_id": "p-gov", "to_person_id": "p-roads", "letter_no": "۱۲", "dated_on": "۱۴۰۵/۱/۱"}
    empty = await post(membership, "/membership/letters/delegations", GOVERNOR, **letter)
    assert empty.status_code == 422
    entered = await post(membership, "/membership/letters/delegations", GOVERNOR, **letter, until="۱۴۰۵/۱۲/۲۹")
    assert entered.status_code == 303
    assert "برقرار" in (await see(membership, "/membership/letters", GOVERNOR)).text


async def test_the_scan_of_a_letter_of_delegation_is_attached_once_and_given_back_as_it_was(
    membership: AsyncClient, parts: Parts
) -> None:
    given = (await delegate(membership, to_person_id="p-roads")).json()["id"]
    kept = parts.chancery

    with pytest.raises(NotAScan):
        await kept.attach_scan(given, b"<html>", by=SECRETARY)
    typed = {"delegation_id": given, "csrf": csrf_for(SECRETARY)}
    files = {"scan": ("letter.exe", b"\x89PNG\r\n\x1a\n one", "text/html")}
    headers = {"Cookie": f"{COOKIE}={token_of(SECRETARY)}"}
    before = await see(membership, "/membership/letters", SECRETARY)
    sent = await membership.post("/membership/letters/scans", data=typed, files=files, headers=headers)
    await kept.attach_scan(given, b"\x89PNG\r\n\x1a\n one", by=SECRETARY)
    with pytest.raises(WrongDelegation):
        await kept.attach_scan(given, b"%PDF-1.7 another", by=SECRETARY)
    found = await see(membership, f"/membership/letters/delegations/{given}/scan", GOVERNOR)

    assert (sent.status_code, given in before.text) == (303, True)
    assert (found.content, found.headers["content-type"]) == (b"\x89PNG\r\n\x1a\n one", "image/png")
    assert "/membership/letters/scans" not in (await see(membership, "/membership/letters", SECRETARY)).text
