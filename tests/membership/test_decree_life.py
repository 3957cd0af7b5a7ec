"""From a draft that is returned to a decree that is annulled or superseded, over the real database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from httpx import AsyncClient, Response

from services.membership.main import Parts, create_membership, real_parts
from services.membership.settings import Settings
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.county import SETUP, fill
from tests.membership.test_decrees import WATER, a_registered_one, do, draft, members, sign, told
from tests.membership.test_pages import post, see
from tests.services import running_service

API = "/api/membership/decrees"


async def edit(membership: AsyncClient, decree: str, **changes: Any) -> Response:
    return await membership.put(f"{API}/{decree}", json=WATER | changes, headers=bearer(SECRETARY))


async def shown(membership: AsyncClient, decree: str) -> dict[str, Any]:
    answer = await membership.get(f"{API}/{decree}", headers=bearer(SECRETARY))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_draft_is_returned_edited_checked_and_signed(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]

    returned = await do(membership, decree, "return", by=GOVERNOR, note="پایان یک سال بعد باشد")
    refused = [await sign(membership, decree), await do(membership, decree, "check", by=SECRETARY)]
    waiting = await shown(membership, decree)
    edited = await edit(membership, decree, valid_until="2029-03-19", version=waiting["version"])
    checked = await do(membership, decree, "check", by=SECRETARY)
    signed = await sign(membership, decree)

    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert [answer.status_code for answer in refused] == [409, 409]
    assert (waiting["state_name"], waiting["returned_because"]) == ("بازگشت برای اصلاح", "پایان یک سال بعد باشد")
    assert (edited.json()["state"], checked.json()["state"], signed.json()["state"]) == (
        "draft",
        "checked",
        "registered",
    )
    assert "تا ۲۹ اسفند ۱۴۰۷" in (await shown(membership, decree))["paragraphs"][0]
    for late in (
        await edit(membership, decree),
        await do(membership, decree, "return", by=GOVERNOR, note="دیر"),
        await do(membership, decree, "check", by=SECRETARY),
        await membership.delete(f"{API}/{decree}", headers=bearer(SECRETARY)),
    ):
        assert (late.status_code, "پیش‌نویس نیست" in late.json()["detail"]) == (409, True)


async def test_words_that_a_person_wrote_stay_when_the_dates_change(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    first = await shown(membership, decree)
    own = [first["paragraphs"][0], "این بند را خودمان نوشته‌ایم."]

    await edit(membership, decree, paragraphs=own, subject=first["subject"])
    await edit(membership, decree, role="alternate", paragraphs=own, subject=first["subject"])
    kept = await shown(membership, decree)
    await edit(membership, decree, role="alternate")

    assert (kept["paragraphs"], kept["role_name"]) == (own, "علی‌البدل")
    assert "علی‌البدل" in (await shown(membership, decree))["paragraphs"][0]


async def test_a_secret_letter_is_refused_with_a_sentence(membership: AsyncClient) -> None:
    for classification, status in (("محرمانه", 422), ("عادی", 201)):
        answer = await draft(membership, classification=classification)
        assert answer.status_code == status
        assert "عادی" in answer.json().get("detail", "عادی")


async def test_the_governor_signs_what_he_saw(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    seen = (await shown(membership, decree))["version"]
    await edit(membership, decree, role="secretary")

    stale = await do(membership, decree, "signature", by=GOVERNOR, version=seen)
    overwriting = await edit(membership, decree, version=seen)
    signed = await do(membership, decree, "signature", by=GOVERNOR, version=seen + 1)

    assert (stale.status_code, stale.json()["type"].rpartition(":")[2]) == (409, "stale-decree")
    assert (overwriting.status_code, signed.status_code) == (409, 200)


async def test_of_all_that_is_done_with_a_draft_at_once_one_thing_is_left(
    membership: AsyncClient, store: Store
) -> None:
    """Signing, returning, editing and deleting at the same instant."""
    for _ in range(3):
        decree = (await draft(membership)).json()["id"]
        asked: list[Callable[[], Any]] = [
            lambda key=decree: sign(membership, key),  # type: ignore[misc]
            lambda key=decree: do(membership, key, "return", by=GOVERNOR, note="نه"),  # type: ignore[misc]
            lambda key=decree: edit(membership, key),  # type: ignore[misc]
            lambda key=decree: membership.delete(f"{API}/{key}", headers=bearer(SECRETARY)),  # type: ignore[misc]
        ]
        answers = await asyncio.gather(*(ask() for ask in asked))
        assert {answer.status_code for answer in answers} <= {200, 204, 404, 409}
        was_signed, was_deleted = answers[0].status_code == 200, answers[3].status_code == 204
        assert not (was_signed and was_deleted)
        left = await store.get("decrees", decree)
        assert (left is None) is was_deleted
        if left and was_signed:
            assert (left["state"], left["returned"]) == ("registered", None)
            await do(membership, decree, "revocation", by=GOVERNOR, reason="پایان")


async def test_a_deleted_draft_leaves_its_nomination_free(membership: AsyncClient, store: Store) -> None:
    decree = (await draft(membership)).json()["id"]

    for _ in range(2):
        assert (await membership.delete(f"{API}/{decree}", headers=bearer(SECRETARY))).status_code == 204

    assert await store.count("decrees", {}) == 0
    assert (await membership.get(f"{API}/{decree}", headers=bearer(SECRETARY))).status_code == 404


async def test_an_annulled_number_stays_used_with_its_reason(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)

    annulled = await do(membership, decree["id"], "annulment", by=GOVERNOR, reason="نام نادرست")
    again = await do(membership, decree["id"], "annulment", by=GOVERNOR, reason="نام نادرست")

    assert (annulled.json()["state"], again.json()) == ("annulled", annulled.json())
    found = await shown(membership, decree["id"])
    assert (found["state_name"], found["revocation_reason"]) == ("ابطال‌شده", "نام نادرست")
    assert await members(membership) == {}
    (event,) = await told(store, "decree.annulled.v1")
    assert (event["register_no"], await told(store, "decree.revoked.v1")) == (decree["register_no"], [])
    assert (await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="باز")).status_code == 409
    assert (await a_registered_one(membership))["register_no"].endswith("/002")


async def test_a_served_decree_is_not_annulled(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)
    served = {"$set": {"served_at": datetime(2026, 11, 1, tzinfo=UTC)}}
    await store.driver.collection("decrees").update_one({"_id": decree["id"]}, served)

    refused = await do(membership, decree["id"], "annulment", by=GOVERNOR, reason="نام نادرست")

    assert (refused.status_code, "ابلاغ شده است" in refused.json()["detail"]) == (409, True)
    assert (await shown(membership, decree["id"]))["state_name"] == "ابلاغ‌شده"


async def test_a_decree_supersedes_another_one(membership: AsyncClient, store: Store) -> None:
    first = await a_registered_one(membership)
    drafted = await do(membership, first["id"], "supersession", by=SECRETARY, note="نقش دیگر", role="secretary")
    assert drafted.status_code == 201, drafted.text
    letter = await shown(membership, drafted.json()["id"])
    assert letter["supersedes"] == first["register_no"]
    assert any("این حکم جایگزین حکم شماره" in each for each in letter["paragraphs"])

    second = await sign(membership, drafted.json()["id"])

    assert second.status_code == 200, second.text
    old = await shown(membership, first["id"])
    assert (old["state"], old["superseded_by"]) == ("superseded", second.json()["register_no"])
    assert await members(membership) == {"p-water": second.json()["register_no"]}
    (event,) = await told(store, "decree.superseded.v1")
    assert (event["decree_id"], event["by_decree_id"]) == (first["id"], second.json()["id"])
    for deed in ("supersession", "amendment"):
        assert (await do(membership, first["id"], deed, by=SECRETARY, note="باز")).status_code == 409
    assert (await do(membership, first["id"], "revocation", by=GOVERNOR, reason="باز")).status_code == 409


async def test_two_successors_of_one_decree_are_one(membership: AsyncClient) -> None:
    first = await a_registered_one(membership)
    drafts = [
        (await do(membership, first["id"], "supersession", by=SECRETARY, note="ن", role=role)).json()["id"]
        for role in ("secretary", "alternate")
    ]
    answers = await asyncio.gather(*(sign(membership, each) for each in drafts))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await members(membership)) == 1


async def test_a_member_who_left_the_post_meanwhile_gets_no_seat_by_it(membership: AsyncClient, parts: Parts) -> None:
    decree = (await draft(membership, seat="by_post")).json()["id"]
    post_id = (await parts.posts.held_by("p-water", on=date(2026, 11, 1)))[0].id
    await parts.personnel.succeed(post_id, "p-roads", since=date(2026, 1, 1), by=SETUP)

    refused = await sign(membership, decree)

    assert (refused.status_code, "دیگر ندارد" in refused.json()["detail"]) == (409, True)
    assert (await shown(membership, decree))["state"] == "draft"


async def test_an_expired_decree_is_neither_amended_nor_revoked(settings: Settings) -> None:
    clock = [datetime(2025, 6, 1, tzinfo=UTC)]
    parts = real_parts(settings, now=lambda: clock[0])
    async with running_service(create_membership(parts)) as membership:
        await fill(parts)
        decree = await a_registered_one(membership, valid_from="2025-05-01", valid_until="2025-12-01")
        clock[0] = datetime(2026, 6, 1, tzinfo=UTC)
        over = await shown(membership, decree["id"])
        refused = [
            await do(membership, decree["id"], "amendment", by=SECRETARY, note="ن"),
            await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="ن"),
        ]
        late = await sign(membership, (await draft(membership, valid_until="2026-05-31")).json()["id"])
        checked = (await see(membership, decree["verify_url"][19:])).text
        listed = (await membership.get(f"{API}?state=expired", headers=bearer(SECRETARY))).json()["items"]

    assert (over["state"], [each["id"] for each in listed]) == ("expired", [decree["id"]])
    assert [(answer.status_code, "پایان‌یافته" in answer.json()["detail"]) for answer in refused] == [(409, True)] * 2
    assert (late.status_code, "گذشته" in late.json()["detail"]) == (409, True)
    assert "مدت این حکم پایان یافته است" in checked


async def test_the_pages_say_the_same_word_and_offer_what_can_be_done(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    page = f"/membership/decrees/{decree}"
    returned = await post(membership, f"{page}/return", GOVERNOR, note="پایان یک سال بعد باشد", version="1")
    assert returned.status_code == 303
    unsaid = await post(membership, f"{page}/return", GOVERNOR, note=" ", version="2")
    assert (unsaid.status_code, "بنویسید چه چیزی باید اصلاح شود." in unsaid.text) == (422, True)

    for where in (page, "/membership/decrees", "/desk", "/membership/decrees?state=returned"):
        assert "بازگشت برای اصلاح" in (await see(membership, where, SECRETARY)).text, where
    assert "یک سال بعد باشد" in (await see(membership, "/desk", SECRETARY)).text
    assert "امضا و ثبت…" not in (await see(membership, page, GOVERNOR)).text
    form = await see(membership, f"{page}/edit", SECRETARY)
    assert ("یک سال بعد باشد" in form.text, 'name="version" value="2"' in form.text) == (True, True)
    typed = {"version": "2", "office_ids": "water", "role": "member", "seat": "personal", "valid_from": "۱۴۰۵/۱/۱"}
    words = {"subject": "حکم", "recipient_post": "مدیر", "greeting": "با سلام", "copies": "", "note": ""}
    wrong = await post(membership, f"{page}/edit", SECRETARY, **typed, **words, paragraphs=" ")
    assert (wrong.status_code, "متن نامه را بنویسید" in wrong.text) == (422, True)
    saved = await post(membership, f"{page}/edit", SECRETARY, **typed, **words, paragraphs="یک\r\n\r\nدو")
    assert saved.status_code == 303
    assert (await shown(membership, decree))["paragraphs"] == ["یک", "دو"]
    stale = await post(membership, f"{page}/edit", SECRETARY, **typed, **words, paragraphs="سه")
    assert stale.status_code == 409
    for strange in ("9" * 5000, "۳", "no"):
        assert (await post(membership, f"{page}/check", SECRETARY, version=strange)).status_code == 409
    assert (await post(membership, f"{page}/check", SECRETARY, version="3")).status_code == 303
    assert "آماده امضا" in (await see(membership, page, GOVERNOR)).text
    assert (await post(membership, f"{page}/signature", GOVERNOR, version="4")).status_code == 303
    assert "ثبت‌شده" in (await see(membership, page, GOVERNOR)).text
    assert (await post(membership, f"{page}/supersession", SECRETARY, cause="نقش")).status_code == 303
    assert (await post(membership, f"{page}/annulment", GOVERNOR, fault=" ")).status_code == 422
    assert (await post(membership, f"{page}/annulment", GOVERNOR, fault="نام")).status_code == 303
    assert "ابطال‌شده" in (await see(membership, page, GOVERNOR)).text
    assert "ابطال‌شده" in (await see(membership, "/desk", MANAGER)).text
