"""A nomination from the office to the decree, over the real database, and its rules without it."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from httpx import AsyncClient, Response

from services.membership.main import Parts
from services.membership.nominations.domain import (
    CannotNominate,
    HeadLetter,
    Nomination,
    NominationId,
    NotAScan,
    State,
    WrongStage,
    last_day_of_term,
    scan_of,
)
from services.membership.posts.domain import PostId
from services.membership.posts.usecases import Correction
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer, csrf_for
from tests.membership.county import SETUP
from tests.membership.test_decrees import a_registered_one, sign, told
from tests.membership.test_pages import cookie, post, see

HEAD = Viewer("p-head", "رئیس آب", frozenset({"head_of_office"}), frozenset({"water"}))
OTHER_HEAD = Viewer("p-head2", "رئیس راه", frozenset({"head_of_office"}), frozenset({"roads"}))
SECOND = Viewer("p-desk2", "همکار دبیرخانه", frozenset({"secretariat"}))
NEW = {"office_id": "water", "person_id": "p-water", "body_id": "media_hq"}
LETTER = {"no": "۱۲۳/الف", "date": "2026-11-01"}
AT = datetime(2026, 11, 28, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def nominate(membership: AsyncClient, by: Viewer = HEAD, **changes: Any) -> Response:
    return await membership.post("/api/membership/nominations", json=NEW | changes, headers=bearer(by))


async def do(membership: AsyncClient, key: str, deed: str, by: Viewer = SECRETARY, **body: Any) -> Response:
    return await membership.post(f"/api/membership/nominations/{key}/{deed}", json=body, headers=bearer(by))


def a_nomination(**changes: Any) -> Nomination:
    facts: dict[str, Any] = {
        "id": NominationId("n"),
        "body_id": "media_hq",
        "person_id": "p-water",
        "person_name": "سارا",
        "office_ids": ("water",),
        "role": "member",
        "nominated_by": "p-head",
        "nominated_at": AT,
    }
    return Nomination(**(facts | changes))


def test_nobody_approves_themselves_or_what_they_made_unless_it_is_from_a_letter() -> None:
    with pytest.raises(NotAllowed):
        a_nomination().approve(by="p-water", at=AT)
    with pytest.raises(NotAllowed):
        a_nomination().approve(by="p-head", at=AT)
    on_paper = a_nomination(letter=HeadLetter("1", date(2026, 11, 1)), nominated_by="p-desk")
    assert on_paper.approve(by="p-desk", at=AT) is not None
    assert on_paper.approve(by="p-desk", at=AT) is None


def test_only_what_is_under_review_is_returned_and_only_with_reasons() -> None:
    nomination = a_nomination()
    with pytest.raises(CannotNominate):
        nomination.send_back([""], by="p-desk", at=AT, body_name="قرارگاه", url="http://x.test/n")

    first = nomination.send_back(["نامه خوانا نیست"], by="p-desk", at=AT, body_name="قرارگاه", url="http://x.test/n")
    with pytest.raises(WrongStage):
        nomination.approve(by="p-desk", at=AT)
    nomination.send_again("", by="p-head", at=AT)
    again = nomination.send_back(["هنوز هم"], by="p-desk", at=AT, body_name="قرارگاه", url="http://x.test/n")

    assert (first.round, again.round, nomination.reasons) == (1, 2, ("هنوز هم",))
    assert nomination.is_open
    nomination.reject(["نمی‌شود"], by="p-desk", at=AT)
    assert not nomination.is_open
    with pytest.raises(WrongStage):
        nomination.withdraw(by="p-head", at=AT)


def test_a_newer_letter_leaves_the_earlier_one_in_reach() -> None:
    first, second = HeadLetter("1", date(2026, 11, 1), "s1"), HeadLetter("2", date(2026, 11, 9))
    nomination = a_nomination(letter=first, state=State.RETURNED)

    nomination.send_again("", by="p-desk", at=AT, letter=second)

    assert (nomination.letter, nomination.earlier_letters) == (second, (first,))
    nomination.send_back(["باز هم"], by="p-desk", at=AT, body_name="قرارگاه", url="http://x.test/n")
    nomination.send_again("", by="p-desk", at=AT)
    assert (nomination.letter, nomination.earlier_letters) == (second, (first,))


def test_what_is_approved_can_be_rejected_or_withdrawn_until_its_decree_is_signed() -> None:
    for decree_id in ("", "d"):
        rejected, withdrawn = (a_nomination(state=State.APPROVED, decree_id=decree_id) for _ in range(2))
        rejected.reject(["امضا نشد"], by="p-desk", at=AT)
        withdrawn.withdraw(by="p-head", at=AT)
        for nomination in (rejected, withdrawn):
            assert not nomination.is_open
            with pytest.raises(WrongStage):
                nomination.take_decree("d", at=AT)
    signed = a_nomination(state=State.APPROVED, decree_id="d")
    assert [signed.take_decree("d", at=AT), signed.take_decree("d", at=AT)] == [True, False]
    with pytest.raises(WrongStage):
        signed.reject(["نه"], by="p-desk", at=AT)
    with pytest.raises(WrongStage):
        signed.withdraw(by="p-head", at=AT)


def test_only_a_draft_that_cannot_be_signed_is_replaced() -> None:
    nomination = a_nomination(state=State.APPROVED, decree_id="d2")
    nomination.may_be_drafted(draft_stands=False)
    with pytest.raises(WrongStage):
        nomination.may_be_drafted(draft_stands=True)
    with pytest.raises(WrongStage):
        nomination.take_decree("d1", at=AT)


def test_a_scan_is_known_by_what_it_holds() -> None:
    assert scan_of(PNG).media_type == "image/png"
    assert scan_of(b"%PDF-1.7 ...").media_type == "application/pdf"
    for wrong in (b"<html>", b"PK\x03\x04", PNG + b"0" * 5 * 1024 * 1024):
        with pytest.raises(NotAScan):
            scan_of(wrong)


def test_a_term_ends_the_day_before_the_same_day_months_later() -> None:
    assert last_day_of_term(date(2026, 3, 21), 24) == date(2028, 3, 19)
    assert last_day_of_term(date(2026, 3, 21), None) is None
    assert last_day_of_term(date(2026, 9, 22), 6) == date(2027, 3, 19)


async def test_a_nomination_becomes_a_decree(membership: AsyncClient, store: Store) -> None:
    made = await nominate(membership)
    assert (made.status_code, made.json()["state"]) == (201, "under_review")
    key = made.json()["id"]
    assert made.headers["location"].endswith(key)

    twice = await nominate(membership)
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:ravabet:problem:already-nominated")
    assert (await do(membership, key, "return", reasons=[])).status_code == 422
    returned = await do(membership, key, "return", reasons=["شماره نامه نیست."])
    assert (returned.json()["state"], returned.json()["reasons"]) == ("returned", ["شماره نامه نیست."])
    assert (await do(membership, key, "approval")).status_code == 409
    assert (await do(membership, key, "resubmission", HEAD, note="اصلاح شد")).json()["state"] == "under_review"
    assert (await do(membership, key, "decree")).status_code == 409
    assert (await do(membership, key, "approval")).json()["state"] == "approved"
    drafted = await do(membership, key, "decree", valid_from="2026-11-28")
    assert drafted.status_code == 201
    assert (await do(membership, key, "decree")).status_code == 409

    assert (await sign(membership, drafted.json()["decree_id"])).status_code == 200
    path = f"/api/membership/nominations/{key}"
    decreed = (await membership.get(path, headers=bearer(HEAD))).json()
    assert (decreed["state"], decreed["decree_id"]) == ("decreed", drafted.json()["decree_id"])
    assert len(await told(store, "member.nominated.v1")) == 2
    (event,) = await told(store, "nomination.returned.v1")
    assert (event["nominated_by"], event["round"]) == ("p-head", 1)
    assert len(await told(store, "nomination.approved.v1")) == 1
    assert (await nominate(membership)).json()["type"] == "urn:ravabet:problem:already-member"


async def test_who_may_nominate_and_who_may_read(membership: AsyncClient) -> None:
    assert (await nominate(membership, OTHER_HEAD)).status_code == 403
    assert (await nominate(membership, MANAGER)).status_code == 403
    assert (await nominate(membership, HEAD, letter=LETTER)).status_code == 403
    assert (await nominate(membership, SECRETARY)).status_code == 422
    made = await nominate(membership, SECRETARY, letter=LETTER)
    assert made.json()["letter"] == {"no": "۱۲۳/الف", "date": "2026-11-01", "has_scan": False}
    path = f"/api/membership/nominations/{made.json()['id']}"

    async def listed(by: Viewer, **asked: str) -> int:
        found = await membership.get("/api/membership/nominations", params=asked, headers=bearer(by))
        return len(found.json()["items"])

    assert [await listed(by) for by in (HEAD, OTHER_HEAD, SECRETARY, GOVERNOR)] == [1, 0, 1, 1]
    assert [await listed(HEAD, office="roads"), await listed(SECRETARY, office="water", state="approved")] == [0, 0]
    assert (await membership.get(path, headers=bearer(OTHER_HEAD))).status_code == 404
    assert (await membership.get(path, headers=bearer(MANAGER))).status_code == 403
    assert (await do(membership, made.json()["id"], "approval", HEAD)).status_code == 403
    assert (await do(membership, made.json()["id"], "withdrawal", OTHER_HEAD)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"role": "treasurer"}, 422),
        ({"body_id": "nowhere"}, 404),
        ({"person_id": "nobody"}, 404),
        ({"letter": {"no": " ", "date": "2026-11-01"}}, 422),
        ({"letter": {"no": "1", "date": "2090-01-01"}}, 422),
        ({"office_id": None}, 422),
        ({"office_id": "closed"}, 404),
    ],
)
async def test_what_cannot_be_nominated_is_refused(membership: AsyncClient, wrong: dict[str, Any], status: int) -> None:
    refused = await nominate(membership, SECRETARY, **{"letter": LETTER} | wrong)
    assert refused.status_code == status, refused.text


async def test_a_closed_office_nominates_nobody(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.close("water", on=date(2026, 1, 1), by=SETUP)
    refused = await nominate(membership)
    assert (refused.status_code, "بسته شده" in refused.json()["detail"]) == (422, True)


async def test_of_two_reviewers_at_once_one_decides(membership: AsyncClient) -> None:
    key = (await nominate(membership)).json()["id"]

    answers = await asyncio.gather(
        do(membership, key, "approval", SECRETARY), do(membership, key, "return", SECOND, reasons=["کامل نیست"])
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_two_nominations_of_one_person_at_once_are_one(membership: AsyncClient, store: Store) -> None:
    answers = await asyncio.gather(*(nominate(membership) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await store.count("nominations", {}) == 1


async def test_the_successor_in_a_post_is_proposed_for_its_seat(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await a_registered_one(membership, seat="by_post")
    today = day_of(datetime.now(UTC))

    await store.run_again(
        lambda: parts.personnel.succeed(PostId("office/water:pr_manager"), "p-roads", since=today, by=SECRETARY)
    )

    assert await parts.members.of_person("p-water", on=today) == []
    (proposed,) = await store.find("nominations", {})
    assert (proposed["state"], proposed["person_id"], proposed["office_ids"]) == ("proposed", "p-roads", ["water"])
    desk = await see(membership, "/desk", HEAD)
    assert "جانشین پیشنهادی" in desk.text
    sent = await do(membership, proposed["_id"], "resubmission", HEAD)
    assert (sent.json()["state"], sent.json()["nominated_by"]) == ("under_review", "p-head")


async def test_the_right_person_is_proposed_when_the_successor_was_a_mistake(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await a_registered_one(membership, seat="by_post")
    post, today = PostId("office/water:pr_manager"), day_of(utc_now())
    await store.run_again(lambda: parts.personnel.succeed(post, "p-roads", since=today, by=SECRETARY))
    right = Correction("p-ops", today, "اشتباه در نام")

    await store.run_again(lambda: parts.personnel.correct(post, right, replaces="p-roads", by=SECRETARY))

    (proposed,) = await store.find("nominations", {})
    assert (proposed["state"], proposed["person_id"]) == ("proposed", "p-ops")
    assert proposed["person_name"] == (await parts.people.names(["p-ops"]))["p-ops"]
    (pack,) = await store.find("handovers", {})
    assert (pack["leaving"]["person_id"], pack["coming"]["person_id"]) == ("p-water", "p-ops")


async def test_a_draft_that_can_no_longer_be_signed_is_replaced(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    key = (await nominate(membership, seat="by_post")).json()["id"]
    await do(membership, key, "approval")
    first = (await do(membership, key, "decree")).json()["decree_id"]
    path = f"/membership/nominations/{key}"
    assert f'action="{path}/decree"' not in (await see(membership, path, SECRETARY)).text
    today = day_of(datetime.now(UTC))
    await store.run_again(
        lambda: parts.personnel.succeed(PostId("office/water:pr_manager"), "p-roads", since=today, by=SECRETARY)
    )
    assert (await sign(membership, first)).status_code == 409
    assert f'action="{path}/decree"' in (await see(membership, path, SECRETARY)).text

    second = await do(membership, key, "decree")

    assert (second.status_code, second.json()["decree_id"] != first) == (201, True)
    assert (await do(membership, key, "rejection", reasons=["سمت او پایان یافت."])).json()["state"] == "rejected"
    assert (await sign(membership, second.json()["decree_id"])).status_code == 409
    assert (await nominate(membership)).status_code == 201


async def test_nobody_is_proposed_for_a_body_in_which_they_are(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await a_registered_one(membership, seat="by_post")
    await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])
    today = day_of(datetime.now(UTC))

    await store.run_again(
        lambda: parts.personnel.succeed(PostId("office/water:pr_manager"), "p-roads", since=today, by=SECRETARY)
    )

    assert await parts.members.of_person("p-water", on=today) == []
    assert await store.count("nominations", {}) == 0


async def test_the_pages_lead_from_the_form_to_the_draft(membership: AsyncClient, parts: Parts) -> None:
    form = {"office_id": "water", "body_id": "media_hq", "role": "member", "person": "مهرگان پور"}
    assert "اداره راهداری" not in (await see(membership, "/membership/nominations/new", HEAD)).text
    nobody = await post(membership, "/membership/nominations/new", HEAD, **form | {"person": "هیچ‌کس"})
    assert (nobody.status_code, 'id="e-person"' in nobody.text) == (422, True)
    several = await post(membership, "/membership/nominations/new", HEAD, **form | {"person": "ر"})
    assert 'name="person_id"' in several.text
    foreign = await post(membership, "/membership/nominations/new", HEAD, **form | {"office_id": "roads"})
    assert (foreign.status_code, 'id="e-office_id"' in foreign.text) == (422, True)

    made = await post(membership, "/membership/nominations/new", HEAD, **form)
    assert made.status_code == 303, made.text
    path = made.headers["location"].partition("?")[0]
    assert "سارا" in (await see(membership, "/membership/nominations", SECRETARY)).text
    assert "معرفی عضو در انتظار بررسی" in (await see(membership, "/desk", SECRETARY)).text
    empty = await post(membership, f"{path}/return", SECRETARY, reasons=" \n ")
    assert (empty.status_code, 'id="e-reasons"' in empty.text) == (422, True)
    await post(membership, f"{path}/return", SECRETARY, reasons="نامه نیست\nنقش درست نیست")
    shown = await see(membership, path, HEAD)
    assert "نقش درست نیست" in shown.text
    assert "بازگشت خورده" in (await see(membership, "/desk", HEAD)).text
    await post(membership, f"{path}/resubmission", HEAD, note="درست شد")
    chosen = path.rpartition("/")[2]
    bulk = await post(membership, "/membership/nominations/approvals", SECRETARY, chosen=chosen)
    assert bulk.status_code == 303
    nomination = await parts.nominations.one(chosen, SECRETARY)
    assert (nomination.state, bool(nomination.decree_id)) == (State.APPROVED, True)
    assert nomination.decree_id in (await see(membership, path, SECRETARY)).text


async def test_of_many_each_is_approved_and_drafted_or_left_as_it_was(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    good = (await nominate(membership)).json()["id"]
    bad = (await nominate(membership, OTHER_HEAD, office_id="roads", person_id="p-roads")).json()["id"]
    people = store.driver.collection("people")
    await people.update_one({"_id": "p-roads"}, {"$set": {"honorific": "", "pronoun": ""}})

    answer = await membership.post(
        "/membership/nominations/approvals",
        data={"csrf": csrf_for(SECRETARY), "chosen": [bad, "nowhere", good, good]},
        headers=cookie(SECRETARY),
    )

    assert answer.status_code == 303, answer.text
    drafted, left = [await parts.nominations.one(key, SECRETARY) for key in (good, bad)]
    assert (drafted.state, bool(drafted.decree_id)) == (State.APPROVED, True)
    assert (left.state, left.decree_id) == (State.UNDER_REVIEW, "")
    said = unquote(unquote(answer.headers["set-cookie"]))
    assert "۱ پیش‌نویس حکم ساخته شد." in said
    assert "برای ۲ معرفی پیش‌نویس ساخته نشد" in said


async def test_the_scan_of_a_letter_is_kept_and_never_public(membership: AsyncClient) -> None:
    form = {"office_id": "water", "body_id": "media_hq", "role": "member", "person": "سارا مهرگان‌پور"}
    form |= {"letter_no": "۱۲", "letter_date": "1405/8/10", "csrf": csrf_for(SECRETARY)}

    async def upload(content: bytes, **changes: str) -> Response:
        return await membership.post(
            "/membership/nominations/new",
            data=form | changes,
            files={"scan": ("letter.png", content, "image/png")},
            headers=cookie(SECRETARY),
        )

    wrong = await upload(b"<script>", letter_date="1405/13/1")
    assert wrong.status_code == 422
    assert {f'id="e-{field}"' in wrong.text for field in ("scan", "letter_date")} == {True}
    future = await upload(PNG, letter_date="1440/1/1")
    assert (future.status_code, 'id="e-letter_date"' in future.text) == (422, True)
    made = await upload(PNG)
    assert made.status_code == 303, made.text
    path = made.headers["location"].partition("?")[0]
    scan = await see(membership, f"{path}/scan", SECRETARY)
    assert (scan.content, scan.headers["content-type"]) == (PNG, "image/png")
    assert scan.headers["content-disposition"].startswith("attachment")
    assert scan.headers["cache-control"] == "private, no-store"
    assert (await see(membership, f"{path}/scan", OTHER_HEAD)).status_code == 404
    assert (await see(membership, f"{path}/scan")).status_code != 200

    key = path.rpartition("/")[2]
    await do(membership, key, "return", reasons=["نامه خوانا نیست."])
    by_head = await do(membership, key, "resubmission", HEAD, letter=LETTER)
    assert (by_head.status_code, "دبیرخانه" in by_head.json()["detail"]) == (403, True)
    assert (await do(membership, key, "resubmission", letter=LETTER)).status_code == 200
    assert "scan?earlier=0" in (await see(membership, path, SECRETARY)).text
    assert (await see(membership, f"{path}/scan?earlier=0", SECRETARY)).content == PNG
    for none in ("", "?earlier=1"):
        assert (await see(membership, f"{path}/scan{none}", SECRETARY)).status_code == 404
