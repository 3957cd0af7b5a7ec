"""Decrees as other programs handle them, over the real database."""

import asyncio
import json
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from services.membership.main import Parts, create_membership, real_parts
from services.membership.posts.domain import Place
from services.membership.settings import Settings
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.membership.county import PASSWORD, SETUP, fill, office, person
from tests.services import running_service

WATER = {
    "person_id": "p-water",
    "office_ids": ["water"],
    "body_id": "media_hq",
    "role": "member",
    "valid_from": "2026-03-21",
    "valid_until": "2028-03-19",
}


async def draft(membership: AsyncClient, *, by: Viewer = SECRETARY, **changes: Any) -> Response:
    return await membership.post("/api/membership/decrees", json=WATER | changes, headers=bearer(by))


async def sign(membership: AsyncClient, decree: str, *, by: Viewer = GOVERNOR) -> Response:
    return await membership.post(f"/api/membership/decrees/{decree}/signature", headers=bearer(by))


async def do(membership: AsyncClient, decree: str, deed: str, *, by: Viewer, **body: Any) -> Response:
    return await membership.post(f"/api/membership/decrees/{decree}/{deed}", json=body, headers=bearer(by))


async def a_registered_one(membership: AsyncClient, **changes: Any) -> dict[str, Any]:
    signed = await sign(membership, (await draft(membership, **changes)).json()["id"])
    assert signed.status_code == 200, signed.text
    answer: dict[str, Any] = signed.json()
    return answer


async def told(store: Store, *types: str) -> list[dict[str, Any]]:
    rows = await store.find("outbox", {"type": {"$in": list(types)}}, sort=[("_id", 1)])
    return [json.loads(row["body"])["data"] for row in rows]


async def members(membership: AsyncClient, **asked: str) -> dict[str, str]:
    params = {"body": "media_hq"} | asked
    listed = await membership.get("/api/membership/members", params=params, headers=bearer(SECRETARY))
    return {each["person_id"]: each["decree_no"] for each in listed.json()["items"]}


async def test_a_decree_goes_from_draft_to_the_register(membership: AsyncClient, store: Store) -> None:
    drafted = await draft(membership)
    assert (drafted.status_code, drafted.json()) == (201, {"id": drafted.json()["id"], "state": "draft"})

    signed = await sign(membership, drafted.json()["id"])
    again = await sign(membership, drafted.json()["id"])

    assert signed.status_code == 200
    assert again.json() == signed.json()
    assert signed.json().keys() == {"id", "state", "register_no", "jalali_date", "verify_url"}
    year, series, number = signed.json()["register_no"].split("/")
    assert (signed.json()["state"], series, number) == ("registered", "ق", "001")
    assert signed.json()["jalali_date"].startswith(f"{year}-")
    code = signed.json()["verify_url"].removeprefix("http://ravabet.test/v/")
    assert (len(code), code.isascii(), code.isdigit()) == (10, True, True)
    (issued,), (granted,) = await told(store, "decree.issued.v1"), await told(store, "membership.granted.v1")
    assert issued["register_no"] == signed.json()["register_no"]
    assert (issued["role_name"], issued["office_ids"]) == ("عضو", ["water"])
    assert (granted["decree_id"], granted["valid_until"]) == (drafted.json()["id"], "2028-03-19")
    assert await members(membership) == {"p-water": signed.json()["register_no"]}


async def test_twenty_signed_at_once_get_twenty_numbers_in_a_row(membership: AsyncClient, parts: Parts) -> None:
    people = [f"p-{place}" for place in range(20)]
    for key in people:
        await parts.directory.register(office(f"o-{key}", f"اداره {key}"), by=SETUP)
        await parts.accounts.open(person(key, f"شخص {key}"), password=PASSWORD, by=SETUP)
    drafts = [(await draft(membership, person_id=key, office_ids=[f"o-{key}"])).json()["id"] for key in people]

    started = time.perf_counter()
    answers = await asyncio.gather(*(sign(membership, each) for each in drafts))
    took = time.perf_counter() - started

    assert {answer.status_code for answer in answers} == {200}
    numbers = sorted(int(answer.json()["register_no"].rpartition("/")[2]) for answer in answers)
    assert numbers == list(range(1, 21))
    assert took < 5, f"twenty signatures took {took:.1f} s"
    assert len(await members(membership)) == 20


async def test_the_same_signature_twenty_times_at_once_is_one(membership: AsyncClient, store: Store) -> None:
    decree = (await draft(membership)).json()["id"]

    answers = await asyncio.gather(*(sign(membership, decree) for _ in range(20)))

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert len(await told(store, "decree.issued.v1", "membership.granted.v1")) == 2


async def test_only_the_secretariat_drafts_and_only_the_governor_signs(membership: AsyncClient, store: Store) -> None:
    for by in (MANAGER, GOVERNOR, OPERATOR):
        refused = await draft(membership, by=by)
        assert (refused.status_code, "دبیرخانه" in refused.json()["detail"]) == (403, True)
    decree = (await draft(membership)).json()["id"]

    for by in (MANAGER, SECRETARY, OPERATOR):
        assert (await sign(membership, decree, by=by)).status_code == 403

    assert await told(store, "decree.issued.v1") == []


