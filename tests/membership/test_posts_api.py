"""People and posts over HTTP, as scripts use them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from httpx import AsyncClient, Response
from joserfc import jwe
from joserfc.jwk import OKPKey

from services.membership.accounts import feature as accounts
from services.membership.accounts.domain import Contact, mobile_of
from services.membership.accounts.mongo import PEOPLE
from services.membership.main import Parts
from shared.persian.jalali import day_of
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.migrating import migrate

POSTS, PEOPLE_PATH = "/api/membership/posts", "/api/membership/people"
WATER = "office/water:pr_manager"
TODAY = day_of(datetime.now(UTC))


async def added(membership: AsyncClient, **who: object) -> str:
    answer = await membership.post(PEOPLE_PATH, json={"name": "آذر جانشین", **who}, headers=bearer(SECRETARY))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def succeed(membership: AsyncClient, post: str, **how: object) -> Response:
    asked = {"from": TODAY.isoformat(), **how}
    return await membership.post(f"{POSTS}/{post}/succession", json=asked, headers=bearer(SECRETARY))


async def held(membership: AsyncClient, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await membership.get(POSTS, params=asked)).json()["items"]
    return found


async def test_a_person_is_entered_with_nothing_guessed(membership: AsyncClient) -> None:
    entered = await membership.post(
        PEOPLE_PATH,
        json={"name": " آذر  جانشين\u200f ", "mobile": "+98 912 123 45 67", "email": " Azar@Bahardasht.example "},
        headers=bearer(SECRETARY),
    )

    assert (entered.status_code, entered.json()["username"]) == (201, "")
    path = f"{PEOPLE_PATH}/{entered.json()['id']}"
    shown = (await membership.get(path, headers=bearer(OPERATOR))).json()
    assert (shown["name"], shown["honorific"], shown["pronoun"]) == ("آذر جانشین", "", "")
    assert (shown["mobile"], shown["mobile_is_confirmed"]) == ("09121234567", False)
    assert (shown["email"], shown["has_entered"]) == ("azar@bahardasht.example", False)
    await added(membership, name="بی‌نام دوم")
    changed = await membership.patch(path, json={"honorific": "سرکار خانم", "mobile": None}, headers=bearer(SECRETARY))
    assert (changed.json()["honorific"], changed.json()["mobile"], changed.json()["name"]) == (
        "سرکار خانم",
        None,
        "آذر جانشین",
    )
    by_operator = await membership.patch(path, json={"email": "x@y.example"}, headers=bearer(OPERATOR))
    assert by_operator.status_code == 403


async def test_what_does_not_fit_a_person_is_refused_with_a_sentence(membership: AsyncClient) -> None:
    for wrong in (
        {"name": ""},
        {"name": " \u200c\u200f "},
        {"name": "آ" * 201},
        {"name": "آذر", "mobile": "021"},
        {"name": "آذر", "email": "nobody"},
        {"name": "آذر", "username": "آذر"},
        {"name": "آذر", "is_closed": True},
        {},
    ):
        refused = await membership.post(PEOPLE_PATH, json=wrong, headers=bearer(SECRETARY))
        assert refused.status_code == 422, wrong
    taken = await membership.post(PEOPLE_PATH, json={"name": "آذر", "username": "p-water"}, headers=bearer(SECRETARY))
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:ravabet:problem:username-taken")
    for name in ("آذر", "سید علی‌رضا موسوی‌نژاد", "آ" * 200):
        await added(membership, name=name)


async def test_people_are_found_by_any_spelling_and_by_the_words_of_older_documents(
    membership: AsyncClient, store: Store
) -> None:
    found = await membership.get(PEOPLE_PATH, params={"q": "مهرگانپور"}, headers=bearer(SECRETARY))
    assert [each["id"] for each in found.json()["items"]] == ["p-water"]
    await store.driver.collection(PEOPLE).update_one({"_id": "p-roads"}, {"$unset": {"words": ""}})

    await migrate(store, *accounts.FEATURE.migrations)

    found = await membership.get(PEOPLE_PATH, params={"q": "سپيدرو"}, headers=bearer(SECRETARY))
    assert [each["id"] for each in found.json()["items"]] == ["p-roads"]
    first = (await membership.get(PEOPLE_PATH, params={"limit": "2"}, headers=bearer(SECRETARY))).json()
    rest = await membership.get(PEOPLE_PATH, params={"after": first["next"]}, headers=bearer(SECRETARY))
    assert len(first["items"]) + len(rest.json()["items"]) == 5


async def test_a_successor_is_given_the_post_and_invited_and_chooses_a_username(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    azar = await added(membership, email="azar@bahardasht.example")

    done = await succeed(membership, WATER, person_id=azar, invite=True)

    said = done.json()
    assert (done.status_code, said["post"], said["invited"], bool(said["handover"])) == (201, WATER, True, True)
    assert (await succeed(membership, WATER, person_id=azar, invite=False)).status_code == 201
    (row,) = await store.find("outbox", {"type": "password.link.issued.v1", "subject": f"person/{azar}"})
    sealed = json.loads(row["body"])["data"]["link"]
    link = jwe.decrypt_compact(sealed, contact_key, algorithms=["ECDH-ES", "A256GCM"]).plaintext
    assert link is not None
    path = link.decode().removeprefix("http://ravabet.test")
    assert 'value="azar"' in (await membership.get(path)).text
    chosen = {"password": "انار-بهار-تابستان", "again": "انار-بهار-تابستان"}
    for wrong in ("", "p-water", "آذر"):
        refused = await membership.post(path, data=chosen | {"username": wrong})
        assert refused.status_code == 422, wrong
    assert (await membership.post(path, data=chosen | {"username": "Azar"})).status_code == 303
    entered = {"username": "azar", "password": chosen["password"]}
    assert (await membership.post("/api/membership/tokens", data=entered)).status_code == 200
    assert (await parts.people.by_id([azar]))[azar].username == "azar"


async def test_an_invitation_goes_only_to_whoever_can_and_must_be_invited(membership: AsyncClient) -> None:
    without_address = await added(membership)
    assert (await succeed(membership, WATER, person_id=without_address, invite=True)).json()["invited"] is False
    back = (TODAY + timedelta(days=1)).isoformat()
    again = await succeed(membership, WATER, person_id="p-water", invite=True, **{"from": back})
    assert (again.status_code, again.json()["invited"]) == (201, False)


async def test_a_post_that_somebody_holds_names_the_holder(membership: AsyncClient) -> None:
    azar = await added(membership)
    new = {"person_id": azar, "office_id": "water", "role": "pr_manager", "from": TODAY.isoformat()}

    refused = await membership.post(POSTS, json=new, headers=bearer(SECRETARY))
    liaison = await membership.post(POSTS, json=new | {"role": "liaison"}, headers=bearer(SECRETARY))
    again = await membership.post(POSTS, json=new | {"role": "liaison"}, headers=bearer(SECRETARY))

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:post-held")
    assert "سارا مهرگان‌پور" in refused.json()["detail"]
    assert (liaison.status_code, liaison.json()) == (201, {"id": "office/water:liaison"})
    assert (again.status_code, again.json()) == (201, {"id": "office/water:liaison"})


async def test_the_wrong_holder_of_today_is_corrected(membership: AsyncClient) -> None:
    azar = await added(membership)
    await succeed(membership, WATER, person_id="p-roads", replaces="p-water")

    async def correct(**how: object) -> Response:
        asked = {"from": TODAY.isoformat(), "person_id": azar, "reason": "اشتباه", **how}
        return await membership.post(f"{POSTS}/{WATER}/correction", json=asked, headers=bearer(SECRETARY))

    assert (await correct(reason="")).status_code == 422
    assert (await correct(replaces="p-desk")).json()["type"] == "urn:ravabet:problem:holder-changed"
    assert [(await correct(replaces="p-roads")).status_code for _ in range(2)] == [201, 201]

    assert [each["person_id"] for each in await held(membership, office="water", on=TODAY.isoformat())] == [azar]
    assert "p-roads" not in {each["person_id"] for each in await held(membership, office="water")}
    late = await correct(**{"from": (TODAY - timedelta(days=1)).isoformat(), "person_id": "p-ops"})
    assert (late.status_code, late.json()["type"]) == (409, "urn:ravabet:problem:wrong-order")


async def test_the_address_of_a_post_may_be_percent_encoded(membership: AsyncClient) -> None:
    azar = await added(membership)

    assert (await succeed(membership, quote(WATER, safe=""), person_id=azar, replaces="p-water")).status_code == 201
    late = await succeed(membership, quote(WATER, safe=""), person_id="p-roads", replaces="p-water")
    assert (late.status_code, late.json()["type"]) == (409, "urn:ravabet:problem:holder-changed")
    assert (await succeed(membership, "office/none:pr_manager", person_id=azar)).status_code == 404
    assert (await succeed(membership, WATER, person_id="nobody")).status_code == 404


async def test_who_held_a_post_on_a_day_is_told_to_everybody(membership: AsyncClient) -> None:
    azar = await added(membership, email="azar@bahardasht.example", mobile="09121234567")
    before = (TODAY - timedelta(days=1)).isoformat()
    planned = (TODAY + timedelta(days=9)).isoformat()
    await succeed(membership, WATER, person_id=azar)
    await succeed(membership, WATER, person_id="p-water", **{"from": planned})

    asked = {"office": "water", "role": "pr_manager"}
    assert [each["person_id"] for each in await held(membership, **asked, on=before)] == ["p-water"]
    assert [each["person_id"] for each in await held(membership, **asked, on=TODAY.isoformat())] == [azar]
    assert [each["person_id"] for each in await held(membership, **asked, on=planned)] == ["p-water"]
    assert await held(membership, **asked, on="2001-01-01") == []
    (today,) = await held(membership, **asked, on=TODAY.isoformat())
    assert (today["person_name"], today["acting"], today["role_name"]) == ("آذر جانشین", False, "مدیر روابط عمومی")
    assert (today["since"], today["until"]) == (TODAY.isoformat(), (TODAY + timedelta(days=8)).isoformat())
    assert len(await held(membership, **asked)) == 3
    text = (await membership.get(POSTS)).text
    assert "azar@" not in text
    assert "0912" not in text
    assert [each["id"] for each in await held(membership, person=azar, on=TODAY.isoformat())] == [WATER]
    assert await held(membership, person=azar, on=before) == []


async def test_posts_of_the_county_are_for_those_who_fill_posts(membership: AsyncClient) -> None:
    assert await held(membership, role="operator") == []
    assert {each["role"] for each in await held(membership)} == {"governor", "pr_manager"}
    seen = await membership.get(POSTS, params={"role": "operator"}, headers=bearer(SECRETARY))
    assert [each["person_id"] for each in seen.json()["items"]] == ["p-ops"]
    for viewer in (MANAGER, GOVERNOR):
        hidden = await membership.get(POSTS, params={"role": "operator"}, headers=bearer(viewer))
        assert hidden.json()["items"] == []


async def test_an_operator_appoints_an_auditor_and_a_jury_member(membership: AsyncClient) -> None:
    azar = await added(membership)
    for role, place in (("auditor", {}), ("jury", {"body_id": "council"})):
        new = {"person_id": azar, "role": role, "from": TODAY.isoformat(), **place}
        assert (await membership.post(POSTS, json=new, headers=bearer(SECRETARY))).status_code == 403
        assert (await membership.post(POSTS, json=new, headers=bearer(OPERATOR))).status_code == 201
    leaving = {"last_day": (TODAY - timedelta(days=1)).isoformat()}
    early = await membership.post(f"{POSTS}/county:auditor:{azar}/vacancy", json=leaving, headers=bearer(OPERATOR))
    assert (early.status_code, early.json()["type"]) == (409, "urn:ravabet:problem:wrong-order")


async def test_what_does_not_fit_a_post_is_refused_with_a_sentence(membership: AsyncClient) -> None:
    good = {"person_id": "p-roads", "office_id": "water", "role": "deputy", "from": TODAY.isoformat()}
    for wrong, status in (
        ({"role": "king"}, 422),
        ({"from": "1405/09/02"}, 422),
        ({"from": "0001-01-01"}, 422),
        ({"until": "2001-01-01"}, 409),
        ({"body_id": "council"}, 422),
        ({"office_id": None, "body_id": "council"}, 422),
        ({"office_id": "nowhere"}, 404),
        ({"person_id": "nobody"}, 404),
        ({"person_id": "p-desk"}, 403),
    ):
        refused = await membership.post(POSTS, json=good | wrong, headers=bearer(SECRETARY))
        said = refused.json()
        assert (refused.status_code, bool(said.get("detail") or said.get("errors") or said["title"])) == (
            status,
            True,
        ), wrong


async def test_a_letter_is_written_to_nobody_whose_form_of_address_is_not_chosen(membership: AsyncClient) -> None:
    azar = await added(membership)
    grant = {"person_id": azar, "office_ids": ["water"], "body_id": "media_hq", "role": "member"}

    refused = await membership.post(
        "/api/membership/decrees", json=grant | {"valid_from": TODAY.isoformat()}, headers=bearer(SECRETARY)
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:not-addressed")
    assert "آذر جانشین" in refused.json()["detail"]


def test_a_mobile_number_is_read_however_it_is_typed() -> None:
    for typed in ("۰۹۱۲۱۲۳۴۵۶۷", "+98 (912) 123-4567", "00989121234567", "9121234567", "0912\u200f 123 4567"):
        assert mobile_of(typed) == "09121234567"
    assert Contact(mobile="09121234567").email is None
