"""Certificates as other programs and the pages handle them, over the real database."""

import asyncio
from dataclasses import replace
from typing import Any

from httpx import AsyncClient, Response

from services.membership.certificates.domain import Form
from services.membership.main import Parts
from shared.events.membership import MembershipEnded
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.context import caused_by, current_cause
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.county import SETUP, person
from tests.membership.test_decrees import a_registered_one as registered_decree
from tests.membership.test_decrees import told
from tests.membership.test_pages import post, see

NEW = {"form": "appreciation", "occasion": "پوشش خبری هفته دولت", "person_ids": ["p-water"]}
PATH = "/api/membership/certificates"


async def draft(membership: AsyncClient, *, by: Viewer = SECRETARY, **changes: Any) -> Response:
    return await membership.post(PATH, json=NEW | changes, headers=bearer(by))


async def do(membership: AsyncClient, one: str, deed: str, *, by: Viewer, **body: Any) -> Response:
    return await membership.post(f"{PATH}/{one}/{deed}", json=body or None, headers=bearer(by))


async def a_registered_one(membership: AsyncClient, **changes: Any) -> dict[str, Any]:
    (one,) = (await draft(membership, **changes)).json()["ids"]
    await do(membership, one, "check", by=SECRETARY)
    signed = await do(membership, one, "signature", by=GOVERNOR)
    assert signed.status_code == 200, signed.text
    answer: dict[str, Any] = signed.json()
    return answer


async def test_a_certificate_goes_from_draft_to_the_register_and_is_verified_and_revoked(
    membership: AsyncClient, store: Store
) -> None:
    (one,) = (await draft(membership)).json()["ids"]
    too_early = await do(membership, one, "signature", by=GOVERNOR)
    await do(membership, one, "check", by=SECRETARY)
    signed, again = [await do(membership, one, "signature", by=GOVERNOR) for _ in range(2)]

    assert (too_early.status_code, signed.status_code) == (409, 200)
    assert signed.json() == again.json()
    assert signed.json()["register_no"].endswith("/گ/001")
    (issued,) = await told(store, "certificate.issued.v1")
    assert (issued["person_id"], issued["register_no"]) == ("p-water", signed.json()["register_no"])
    entered = (await membership.get("/api/membership/register", headers=bearer(SECRETARY))).json()["items"]
    assert [(each["register_no"], each["kind"]) for each in entered] == [(issued["register_no"], "appreciation")]
    code = signed.json()["verify_url"].removeprefix("http://ravabet.test")
    assert "این تقدیرنامه معتبر است" in (await membership.get(code)).text

    for _ in range(2):
        revoked = await do(membership, one, "revocation", by=GOVERNOR, reason="نام نادرست بود")

    assert revoked.json()["state"] == "revoked"
    assert len(await told(store, "certificate.revoked.v1")) == 1
    assert "این تقدیرنامه لغو شده است" in (await membership.get(code)).text