async def test_who_is_no_longer_governor_signs_nothing(membership: AsyncClient, parts: Parts) -> None:
    """The token may be older than the change."""
    decree = (await draft(membership)).json()["id"]
    governor = Place(office_id="governorate").post_id("governor", "p-roads")
    await parts.personnel.succeed(governor, "p-roads", since=date(2026, 1, 1), acting=True, by=SETUP)

    assert (await sign(membership, decree)).status_code == 403
    acting = Viewer("p-roads", "بهرام سپیدرو", frozenset({"governor"}))
    assert (await sign(membership, decree, by=acting)).status_code == 200
    shown = await membership.get(f"/api/membership/decrees/{decree}", headers=bearer(SECRETARY))
    assert shown.json()["signatory"] == "بهرام سپیدرو، سرپرست فرمانداری شهرستان بهاردشت"


async def test_nobody_signs_a_decree_about_themselves(membership: AsyncClient) -> None:
    decree = (await draft(membership, person_id="p-gov", office_ids=["governorate"])).json()["id"]
    refused = await sign(membership, decree)
    assert (refused.status_code, "خود" in refused.json()["detail"]) == (403, True)


UNFIT: tuple[tuple[dict[str, Any], int], ...] = (
    ({"person_id": "nobody"}, 404),
    ({"office_ids": ["nowhere"]}, 404),
    ({"body_id": "nothing"}, 404),
    ({"role": "king"}, 422),
    ({"valid_until": "2026-03-20"}, 422),
    ({"valid_from": "1405/01/01"}, 422),
    ({"office_ids": []}, 422),
    ({"extra": 1}, 422),
)


async def test_a_draft_that_cannot_be_is_refused(membership: AsyncClient) -> None:
    for changes, status in UNFIT:
        refused = await draft(membership, **changes)
        assert (changes, refused.status_code) == (changes, status)
        assert refused.headers["content-type"] == "application/problem+json"
    assert (await membership.get("/api/membership/decrees", headers=bearer(SECRETARY))).json()["items"] == []


async def test_a_closed_office_gets_no_member(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.close("water", on=date(2026, 1, 1), by=SETUP)
    assert (await draft(membership)).status_code == 409


async def test_a_successor_takes_the_office_s_seat(membership: AsyncClient, store: Store) -> None:
    first = await a_registered_one(membership)
    second = await a_registered_one(membership, person_id="p-roads")

    assert await members(membership) == {"p-roads": second["register_no"]}
    (ended,) = await told(store, "membership.ended.v1")
    assert (ended["person_id"], ended["reason"]) == ("p-water", "replaced")
    alternate = await a_registered_one(membership, role="alternate")
    assert await members(membership) == {"p-roads": second["register_no"], "p-water": alternate["register_no"]}
    assert first["register_no"] < second["register_no"] < alternate["register_no"]


async def test_nobody_is_a_member_of_a_body_by_two_decrees(membership: AsyncClient, store: Store) -> None:
    other = (await draft(membership, office_ids=["water", "roads", "water"])).json()["id"]
    first = await a_registered_one(membership)

    signed, drafted = await sign(membership, other), await draft(membership, role="alternate")

    for refused in (signed, drafted):
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "already-member")
        assert "اصلاح یا لغو" in refused.json()["detail"]
    assert await members(membership) == {"p-water": first["register_no"]}
    assert len(await told(store, "decree.issued.v1")) == 1
    await do(membership, first["id"], "revocation", by=GOVERNOR, reason="اشتباه در دستگاه")
    both = await sign(membership, other)
    assert await members(membership) == {"p-water": both.json()["register_no"]}
    assert (await told(store, "membership.granted.v1"))[-1]["office_ids"] == ["water", "roads"]


