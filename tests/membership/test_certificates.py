"""Certificates as other programs and the pages handle them, over the real database."""

import asyncio
from typing import Any

from httpx import AsyncClient, Response

from services.membership.certificates.domain import Form
from services.membership.main import Parts
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.test_decrees import told

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


async def test_many_are_drafted_at_once_all_or_none(membership: AsyncClient, store: Store) -> None:
    wrong = await draft(membership, others=["مینا کرمی"])
    unknown = await draft(membership, person_ids=["p-water", "nobody"])
    nobody = await draft(membership, person_ids=[])
    secret = await draft(membership, classification="محرمانه")
    assert [each.status_code for each in (wrong, unknown, nobody, secret)] == [422, 404, 422, 422]
    assert await store.count("certificates", {}) == 0

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