async def test_many_are_drafted_at_once_and_who_cannot_be_is_listed(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    wrong = await draft(membership, others=["مینا کرمی"])
    nobody = await draft(membership, person_ids=[])
    secret = await draft(membership, classification="محرمانه")
    assert [each.status_code for each in (wrong, nobody, secret)] == [422, 422, 422]
    assert await store.count("certificates", {}) == 0

    await parts.accounts.open(person("p-idle", "سپیده آرام", honorific="", pronoun=""), by=SETUP)
    some = await draft(membership, groups=["body/media_hq"], person_ids=["p-water", "p-idle", "unknown"])
    assert some.status_code == 201, some.text
    assert (len(some.json()["ids"]), [each["person_id"] for each in some.json()["refused"]]) == (
        1,
        ["p-idle", "unknown"],
    )
    assert "سپیده آرام" in some.json()["refused"][0]["reason"]
    await membership.delete(f"{PATH}/{some.json()['ids'][0]}", headers=bearer(SECRETARY))

    many = await draft(membership, person_ids=["p-water", "p-roads"], others=["جناب آقای علی رضایی، مدیر کتابخانه"])

    assert many.status_code == 201, many.text
    listed = (await membership.get(PATH, headers=bearer(SECRETARY))).json()["items"]
    assert {each["batch_id"] for each in listed} == {many.json()["batch_id"]}
    assert [each["recipient_post"] for each in listed] == [
        "مدیر کتابخانه",
        "مدیر محترم روابط عمومی اداره راهداری",
        "مدیر محترم روابط عمومی اداره آب و فاضلاب",
    ]


async def test_twenty_signed_at_once_get_twenty_numbers_in_a_row(membership: AsyncClient, parts: Parts) -> None:
    others = [f"جناب آقای شخص {number}" for number in range(20)]
    ids = (await draft(membership, person_ids=[], others=others)).json()["ids"]
    await parts.certificate_registry.check_batch(ids, by=SECRETARY)

    answers = await asyncio.gather(*(do(membership, each, "signature", by=GOVERNOR) for each in ids))

    numbers = sorted(int(answer.json()["register_no"].rpartition("/")[2]) for answer in answers)
    assert numbers == list(range(1, 21))
    (verdict,) = await parts.register_checks.all()
    assert (verdict.rows, verdict.broken, verdict.missing) == (20, None, 0)


async def test_a_returned_draft_is_edited_and_checked_again(membership: AsyncClient) -> None:
    (one,) = (await draft(membership)).json()["ids"]
    returned = await do(membership, one, "return", by=GOVERNOR, note="مناسبت کامل نیست")
    new = {"occasion": "هفته دولت ۱۴۰۵", "paragraphs": ["متن تازه"], "version": returned.json()["version"]}

    edited = await membership.put(f"{PATH}/{one}", json=new, headers=bearer(SECRETARY))
    stale = await membership.put(f"{PATH}/{one}", json=new, headers=bearer(SECRETARY))

    assert (returned.json()["state"], returned.json()["returned_because"]) == ("returned", "مناسبت کامل نیست")
    assert (edited.json()["state"], edited.json()["occasion"]) == ("draft", "هفته دولت ۱۴۰۵")
    assert stale.status_code == 409
    assert (await membership.delete(f"{PATH}/{one}", headers=bearer(SECRETARY))).status_code == 204
    assert (await membership.get(f"{PATH}/{one}", headers=bearer(SECRETARY))).status_code == 404


async def test_people_see_their_own_signed_ones(membership: AsyncClient) -> None:
    await a_registered_one(membership, person_ids=["p-roads"])
    await draft(membership)
    own = await a_registered_one(membership, form="certificate")

    listed = (await membership.get(PATH, headers=bearer(MANAGER))).json()["items"]

    assert [each["id"] for each in listed] == [own["id"]]


async def test_the_page_is_a_pdf_for_those_who_may_read_it(membership: AsyncClient) -> None:
    own = await a_registered_one(membership)
    other = await a_registered_one(membership, person_ids=["p-roads"])

    answer = await membership.get(f"{PATH}/{own['id']}/letter.pdf", headers=bearer(MANAGER))
    refused = await membership.get(f"{PATH}/{other['id']}/letter.pdf", headers=bearer(MANAGER))

    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert refused.status_code == 404


async def test_what_happened_drafts_certificates_once(membership: AsyncClient, parts: Parts, store: Store) -> None:
    for _ in range(2):
        await parts.certificate_desk.award(Form.CERTIFICATE, "دوره خبرنویسی", ["p-water", "p-roads"], cause="course/1")

    assert await store.count("certificates", {"cause": "course/1", "state": "draft"}) == 2
    assert (await membership.get(PATH, headers=bearer(SECRETARY))).json()["items"][0]["batch_id"]


async def test_an_altered_certificate_is_an_alarm(membership: AsyncClient, store: Store) -> None:
    own = await a_registered_one(membership)
    async with store.unit_of_work() as work:
        document = await store.get("certificates", own["id"])
        assert document
        await work.put("certificates", document | {"award": document["award"] | {"person_name": "کس دیگر"}})

    page = await membership.get(own["verify_url"].removeprefix("http://ravabet.test"))

    assert "اصالت این تقدیرنامه تأیید نمی‌شود" in page.text
    assert "کس دیگر" not in page.text


async def test_the_page_drafts_for_a_whole_body_and_lists_whom_it_left_out(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await parts.accounts.open(person("p-idle", "سپیده آرام", honorific="", pronoun=""), by=SETUP)
    await a_member(membership, "p-water", "water")
    await a_member(membership, "p-roads", "roads")
    form = await see(membership, "/membership/certificates/new", SECRETARY)
    assert 'name="groups" value="body/media_hq"' in form.text
    new = {"form": "appreciation", "occasion": "هفته دولت", "groups": "body/media_hq", "person_ids": "p-idle"}

    sent = await post(membership, "/membership/certificates/new", SECRETARY, **new)

    assert sent.status_code == 303, sent.text
    page = await see(membership, sent.headers["location"], SECRETARY)
    assert await store.count("certificates", {}) == 2
    assert ("سارا مهرگان‌پور" in page.text, "عنوان یا خطاب سپیده آرام انتخاب نشده است" in page.text) == (True, True)
    assert (await see(membership, sent.headers["location"], GOVERNOR)).status_code == 403


async def a_member(membership: AsyncClient, person_id: str, office: str) -> str:
    decree = await registered_decree(membership, person_id=person_id, office_ids=[office])
    return str(decree["id"])


async def ended(parts: Parts, store: Store, decree: str, reason: str) -> MembershipEnded:
    """The membership of a decree ends, and the event is taken twice, as after a crash."""
    (row,) = await store.find("memberships", {"decree_id": decree})
    event = MembershipEnded(
        membership_id=row["_id"],
        body_id=row["body_id"],
        person_id=row["person_id"],
        reason=reason,
        ended_on=day_of(utc_now()),
    )
    await store.driver.collection("memberships").update_one({"_id": row["_id"]}, {"$set": {"active": False}})
    for _ in range(2):
        await parts.thanks.take_ended(event)
    return event


async def test_who_leaves_the_headquarters_in_honour_is_thanked_once(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    left, thrown_out = [await a_member(membership, f"p-{each}", each) for each in ("water", "roads")]
    await ended(parts, store, thrown_out, "revoked")
    event = await ended(parts, store, left, "resigned")
    with caused_by(replace(current_cause(), replay=True)):
        await parts.thanks.take_ended(event.model_copy(update={"membership_id": "another"}))
    await replace(parts.thanks, is_on=False).take_ended(event.model_copy(update={"membership_id": "another"}))

    (one,) = await store.find("certificates", {})

    assert (one["award"]["person_id"], one["award"]["form"], one["state"]) == ("p-water", "appreciation", "draft")
    assert "قرارگاه رسانه‌ای شهرستان" in one["award"]["occasion"]
    assert "خودکار ساخته می‌شود" in (await see(membership, "/membership/certificates", SECRETARY)).text
    page = await see(membership, f"/membership/certificates/{one['_id']}", SECRETARY)
    assert ("سامانه" in page.text, "تأیید و پاراف" in page.text) == (True, True)


async def test_the_end_of_a_membership_reaches_the_desk_of_certificates(membership: AsyncClient, store: Store) -> None:
    decree = await a_member(membership, "p-water", "water")
    (row,) = await store.find("memberships", {"decree_id": decree})

    end = await membership.post(
        f"/api/membership/members/{row['_id']}/ending", json={"reason": "resigned"}, headers=bearer(SECRETARY)
    )

    assert end.status_code == 200, end.text

    await eventually(lambda: store.count("certificates", {"award.person_id": "p-water"}), within=10)


async def test_who_stays_a_member_is_not_thanked_for_leaving(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    """A membership that ends because another one goes on."""
    decree = await a_member(membership, "p-water", "water")
    (row,) = await store.find("memberships", {"decree_id": decree})
    event = await ended(parts, store, decree, "revoked")
    await store.driver.collection("memberships").insert_one(row | {"_id": "next", "seats": [], "decree_id": "another"})

    await parts.thanks.take_ended(event.model_copy(update={"reason": "expired"}))

    assert await store.count("certificates", {}) == 0
