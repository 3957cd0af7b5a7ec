"""The secretariat keeps the bodies, by page and by JSON."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.bodies.domain import unknown_word
from services.membership.main import Parts
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.test_decrees import a_registered_one
from tests.membership.test_pages import post, see

NEW = {"id": "youth", "name": "کمیته جوانان", "kind": "committee"}
FORM = {
    "id": "youth",
    "name": "كميته جوانان",
    "kind": "other",
    "other_kind": "کارگروه",
    "roles": "member",
    "other_roles": "رابط جوانان\nمشاور",
    "term_months": "۲۴",
    "series": "ج",
    "legal_basis": "مصوبه نخست\n\nماده ۷",
    "roster_public": "yes",
    "one_member_per_office": "yes",
}


async def add(membership: AsyncClient, by: Viewer = SECRETARY, **changes: Any) -> Response:
    return await membership.post("/api/membership/bodies", json=NEW | changes, headers=bearer(by))


async def test_a_body_is_added_changed_and_read_by_json(membership: AsyncClient) -> None:
    added, again = await add(membership), await add(membership)
    assert (added.status_code, added.headers["location"]) == (201, "/api/membership/bodies/youth")
    assert again.json() == added.json()
    assert [role["name"] for role in added.json()["roles"]] == ["رئیس", "دبیر", "عضو", "علی‌البدل", "بازرس", "ناظر"]
    assert (added.json()["kind_name"], added.json()["seat"]) == ("کمیته", "by_post")

    other = await add(membership, name="کمیته دیگر")
    assert (other.status_code, other.json()["type"]) == (409, "urn:ravabet:problem:body-taken")
    facts = {"name": "کمیته جوانان شهرستان", "kind": "committee", "term_months": 12}
    changed = await membership.put("/api/membership/bodies/youth", json=facts, headers=bearer(SECRETARY))
    assert (changed.json()["name"], changed.json()["term_months"]) == ("کمیته جوانان شهرستان", 12)
    assert (await membership.get("/api/membership/bodies/youth")).json() == changed.json()
    stale = await membership.put(
        "/api/membership/bodies/youth", json=facts | {"version": 1, "term_months": 6}, headers=bearer(SECRETARY)
    )
    assert stale.status_code == 409
    for by in (MANAGER, GOVERNOR):
        assert (await add(membership, by)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "جوانان"},
        {"id": "new"},
        {"id": "j"},
        {"name": " \u200f "},
        {"name": "ن" * 201},
        {"term_months": 0},
        {"series": "ق/"},
        {"roles": []},
        {"roles": [{"id": "member", "name": "عضو"}, {"id": "member", "name": "ناظر"}]},
        {"texts": {"formula": "به {نام} سلام"}},
        {"colour": "red"},
    ],
)
async def test_a_body_that_cannot_be_is_refused(membership: AsyncClient, wrong: dict[str, Any]) -> None:
    assert (await add(membership, **wrong)).status_code == 422


async def test_a_role_that_members_have_stays(membership: AsyncClient) -> None:
    await a_registered_one(membership)
    facts = {"name": "قرارگاه رسانه‌ای شهرستان", "kind": "media_hq", "roles": [{"id": "secretary", "name": "دبیر"}]}

    refused = await membership.put("/api/membership/bodies/media_hq", json=facts, headers=bearer(SECRETARY))

    assert (refused.status_code, "عضو" in refused.json()["detail"]) == (409, True)


async def test_a_body_is_added_and_changed_on_its_page(membership: AsyncClient, parts: Parts) -> None:
    added = await post(membership, "/membership/new-body", SECRETARY, **FORM)
    assert (added.status_code, added.headers["location"]) == (303, "/membership/bodies/youth")

    body = await parts.bodies.one("youth")
    assert (body.name, body.kind_name, body.term_months) == ("کمیته جوانان", "کارگروه", 24)
    assert [role.name for role in body.roles] == ["عضو", "رابط جوانان", "مشاور"]
    assert body.texts.legal_basis == ("مصوبه نخست", "ماده ۷")
    page = await see(membership, "/membership/bodies/youth", MANAGER)
    assert "کمیته جوانان" in page.text
    assert "/membership/bodies/youth/edit" not in page.text
    assert "کمیته جوانان" in (await see(membership, "/membership/bodies", MANAGER)).text
    edited = FORM | {"version": "1", "name": "کمیته نوجوانان", "kind": "کارگروه"}
    assert (await post(membership, "/membership/bodies/youth/edit", SECRETARY, **edited)).status_code == 303
    # The second of two who had the form open loses nothing that was typed, and may decide to overwrite.
    late = await post(membership, "/membership/bodies/youth/edit", SECRETARY, **edited | {"short_name": "نوجوانان"})
    assert late.status_code == 409
    assert 'value="نوجوانان"' in late.text
    assert "همین حالا شخص دیگری" in late.text
    assert 'name="version" value="2"' in late.text


async def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(membership: AsyncClient) -> None:
    wrong = FORM | {"id": "Youth!", "term_months": "دو سال", "formula": "به {فلان} سلام", "name": ""}
    page = await post(membership, "/membership/new-body", SECRETARY, **wrong)

    assert page.status_code == 422
    for field in ("id", "term_months", "formula", "name"):
        assert f'id="e-{field}"' in page.text
    assert "رابط جوانان" in page.text
    taken = await post(membership, "/membership/new-body", SECRETARY, **FORM | {"id": "council"})
    assert (taken.status_code, 'id="e-id"' in taken.text) == (409, True)
    assert (await see(membership, "/membership/new-body", MANAGER)).status_code == 403
    assert (await see(membership, "/membership/bodies/nowhere", SECRETARY)).status_code == 404


async def test_a_body_that_is_added_twice_at_once_is_one(membership: AsyncClient, store: Store) -> None:
    answers = await asyncio.gather(*(add(membership) for _ in range(4)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await store.count("outbox", {"subject": "body/youth"}) == 1


async def test_the_roster_and_a_member_are_shown(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)
    (document,) = await store.find("memberships", {"decree_id": decree["id"]})
    path = f"/membership/members/{document['_id']}"

    page = await see(membership, "/membership/members?body=media_hq", SECRETARY)
    assert "سارا مهرگان‌پور" in page.text
    assert "سارا" not in (await see(membership, "/membership/members?on=1404/1/1", SECRETARY)).text
    assert "سارا" not in (await see(membership, "/membership/members", Viewer("p-x", "کسی"))).text
    vacant = await see(membership, "/membership/members?body=media_hq&show=vacancies", SECRETARY)
    assert "اداره راهداری" in vacant.text
    assert "اداره آب" not in vacant.text
    listed = await see(membership, "/membership/members/files/csv?body=media_hq", SECRETARY)
    assert "سارا مهرگان‌پور,عضو" in listed.text
    assert (
        "اداره راهداری"
        in (await see(membership, "/membership/members/files/csv?body=media_hq&show=vacancies", SECRETARY)).text
    )
    workbook = await see(membership, "/membership/members/files/xlsx", SECRETARY)
    assert workbook.content.startswith(b"PK")
    assert (await see(membership, path, MANAGER)).status_code == 200
    assert (await see(membership, path, Viewer("p-x", "کسی"))).status_code == 403

    empty = await post(membership, f"{path}/suspension", SECRETARY, reason=" ", until="۱۴۰۵/۱۳/۴۰")
    assert empty.status_code == 422
    assert {'id="e-reason"' in empty.text, 'id="e-until"' in empty.text} == {True}
    assert (await post(membership, f"{path}/suspension", SECRETARY, reason="مرخصی")).status_code == 303
    assert "تعلیق" in (await see(membership, path, SECRETARY)).text
    assert (await post(membership, f"{path}/resumption", SECRETARY)).status_code == 303
    assert (await post(membership, f"{path}/ending", SECRETARY, reason="resigned")).status_code == 303
    shown = await see(membership, path, SECRETARY)
    assert "کناره‌گیری" in shown.text


def test_only_known_words_stand_in_braces() -> None:
    assert unknown_word("{pronoun} و {role}") is None
    assert unknown_word("به {نام} سلام") == "نام"
