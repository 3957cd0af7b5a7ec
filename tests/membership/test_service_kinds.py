"""The whole way of certificates and invitations to those who are to have them, over the real database and broker."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc.jwk import OKPKey

from services.membership.main import Parts
from services.membership.service_records.mongo import RECORDS
from shared.events.membership import CertificateIssued, InvitationIssued
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE, GOVERNOR, MANAGER, SECRETARY, bearer, token_of
from tests.membership import test_certificates as certificates
from tests.membership import test_invitations as invitations
from tests.membership.county import SETUP, person
from tests.membership.test_decrees import told
from tests.membership.test_pages import see
from tests.membership.test_service_records import links, prompted, with_head

pytestmark = pytest.mark.servers
API = "/api/membership"


async def served(store: Store, letter: str, *, recipients: int) -> None:
    """Wait until the records of a letter are made."""

    async def all_made() -> bool:
        return await store.count(RECORDS, {"letter.id": letter}) == recipients

    await eventually(all_made)


async def lines(membership: AsyncClient, kind: str, letter: str, by: Viewer = SECRETARY) -> dict[str, dict[str, Any]]:
    """The records of a letter, by what each is called."""
    answer = await membership.get(f"{API}/{kind}/{letter}/service", headers=bearer(by))
    return {each["to"]: each for each in answer.json()} if answer.status_code == 200 else {}


def key_of(opened: str) -> str:
    """The key that an opened page carries."""
    return opened.partition('name="key" value="')[2].partition('"')[0]


async def test_a_certificate_is_served_on_its_person_and_the_head_and_acknowledged(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    await with_head(parts)
    one = await certificates.a_registered_one(membership)
    await served(store, one["id"], recipients=2)

    await see(membership, "/desk", MANAGER)
    before = await lines(membership, "certificates", one["id"])
    assert {name: (each["kind"], each["way"], each["stage"]) for name, each in before.items()} == {
        "سارا مهرگان‌پور": ("addressee", "portal", "delivered"),
        "ناهید کوهستانی": ("head", None, "waiting"),
    }
    assert list(await lines(membership, "certificates", one["id"], MANAGER)) == ["سارا مهرگان‌پور"]
    assert await lines(membership, "certificates", one["id"], replace(MANAGER, person_id="p-roads")) == {}

    (link,) = await links(store, contact_key, "p-head")
    opened = await membership.post(link)
    assert (opened.status_code, one["occasion"] in opened.text) == (200, True)
    accepted = await membership.post(f"{link}/acknowledgement", data={"key": key_of(opened.text)})
    own = await membership.post(f"{API}/certificates/{one['id']}/acknowledgement", headers=bearer(MANAGER))

    assert (accepted.status_code, own.status_code) == (200, 200)
    after = await lines(membership, "certificates", one["id"])
    assert {each["stage"] for each in after.values()} == {"accepted"}
    shown = await membership.get(f"{API}/certificates/{one['id']}", headers=bearer(SECRETARY))
    assert shown.json()["state"] == "acknowledged"
    assert "سابقه ابلاغ" in (await see(membership, f"/membership/certificates/{one['id']}", SECRETARY)).text
    assert one["occasion"] in (await see(membership, f"/membership/my-letters/{own.json()['id']}", MANAGER)).text
    (issued,) = await told(store, "certificate.issued.v1")
    again = CertificateIssued.model_validate(issued)
    old = again.model_copy(update={"link_follows": False, "certificate_id": "old"})
    await store.run_again(lambda: parts.courier.take_certificate(again))
    await store.run_again(lambda: parts.courier.take_certificate(old))
    assert (await store.count(RECORDS, {}), len(await told(store, "letter.link.issued.v1"))) == (2, 2)


async def test_somebody_who_is_not_in_the_directory_is_served_on_paper(membership: AsyncClient, store: Store) -> None:
    one = await certificates.a_registered_one(membership, person_ids=[], others=["جناب آقای علی رضایی"])
    await served(store, one["id"], recipients=1)
    (record,) = (await lines(membership, "certificates", one["id"])).values()
    path = f"{API}/certificates/{one['id']}/service/{record['id']}/paper"

    typed = {"receiver": "خود ایشان", "on": day_of(utc_now()).isoformat()}
    entered = await membership.post(path, data=typed, headers=bearer(SECRETARY))

    assert (record["stage"], entered.json()["stage"]) == ("needs_paper", "on_paper")
    shown = await membership.get(f"{API}/certificates/{one['id']}", headers=bearer(SECRETARY))
    assert shown.json()["state"] == "served"


async def test_guests_are_served_each_and_an_answer_says_that_they_saw_it(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    await parts.accounts.open(person("p-guest", "مینا کرمی"), by=SETUP)
    one = await invitations.a_signed_one(membership, person_ids=["p-water", "p-guest"])
    await served(store, one["id"], recipients=3)
    outsider, sara = "جناب آقای علی رضایی", "سارا مهرگان‌پور"
    before = await lines(membership, "invitations", one["id"])
    assert {name: each["stage"] for name, each in before.items()} == {
        "سارا مهرگان‌پور": "waiting",
        "مینا کرمی": "waiting",
        outsider: "needs_paper",
    }

    await invitations.do(membership, one["id"], "answer", by=MANAGER, reply="accepted")
    (link,) = await links(store, contact_key, "p-guest")
    opened = await membership.post(link)
    assert (opened.status_code, "سالن جلسات" in opened.text) == (200, True)
    led = await membership.post(f"{link}/answer", data={"key": key_of(opened.text)})
    assert (led.status_code, led.headers["location"].startswith("/i/")) == (303, True)
    answered = await membership.post(led.headers["location"], data={"reply": "declined"})
    guest = next(each["id"] for each in one["guests"] if not each["person_id"])
    address = (await invitations.do(membership, one["id"], f"guests/{guest}/address", by=SECRETARY))["url"]
    path = address.removeprefix("http://ravabet.test")
    looked = await asyncio.gather(*(membership.get(path) for _ in range(6)))

    assert (answered.status_code, {each.status_code for each in looked}) == (303, {200})
    after = await lines(membership, "invitations", one["id"])
    assert {name: (each["stage"], each["way"]) for name, each in after.items()} == {
        sara: ("accepted", "portal"),
        "مینا کرمی": ("accepted", "link"),
        outsider: ("seen", "link"),
    }
    assert list(await lines(membership, "invitations", one["id"], MANAGER)) == [sara]
    assert "سابقه ابلاغ" in (await see(membership, f"/membership/invitations/{one['id']}", SECRETARY)).text
    own = f"/membership/my-letters/{after[sara]['id']}"
    assert f"/membership/invitations/{one['id']}" in (await see(membership, own, MANAGER)).text
    assert one["title"] in (await see(membership, "/membership/service", SECRETARY)).text
    (issued,) = await told(store, "invitation.issued.v1")
    await store.run_again(lambda: parts.courier.take_invitation(InvitationIssued.model_validate(issued)))
    assert (await store.count(RECORDS, {}), len(await told(store, "letter.link.issued.v1"))) == (3, 2)


async def test_nobody_is_asked_about_a_meeting_that_is_over_or_called_off(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    past = await invitations.a_signed_one(membership)
    off = await invitations.a_signed_one(membership)
    await served(store, past["id"], recipients=2)
    await served(store, off["id"], recipients=2)

    await invitations.do(membership, off["id"], "revocation", by=GOVERNOR, reason="به زمان دیگری موکول شد")

    async def is_over() -> bool:
        return {each["stage"] for each in (await lines(membership, "invitations", off["id"])).values()} == {"over"}

    await eventually(is_over)
    for days in (4, 5, 6, 8):
        await prompted(parts, days, lambda prompter: prompter.remind())
        await prompted(parts, days, lambda prompter: prompter.let_go())
    assert len(await links(store, contact_key, "p-water")) == 3
    assert {each["stage"] for each in (await lines(membership, "invitations", past["id"])).values()} == {"over"}
    assert (await parts.service_queries.troubled(utc_now() + timedelta(days=30), limit=5))[0] == 0
    membership.cookies.set(COOKIE, token_of(MANAGER))
    records = {each["to"]: each for each in (await lines(membership, "invitations", past["id"])).values()}
    shown = await membership.get(f"/membership/my-letters/{records['سارا مهرگان‌پور']['id']}")
    assert "زمان این برنامه گذشته است" in shown.text
