"""People change their own e-mail address; it holds once somebody at the new address has confirmed it."""

import json

from httpx import AsyncClient
from joserfc import jwe
from joserfc.jwk import OKPKey

from services.membership.main import Parts
from shared.store.store import Store
from tests.identity import MANAGER
from tests.membership.county import PASSWORD
from tests.membership.test_appointments import see, send

PATH = "/membership/account/email"
NEW = "sara.new@bahardasht.example"


async def email_of(parts: Parts) -> str | None:
    return (await parts.people.by_id(["p-water"]))["p-water"].contact.email


async def links(store: Store, key: OKPKey) -> list[str]:
    rows = await store.find("outbox", {"type": "email.change.asked.v1"}, sort=[("seq", 1)])
    sealed = [json.loads(row["body"])["data"]["link"] for row in rows]
    assert all(NEW not in row["body"] for row in rows), "an address left in the clear"
    opened = [jwe.decrypt_compact(each, key, algorithms=["ECDH-ES", "A256GCM"]).plaintext or b"" for each in sealed]
    return [each.decode().removeprefix("http://ravabet.test") for each in opened]


async def test_an_address_holds_once_it_is_confirmed_there(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    before = await email_of(parts)
    asked = await send(membership, PATH, {"email": f" {NEW.upper()} ", "email_proof": PASSWORD}, MANAGER)
    assert asked.status_code == 303, asked.text
    (link,) = await links(store, contact_key)
    assert await email_of(parts) == before

    opened = await membership.get(link)
    assert (opened.status_code, NEW in opened.text) == (200, True)
    assert await email_of(parts) == before, "a program that looks through mail must change nothing"
    assert (await membership.post(link)).status_code == 303

    assert await email_of(parts) == NEW
    assert (await membership.post(link)).status_code == 410
    assert (await membership.get(link)).status_code == 410
    last = (await store.find("outbox", {"type": "member.contact.changed.v1"}, sort=[("_id", -1)], limit=1))[0]
    assert last["subject"] == "person/p-water"


async def test_only_the_last_link_is_good(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    for email in (NEW, "second@bahardasht.example"):
        assert (await send(membership, PATH, {"email": email, "email_proof": PASSWORD}, MANAGER)).status_code == 303
    first, second = await links(store, contact_key)

    assert (await membership.post(first)).status_code == 410
    assert (await membership.post(f"{second}x")).status_code == 410
    assert (await membership.post("/membership/email/nonsense")).status_code == 410
    assert (await membership.post(second)).status_code == 303

    assert await email_of(parts) == "second@bahardasht.example"


async def test_without_proof_or_a_good_address_nothing_is_sent(membership: AsyncClient, store: Store) -> None:
    for wrong, field in (
        ({"email": NEW, "email_proof": "wrong-password"}, "email_proof"),
        ({"email": NEW, "email_proof": ""}, "email_proof"),
        ({"email": "nobody", "email_proof": PASSWORD}, "email"),
        ({"email": "", "email_proof": PASSWORD}, "email"),
    ):
        refused = await send(membership, PATH, wrong, MANAGER)
        assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True), wrong
    assert await store.count("outbox", {"type": "email.change.asked.v1"}) == 0
    assert "تغییر ایمیل" in (await see(membership, "/membership/account", MANAGER)).text
