"""What the trail of membership says after real requests."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.membership.accounts.domain import Contact
from services.membership.main import FEATURES, Parts
from shared.runtime.actor import Actor, acting
from shared.store.audit.check import verify
from shared.store.store import Store
from tests.identity import GOVERNOR, SECRETARY, bearer
from tests.membership.county import PASSWORD, SETUP, office, person
from tests.membership.test_decrees import draft, sign
from tests.trail import changes, nameless, trail

SIGN = "POST /api/membership/decrees/{decree_id}/signature"


async def test_a_signature_is_in_the_trail_with_who_from_where_and_how(membership: AsyncClient, store: Store) -> None:
    decree = (await draft(membership)).json()["id"]
    path = f"/api/membership/decrees/{decree}/signature"
    signed = await membership.post(path, headers=bearer(GOVERNOR) | {"X-Request-ID": "a-signature"})
    assert signed.status_code == 200
    assert (await sign(membership, decree)).status_code == 200, "a second time, which changes nothing"

    drafted, entered, *registered, granted = await trail(store, 5)

    assert (drafted["person_id"], drafted["deed"], drafted["kind"]) == (
        SECRETARY.person_id,
        "POST /api/membership/decrees",
        "added",
    )
    assert {name: entered[name] for name in ("person_id", "roles", "address", "deed", "correlation_id")} == {
        "person_id": GOVERNOR.person_id,
        "roles": ["governor"],
        "address": "127.0.0.1",
        "deed": SIGN,
        "correlation_id": "a-signature",
    }
    assert (entered["collection"], entered["key"], entered["kind"]) == ("decrees", decree, "changed")
    assert changes(entered)["state"] == ("draft", "registered")
    assert changes(entered)["registration.register_no"] == (None, signed.json()["register_no"])
    assert changes(entered)["registration.verify_code"] == (None, "•")
    assert signed.json()["verify_url"].rpartition("/")[2] not in str(entered)
    assert (granted["collection"], granted["deed"], granted["kind"]) == ("memberships", SIGN, "added")
    assert [row["collection"] for row in registered] == ["register_rows", "register_volumes"]
    assert (await verify(store)).sound == 5


@pytest.mark.usefixtures("membership")
async def test_neither_password_nor_contact_is_in_the_trail(parts: Parts, store: Store) -> None:
    """No route opens accounts yet, so a request stands around the use case."""
    with acting(lambda: Actor(deed="POST /people", person_id=SETUP.person_id)):
        await parts.accounts.open(person("p-new", "تازه‌وارد"), password=PASSWORD, by=SETUP)
        await parts.accounts.change_contact("p-new", Contact(email="new@elsewhere.example"), by=SETUP)

    opened, moved = await trail(store, 2, collection="people")

    assert changes(opened)["name"] == (None, "تازه‌وارد")
    assert changes(opened)["password_hash"] == changes(opened)["contact"] == (None, "•")
    assert changes(moved) == {"contact": ("•", "•"), "alike": ("•", "•"), "version": (1, 2)}
    for secret in ("argon2", PASSWORD, "@"):
        assert secret not in str([opened, moved])


async def test_signing_in_and_reading_leave_nothing_in_the_trail(membership: AsyncClient, store: Store) -> None:
    for password in ("نادرست", PASSWORD):
        await membership.post("/membership/sign-in", data={"username": "p-water", "password": password})
    await membership.get("/api/membership/decrees", headers=bearer(SECRETARY))
    decree = (await draft(membership)).json()["id"]

    (row,) = await trail(store, 1)
    assert (row["_id"], row["key"]) == (1, decree)


async def test_twenty_signatures_at_once_are_twenty_and_all_in_the_trail(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    people = [f"p-{place}" for place in range(20)]
    for key in people:
        await parts.directory.register(office(f"o-{key}", f"اداره {key}"), by=SETUP)
        await parts.accounts.open(person(key, f"شخص {key}"), password=PASSWORD, by=SETUP)
    drafts = [(await draft(membership, person_id=key, office_ids=[f"o-{key}"])).json()["id"] for key in people]

    answers = await asyncio.gather(*(sign(membership, each) for each in drafts))

    assert {answer.status_code for answer in answers} == {200}
    rows = await trail(store, 20, deed=SIGN, collection="decrees")
    assert sorted(row["key"] for row in rows) == sorted(drafts)
    verdict = await verify(store)
    assert (verdict.sound, verdict.broken) == (100, None)


async def test_every_deed_has_a_name_where_people_read_of_it(app: FastAPI) -> None:
    assert nameless(app, FEATURES) == {
        "POST /api/membership/tokens",
        "POST /membership/sign-in",
        "POST /membership/sign-in/code",
        "POST /membership/renewal",
        "POST /membership/account/sign-ins/ending",
        "POST /membership/sign-out",
        "POST /demo",
    }