async def test_two_decrees_of_a_person_signed_at_once_are_one(settings: Settings, membership: AsyncClient) -> None:
    """By two processes, so that only the database can decide. The other number is not used up."""
    drafts = [(await draft(membership)).json()["id"] for _ in range(6)]
    second = create_membership(real_parts(settings))
    async with running_service(second) as other:
        answers = await asyncio.gather(*(sign((membership, other)[turn % 2], key) for turn, key in enumerate(drafts)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    (number,) = (await members(membership)).values()
    assert number.endswith("/001")


async def test_a_renewal_may_be_signed_before_the_term_is_over(membership: AsyncClient) -> None:
    first = await a_registered_one(membership)
    renewed = await a_registered_one(membership, valid_from="2028-03-20", valid_until="2030-03-19")

    assert await members(membership) == {"p-water": first["register_no"]}
    assert await members(membership, on="2028-03-19") == {"p-water": first["register_no"]}
    assert await members(membership, on="2028-03-20") == {"p-water": renewed["register_no"]}
    assert await members(membership, on="2030-03-20") == {}
    await do(membership, first["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")
    assert await members(membership) == {}


async def test_a_revoked_number_stays_used_and_the_membership_ends(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)
    assert (await do(membership, decree["id"], "revocation", by=SECRETARY, reason="پایان")).status_code == 403
    assert (await do(membership, decree["id"], "revocation", by=GOVERNOR, reason=" ")).status_code == 409

    revoked = await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")
    again = await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")

    assert (revoked.status_code, revoked.json()) == (200, decree | {"state": "revoked"})
    assert again.json() == revoked.json()
    assert await members(membership) == {}
    assert [event["reason"] for event in await told(store, "decree.revoked.v1", "membership.ended.v1")] == [
        "پایان مأموریت",
        "revoked",
    ]
    assert (await sign(membership, decree["id"])).status_code == 409
    assert (await a_registered_one(membership))["register_no"].endswith("/002")


async def test_a_draft_is_not_revoked(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    assert (await do(membership, decree, "revocation", by=GOVERNOR, reason="پشیمانی")).status_code == 409


async def test_an_amendment_has_its_own_number_and_changes_the_term(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)
    refused = await do(membership, decree["id"], "amendment", by=GOVERNOR, note="پایان درست نیست.")
    assert refused.status_code == 403
    drafted = await do(
        membership, decree["id"], "amendment", by=SECRETARY, note="پایان درست نبود.", valid_until="2029-03-19"
    )

    amended = (await sign(membership, drafted.json()["id"])).json()

    assert amended["register_no"].endswith("/002")
    issued = (await told(store, "decree.issued.v1"))[-1]
    assert (issued["amends"], issued["valid_until"]) == (decree["id"], "2029-03-19")
    assert [event["reason"] for event in await told(store, "membership.ended.v1")] == ["amended"]
    assert await members(membership) == {"p-water": amended["register_no"]}
    first = (await membership.get(f"/api/membership/decrees/{decree['id']}", headers=bearer(GOVERNOR))).json()
    assert (first["state"], first["amended_by"]) == ("amended", amended["register_no"])
    assert (await do(membership, decree["id"], "amendment", by=SECRETARY, note="باز")).status_code == 409
    assert (await do(membership, amended["id"], "revocation", by=GOVERNOR, reason="باز")).status_code == 409

    assert (await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="پایان")).status_code == 200

    second = (await membership.get(f"/api/membership/decrees/{amended['id']}", headers=bearer(GOVERNOR))).json()
    assert second["state"] == "revoked"
    assert await members(membership) == {}


async def test_the_register_is_read_by_those_who_may(membership: AsyncClient) -> None:
    decree = await a_registered_one(membership)
    other = (await draft(membership, person_id="p-roads", office_ids=["roads"])).json()["id"]
    address = "/api/membership/decrees"

    first = (await membership.get(f"{address}?limit=1", headers=bearer(SECRETARY))).json()
    rest = (await membership.get(f"{address}?limit=1&after={first['next']}", headers=bearer(GOVERNOR))).json()

    assert [each["id"] for each in first["items"] + rest["items"]] == [other, decree["id"]]
    assert rest["next"] is None
    drafts = (await membership.get(f"{address}?state=draft", headers=bearer(SECRETARY))).json()["items"]
    assert [(each["id"], each["register_no"], each["verify_url"]) for each in drafts] == [(other, None, None)]
    assert (await membership.get(address, headers=bearer(MANAGER))).status_code == 403
    assert (await membership.get(address)).status_code == 401
    assert (await membership.get(f"{address}/{decree['id']}", headers=bearer(MANAGER))).status_code == 200
    assert (await membership.get(f"{address}/{other}", headers=bearer(MANAGER))).status_code == 404


async def test_the_letter_speaks_to_its_person_and_says_it_is_a_sample(membership: AsyncClient) -> None:
    decree = await a_registered_one(membership)
    letter = (await membership.get(f"/api/membership/decrees/{decree['id']}", headers=bearer(SECRETARY))).json()

    formula = letter["paragraphs"][0]
    assert "سرکار عالی" in formula
    assert "شما " not in formula
    assert "از تاریخ ۱ فروردین ۱۴۰۵ تا ۲۹ اسفند ۱۴۰۶ به عنوان «عضو قرارگاه رسانه‌ای شهرستان» منصوب می‌شوید." in formula
    assert "{" not in "".join(letter["paragraphs"])
    assert len(letter["content_sha256"]) == 64


async def test_each_jalali_year_counts_from_one(settings: Settings) -> None:
    """The clock is handed in; a demonstration fills its register with it."""
    clock = [datetime(2026, 3, 20, 20, 29, tzinfo=UTC)]
    parts = real_parts(settings, now=lambda: clock[0])
    async with running_service(create_membership(parts)) as membership:
        await fill(parts)
        last = await a_registered_one(membership)
        clock[0] += timedelta(minutes=2)
        first = await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])

    assert (last["register_no"], last["jalali_date"]) == ("1404/ق/001", "1404-12-29")
    assert (first["register_no"], first["jalali_date"]) == ("1405/ق/001", "1405-01-01")
