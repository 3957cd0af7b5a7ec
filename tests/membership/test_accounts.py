"""Signing in, and what a token says."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from joserfc import jwe
from joserfc.jwk import OKPKey

from services.membership.accounts.crypto_outside import Argon2Passwords
from services.membership.accounts.domain import (
    Contact,
    PersonId,
    UsernameTaken,
    username_of,
)
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.usecases import Match
from services.membership.main import Parts
from services.membership.sign_ins.attempts_domain import FREE_TRIES, Attempts, TooManyAttempts
from shared.runtime.access import NotAllowed
from shared.runtime.clock import utc_now
from shared.runtime.stale import Stale
from shared.store.store import Store
from tests.identity import MANAGER, bearer
from tests.membership.county import PASSWORD, SETUP, person


async def sign_in(membership: AsyncClient, username: str, password: str = PASSWORD) -> Response:
    return await membership.post("/api/membership/tokens", data={"username": username, "password": password})


def claims(answer: Response) -> dict[str, Any]:
    part = answer.json()["access_token"].split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return said


async def test_the_right_pair_gets_a_token_that_says_what_its_person_may_do(membership: AsyncClient) -> None:
    manager, secretary, governor = [await sign_in(membership, name) for name in ("p-water", " P-DESK ", "p-gov")]

    assert (manager.status_code, manager.json()["token_type"], manager.json()["expires_in"]) == (200, "Bearer", 900)
    assert (claims(manager)["roles"], claims(manager)["offices"]) == (["pr_manager"], ["water"])
    assert claims(secretary)["bodies"] == ["council", "media_hq"]
    assert (claims(governor)["roles"], claims(governor)["offices"]) == (["governor"], ["governorate"])


async def test_its_own_token_is_good_and_its_key_is_public(membership: AsyncClient) -> None:
    token = (await sign_in(membership, "p-desk")).json()["access_token"]

    answer = await membership.get("/api/membership/members?body=media_hq", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200
    (key,) = (await membership.get("/api/membership/jwks")).json()["keys"]
    assert (key["crv"], "d" in key) == ("Ed25519", False)


async def test_a_wrong_pair_is_refused_in_the_same_words(membership: AsyncClient) -> None:
    for username, password in (("p-water", "نادرست"), ("nobody", PASSWORD)):
        answer = await sign_in(membership, username, password)

        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].endswith("wrong-credentials")


async def test_after_five_wrong_ones_the_account_rests(membership: AsyncClient) -> None:
    """Also when all come at the same instant, and for a name that nobody has."""
    for username in ("p-water", "nobody"):
        wrong = await asyncio.gather(*(sign_in(membership, username, "نادرست") for _ in range(FREE_TRIES + 3)))

        assert sorted(answer.status_code for answer in wrong) == [401] * FREE_TRIES + [429] * 3
        rested = await sign_in(membership, username)
        assert rested.status_code == 429
        assert 1 <= int(rested.headers["retry-after"]) <= 15
        assert rested.json()["type"].endswith("too-many-attempts")


async def test_a_right_one_forgets_the_wrong_ones(membership: AsyncClient, store: Store) -> None:
    await sign_in(membership, "p-water", "نادرست")

    assert (await sign_in(membership, "p-water")).status_code == 200

    assert await store.count("sign_in_attempts", {"_id": {"$not": {"$regex": "^from:"}}}) == 0


async def test_missing_fields_are_told(membership: AsyncClient) -> None:
    answer = await membership.post("/api/membership/tokens", data={"username": "p-water"})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["password"])


@pytest.mark.usefixtures("membership")
async def test_contacts_travel_for_the_notifier_alone(parts: Parts, store: Store, contact_key: OKPKey) -> None:
    await parts.accounts.change_contact("p-water", Contact(email="new@bahardasht.example", bale="71"), by=MANAGER)

    row = (await store.find("outbox", {"type": "member.contact.changed.v1", "subject": "person/p-water"}))[-1]
    sealed = json.loads(row["body"])["data"]["contact"]
    assert "bahardasht" not in sealed
    opened = jwe.decrypt_compact(sealed, contact_key, algorithms=["ECDH-ES", "A256GCM"]).plaintext
    assert json.loads(opened or b"") == {
        "name": "سارا مهرگان‌پور",
        "honorific": "سرکار خانم",
        "pronoun": "سرکار عالی",
        "email": "new@bahardasht.example",
        "bale": "71",
    }


@pytest.mark.usefixtures("membership")
async def test_accounts_are_opened_once_by_those_who_may(parts: Parts) -> None:
    accounts = parts.accounts
    with pytest.raises(NotAllowed):
        await accounts.open(person("p-new", "نو"), password=PASSWORD, by=MANAGER)
    with pytest.raises(UsernameTaken):
        await accounts.open(person("p-new", "نو", username="p-WATER"), password=PASSWORD, by=SETUP)
    with pytest.raises(NotAllowed):
        await accounts.change_contact("p-desk", Contact(), by=MANAGER)

    again = await accounts.open(person("p-water", "نام دیگر"), password="دیگر", by=SETUP)

    assert again.name == "سارا مهرگان‌پور"


@pytest.mark.usefixtures("membership")
async def test_a_second_writer_is_told_to_read_again(store: Store) -> None:
    people = MongoPersonRepository(store)
    mine, theirs = await people.get(PersonId("p-water")), await people.get(PersonId("p-water"))
    await people.save(theirs)

    with pytest.raises(Stale, match="صفحه را تازه کنید") as stale:
        await people.save(mine)

    assert stale.value.of == "person"


async def test_a_program_without_a_token_is_told_so(membership: AsyncClient) -> None:
    assert (await membership.get("/api/membership/members?body=media_hq")).status_code == 401
    refused = await membership.get("/api/membership/members?body=media_hq", headers=bearer(MANAGER))
    assert refused.status_code == 403
    assert (await membership.get("/api/membership/members?body=council")).json() == {"items": [], "next": None}
    assert (await membership.get("/api/membership/members?body=none")).status_code == 404


def test_each_wrong_one_after_the_fifth_rests_longer() -> None:
    attempts, at, rests = Attempts("x"), utc_now(), []
    for _ in range(FREE_TRIES + 8):
        attempts.begin(at=at)
        try:
            attempts.begin(at=at)
        except TooManyAttempts as error:
            rests.append(error.seconds)
            at += timedelta(seconds=error.seconds)

    assert rests[:4] == [15, 30, 60, 120]
    assert max(rests) == 900
    attempts.begin(at=at + timedelta(hours=2))
    assert attempts.count == 1


@pytest.mark.parametrize(
    "typed", [" Mehrgan7 ", "MEHRGAN۷", "mehrgan٧", "ｍｅｈｒｇａｎ７", "mehr\u200bgan\u200e7", "\ufeffmehrgan7\u00a0"]
)
def test_a_username_is_compared_as_people_type_it(typed: str) -> None:
    assert username_of(typed) == "mehrgan7"


def test_a_username_has_its_length() -> None:
    assert len(username_of("x" * 500)) == 60


async def test_a_password_is_the_same_on_every_keyboard() -> None:
    passwords = Argon2Passwords()
    kept = await passwords.hash("كليد-انار-۱۴۰۵")

    for typed in ("کلید-انار-1405", "کلید-انار-١٤٠٥", "كليد-انار-۱۴۰۵", "کلید-انار-۱۴۰۵\u200e"):
        assert await passwords.verify(typed, kept) is Match.YES, typed
    for typed in ("کلید-انار-1406", "کلید-انار-1405 ", "", "kelid-anar-1405"):
        assert await passwords.verify(typed, kept) is Match.NO, typed
    assert await passwords.verify("کلید-انار-1405", None) is Match.NO


async def test_a_hash_made_before_goes_on_and_is_renewed(membership: AsyncClient, parts: Parts, store: Store) -> None:
    """It was made of the password as it was typed; from the next sign-in on the other keyboards do, too."""
    before = Argon2Passwords()._hasher.hash(PASSWORD)
    await store.driver.collection("people").update_one({"_id": "p-water"}, {"$set": {"password_hash": before}})
    on_another = PASSWORD.translate(str.maketrans("۱۴۰۵", "1405"))
    assert on_another != PASSWORD
    assert (await sign_in(membership, "p-water", on_another)).status_code == 401

    assert (await sign_in(membership, "p-water", PASSWORD)).status_code == 200

    assert (await parts.people.one(PersonId("p-water"))).password_hash != before
    for password in (on_another, PASSWORD):
        assert (await sign_in(membership, "p-water", password)).status_code == 200


async def test_a_username_stored_before_is_still_found(membership: AsyncClient, parts: Parts, store: Store) -> None:
    await store.driver.collection("people").update_one({"_id": "p-water"}, {"$set": {"username": "آب۷"}})

    for typed in ("آب۷", " آب۷ "):
        assert (await sign_in(membership, typed)).status_code == 200
    with pytest.raises(UsernameTaken):
        await parts.accounts.open(person("p-new", "نو", username="آب۷"), password=PASSWORD, by=SETUP)


async def test_a_username_is_taken_in_every_spelling(membership: AsyncClient, parts: Parts) -> None:
    del membership
    await parts.accounts.open(person("p-new", "نو", username="mehr۷"), password=PASSWORD, by=SETUP)

    for typed in ("mehr7", "MEHR٧", "mehr\u200d7"):
        with pytest.raises(UsernameTaken):
            await parts.accounts.open(person(f"p-{typed}", "نو", username=typed), password=PASSWORD, by=SETUP)
