"""What strangers try does not keep an owner or colleagues out, and tells nobody who has an account."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.membership.accounts.domain import PersonId
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.second_factor_domain import SecondFactor, new_secret
from services.membership.main import Parts
from services.membership.sign_ins.attempts_domain import Attempts, Limit, TooManyAttempts
from services.membership.sign_ins.browser_domain import REMEMBERED, Browser
from services.membership.sign_ins.mongo import MongoAttemptRepository
from shared.store.store import Store
from tests.identity import COOKIE
from tests.membership.county import PASSWORD
from tests.membership.test_second_factor import AT


def test_a_browser_knows_those_who_signed_in_and_names_nobody() -> None:
    browser = Browser("b").remembering("p-water").remembering("p-desk").remembering("p-water")

    assert (browser.knows("p-water"), browser.knows("p-desk"), browser.knows("p-gov")) == (True, True, False)
    assert len(browser.people) == 2
    assert not replace(browser, id="another").knows("p-water")
    assert "p-" not in str(browser.people)


def test_a_browser_forgets_whoever_was_not_there_for_the_longest() -> None:
    browser = Browser("b").remembering("p-water")
    for number in range(20):
        browser = browser.remembering(f"p-{number}")

    assert (browser.knows("p-water"), browser.knows("p-0"), browser.knows("p-19")) == (False, True, True)


@pytest.mark.parametrize("limit", list(Limit))
def test_each_limit_says_what_it_is_about(limit: Limit) -> None:
    attempts = Attempts(limit.key("whatever"))
    for _ in range(limit.free):
        attempts.begin(at=AT)

    with pytest.raises(TooManyAttempts, match="ثانیه دیگر") as many:
        attempts.begin(at=AT)

    assert many.value.limit is limit
    speaks_of_the_network = "شبکه" in str(many.value)
    assert speaks_of_the_network == (limit in {Limit.ADDRESS, Limit.LINKS_FROM})
    assert "حساب" not in str(many.value), "nobody learns whether there is one"


class Visit:
    """A browser at a network address."""

    def __init__(self, app: FastAPI, address: str = "192.0.2.7") -> None:
        transport = ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
        self.client = AsyncClient(transport=transport, base_url="http://ravabet.test")

    async def enter(self, username: str, password: str = PASSWORD, **more: str) -> Response:
        pair = {"username": username, "password": password}
        return await self.client.post("/membership/sign-in", data=pair | more)

    async def ask_for_link(self, username: str) -> Response:
        return await self.client.post("/membership/password", data={"username": username})


async def pause(store: Store, limit: Limit, *of: str) -> None:
    """As after many wrong tries, for a quarter of an hour."""
    await MongoAttemptRepository(store).keep(Attempts(limit.key(*of), limit.free + 10, datetime.now(UTC)))


async def counted(store: Store, limit: Limit, *of: str) -> int:
    return (await MongoAttemptRepository(store).of(limit.key(*of))).count


@pytest.mark.usefixtures("membership")
async def test_a_known_browser_is_not_stopped_by_strangers(app: FastAPI, store: Store) -> None:
    """Neither by those who try the name from anywhere, nor by those at the same address. Its own tries are limited."""
    own, colleague = Visit(app), Visit(app)
    assert (await own.enter("p-water")).status_code == 303
    await pause(store, Limit.NAME, "p-water")
    await pause(store, Limit.ADDRESS, "192.0.2.7")

    closed, other = await colleague.enter("p-water"), await own.enter("p-roads")
    assert (closed.status_code, "برای این نام کاربری" in closed.text) == (429, True)
    assert (other.status_code, "از شبکه شما" in other.text) == (429, True), "nobody else was known here"
    assert (await own.enter("p-water")).status_code == 303

    await own.enter("p-water", "نادرست-نادرست")
    (key,) = [each["_id"] for each in await store.find("sign_in_attempts", {"_id": {"$regex": "^browser:"}})]
    await pause(store, Limit.BROWSER, *key.split(":")[1:])
    rests = await own.enter("p-water")
    assert (rests.status_code, "در این مرورگر" in rests.text) == (429, True)
    assert int(rests.headers["retry-after"]) > 0


@pytest.mark.usefixtures("membership")
async def test_a_name_that_nobody_has_is_closed_in_the_same_words(app: FastAPI, store: Store) -> None:
    stranger, answers = Visit(app), set()
    for name in ("p-water", "p-nobody"):
        await stranger.enter(name, "نادرست-نادرست")
        assert await counted(store, Limit.NAME, name) == 1
        await pause(store, Limit.NAME, name)
        for more in ({}, {"code": "123456"}):
            refused = await stranger.enter(name, **more)
            shown = re.sub("[۰-۹]+ ثانیه", "ثانیه", refused.text.replace(name, ""))
            answers.add((refused.status_code, shown))

    ((status, shown),) = answers
    assert status == 429
    assert "برای این نام کاربری" in shown
    assert 'name="code"' in shown


@pytest.mark.usefixtures("membership")
async def test_guesses_with_a_code_are_as_few_as_those_without(app: FastAPI, store: Store) -> None:
    """A pause does not become a way to try passwords that nobody counts."""
    people = MongoPersonRepository(store)
    person = await people.get(PersonId("p-water"))
    person.second_factor = SecondFactor(new_secret())
    await people.save(person)
    stranger, code = Visit(app), pyotp.TOTP(person.second_factor.secret).at(datetime.now(UTC))
    await pause(store, Limit.NAME, "p-water")

    for _ in range(Limit.BOTH.free):
        assert (await stranger.enter("p-water", "نادرست-نادرست", code="000000")).status_code == 429
    assert await counted(store, Limit.BOTH, "p-water", "192.0.2.7") == Limit.BOTH.free

    assert (await stranger.enter("p-water", code=code)).status_code == 429, "there as well is a pause now"
    assert (await Visit(app, "192.0.2.8").enter("p-water", code=code)).status_code == 303, "not for its owner elsewhere"


async def test_the_right_pair_with_the_right_code_gets_through(
    app: FastAPI, membership: AsyncClient, store: Store
) -> None:
    """And nothing tells which of the two was wrong when one of them was."""
    people = MongoPersonRepository(store)
    person = await people.get(PersonId("p-water"))
    person.second_factor = SecondFactor(new_secret())
    secret = person.second_factor.secret
    await people.save(person)
    owner = Visit(app)
    await pause(store, Limit.NAME, "p-water")

    def code(step: int = 0) -> str:
        return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=step)

    wrong = (("نادرست-نادرست", code()), (PASSWORD, "000000"), (PASSWORD, ""), ("نادرست-نادرست", "000000"))
    for password, typed in wrong:
        refused = await owner.enter("p-water", password, code=typed)
        assert (refused.status_code, "برای این نام کاربری" in refused.text) == (429, True), typed
    assert (await owner.enter("p-water", code=code())).status_code == 303
    assert COOKIE in owner.client.cookies
    program = {"username": "p-water", "password": PASSWORD, "otp": code(1)}
    assert (await membership.post("/api/membership/tokens", data=program)).status_code == 200
    await pause(store, Limit.NAME, "p-roads")
    assert (await owner.enter("p-roads", code=code(1))).status_code == 429, "who has no app"


@pytest.mark.usefixtures("membership")
async def test_addresses_of_one_customer_are_one(app: FastAPI, store: Store) -> None:
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.8"):
        await Visit(app, address).enter("n", "نادرست-نادرست")

    assert await counted(store, Limit.ADDRESS, "2001:db8:1:2::/64") == 2
    assert await counted(store, Limit.ADDRESS, "192.0.2.8") == 1


@pytest.mark.usefixtures("membership")
async def test_a_note_that_was_not_made_here_is_none(app: FastAPI, parts: Parts, store: Store) -> None:
    """Made up, made for something else, of a browser that knows somebody else, or too old."""
    visitor, signer = Visit(app), parts.signer
    await pause(store, Limit.NAME, "p-water")
    known = Browser("b").remembering("p-water")
    signer._now = lambda: datetime.now(UTC) - REMEMBERED - timedelta(seconds=1)
    expired = signer.note_of(known)
    signer._now = lambda: datetime.now(UTC)
    for_something_else = signer.keep("step", {"id": known.id, "people": known.people})
    of_another = signer.note_of(Browser("b").remembering("p-desk"))

    for note in ("made.up.note", for_something_else, of_another, expired):
        visitor.client.cookies.set("ravabet_browser_80", note, path="/membership")
        assert (await visitor.enter("p-water")).status_code == 429
        visitor.client.cookies.clear()

    visitor.client.cookies.set("ravabet_browser_80", signer.note_of(known), path="/membership")
    assert (await visitor.enter("p-water")).status_code == 303


@pytest.mark.usefixtures("membership")
async def test_links_are_counted_by_themselves(app: FastAPI, store: Store) -> None:
    """Who asks for many links closes no sign-in, and does not keep the person from asking in a known browser."""
    own, stranger = Visit(app), Visit(app)
    await own.enter("p-water")
    await stranger.ask_for_link("p-water")
    assert await counted(store, Limit.LINK, "p-water") == await counted(store, Limit.LINKS_FROM, "192.0.2.7") == 1
    assert await counted(store, Limit.ADDRESS, "192.0.2.7") == 0
    await pause(store, Limit.LINK, "p-water")
    by_name = await stranger.ask_for_link("p-water")
    await pause(store, Limit.LINKS_FROM, "192.0.2.7")
    by_address = await stranger.ask_for_link("p-roads")

    assert (by_name.status_code, "چند بار پیوند" in by_name.text) == (429, True)
    assert (by_address.status_code, "از شبکه شما" in by_address.text) == (429, True)
    assert (await own.ask_for_link("p-water")).status_code == 200
    assert (await stranger.enter("p-desk")).status_code == 303
