"""Certificates and invitations are signed as decrees are: by whom, with whose number, and what the pages offer."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.main import Parts
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.county import PASSWORD, SETUP, person
from tests.membership.test_certificates import NEW
from tests.membership.test_invitations import a_new_one
from tests.membership.test_numbering import DEPUTY, delegate
from tests.membership.test_pages import post, see

KINDS = ("certificates", "invitations")
SERIES = {"certificates": "گ", "invitations": "د"}


async def a_checked_one(membership: AsyncClient, kind: str) -> str:
    new = NEW if kind == "certificates" else a_new_one()
    drafted = await membership.post(f"/api/membership/{kind}", json=new, headers=bearer(SECRETARY))
    assert drafted.status_code == 201, drafted.text
    one: str = drafted.json().get("id") or drafted.json()["ids"][0]
    checked = await do(membership, kind, one, "check", by=SECRETARY)
    assert checked.status_code == 200, checked.text
    return one


async def do(membership: AsyncClient, kind: str, one: str, deed: str, *, by: Viewer, **body: Any) -> Response:
    path = f"/api/membership/{kind}/{one}/{deed}"
    return await membership.post(path, json=body or None, headers=bearer(by))


@pytest.mark.parametrize("kind", KINDS)
async def test_who_has_the_signature_signs_for_the_governor_until_its_last_day(
    membership: AsyncClient, parts: Parts, store: Store, kind: str
) -> None:
    await parts.accounts.open(person("p-deputy", "بهمن معین"), password=PASSWORD, by=SETUP)
    first, second = [await a_checked_one(membership, kind) for _ in range(2)]
    before = await do(membership, kind, first, "signature", by=DEPUTY)
    hidden = await see(membership, f"/membership/{kind}/{first}", DEPUTY)
    given = await delegate(membership)
    page = await see(membership, f"/membership/{kind}/{first}", DEPUTY)
    printed = await see(membership, f"/membership/{kind}/{first}/letter.pdf", DEPUTY)
    desk = await see(membership, "/desk", DEPUTY)

    signed = await do(membership, kind, first, "signature", by=DEPUTY)

    assert (before.status_code, hidden.status_code) == (403, 404)
    assert ("امضا و ثبت…" in page.text, printed.content[:5]) == (True, b"%PDF-")
    assert "در انتظار امضای شماست" in desk.text
    assert signed.status_code == 200, signed.text
    letter = await store.get(kind, first)
    assert letter
    assert letter["registration"]["signatory"]["title"] == "از طرف فرماندار شهرستان بهاردشت"
    assert (await do(membership, kind, first, "revocation", by=DEPUTY, reason="ن")).status_code == 403
    past = {"$set": {"until": "2026-01-02"}}
    await store.driver.collection("delegations").update_one({"_id": given.json()["id"]}, past)
    over = await do(membership, kind, second, "signature", by=DEPUTY)
    assert (over.status_code, "پایان یافته" in over.json()["detail"]) == (403, True)
    assert (await see(membership, f"/membership/{kind}/{second}", DEPUTY)).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
async def test_the_number_of_the_automation_is_entered_at_the_signature(membership: AsyncClient, kind: str) -> None:
    chancery = await see(membership, "/membership/letters", SECRETARY)
    rules = {"series": SERIES[kind], "source": "automation"}
    kept = await membership.put("/api/membership/letter-series", json=rules, headers=bearer(SECRETARY))
    one, other = [await a_checked_one(membership, kind) for _ in range(2)]
    page = f"/membership/{kind}/{one}"

    shown = await see(membership, page, GOVERNOR)
    empty = await post(membership, f"{page}/signature", GOVERNOR, number="")
    signed = await post(membership, f"{page}/signature", GOVERNOR, number="۱۴۰۵/۲۳۱")
    taken = await do(membership, kind, other, "signature", by=GOVERNOR, number="1405/231")
    second = await do(membership, kind, other, "signature", by=GOVERNOR, number="1405/232")

    assert (f"سری «{SERIES[kind]}»" in chancery.text, kept.status_code) == (True, 200)
    assert 'name="number"' in shown.text
    assert 'name="number"' not in (await see(membership, f"/membership/{kind}/{other}", SECRETARY)).text
    assert (empty.status_code, 'id="e-number"' in empty.text, '<details class="confirm" open' in empty.text) == (
        422,
        True,
        True,
    )
    assert signed.status_code == 303
    assert (taken.status_code, second.json()["register_no"]) == (409, "1405/232")


@pytest.mark.parametrize("kind", KINDS)
async def test_the_page_shows_what_comes_before_the_signature(membership: AsyncClient, kind: str) -> None:
    """First the secretariat's initial, then the signature: the governor sees which of them is awaited."""
    one = await a_checked_one(membership, kind)
    returned = await do(membership, kind, one, "return", by=GOVERNOR, note="نام کامل نیست")
    assert returned.json()["state"] == "returned"
    page = f"/membership/{kind}/{one}"
    assert "نام کامل نیست" in (await see(membership, page, SECRETARY)).text
    listed = await see(membership, f"/membership/{kind}?state=returned", SECRETARY)
    assert (
        f"{page}" in listed.text,
        page in (await see(membership, f"/membership/{kind}?state=checked", SECRETARY)).text,
    ) == (
        True,
        False,
    )

    new = a_new_one() if kind == "invitations" else {"occasion": "هفته دولت", "paragraphs": ["متن"]}
    await membership.put(f"/api{page}", json=new, headers=bearer(SECRETARY))
    unchecked = await see(membership, page, GOVERNOR)
    assert ("هنوز پاراف نشده است" in unchecked.text, "امضا و ثبت…" in unchecked.text) == (True, False)
    checked = await post(membership, f"{page}/check", SECRETARY)
    assert (checked.status_code, checked.headers["location"]) == (303, page)
    assert "امضا و ثبت…" in (await see(membership, page, GOVERNOR)).text
    note = await post(membership, f"{page}/return", GOVERNOR, note=" ")
    assert (note.status_code, "بنویسید چه چیزی باید اصلاح شود." in note.text) == (422, True)
    assert (await see(membership, page, MANAGER)).status_code == 404
    assert (await post(membership, f"{page}/deletion", SECRETARY)).headers["location"] == f"/membership/{kind}"
