"""Signing in by an outside OpenID Connect provider, which runs in a process of its own."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from services.membership.accounts.domain import AlreadyLinked, OutsideAccount, OutsideAccountTaken, PersonId
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.second_factor_domain import SecondFactor, new_secret
from services.membership.main import Parts, real_parts
from services.membership.password_links.domain import LinkOver
from services.membership.settings import Settings
from services.membership.sign_ins.openid_outside import OpenIdProvider
from shared.runtime.access import NotAllowed
from shared.store.errors import AlreadyExists
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE, OPERATOR, SECRETARY
from tests.membership.county import PASSWORD, fill
from tests.membership.test_pages import form_token_in
from tests.services import running_service
from tests.trail import trail


def a_free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        number: int = listening.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def port() -> int:
    return a_free_port()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        yield f"http://127.0.0.1:{port}"
        running.terminate()


def of_provider(port: int) -> dict[str, str]:
    return {
        "provider_issuer": f"http://127.0.0.1:{port}",
        "provider_client_id": "ravabet",
        "provider_client_secret": "a-secret",
    }


@pytest.fixture
def parts(settings: Settings, port: int) -> Parts:
    """Membership's own, and the provider."""
    return real_parts(settings.model_copy(update=of_provider(port)))


@pytest.fixture
async def browser(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    async with running_service(app):
        await fill(parts)
        yield AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://ravabet.test")


async def is_up(provider: str) -> None:
    """Wait until the provider answers."""

    async def answers() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"{provider}/.well-known/openid-configuration")).is_success
            except httpx.HTTPError:
                return False

    await eventually(answers, within=60)


async def sign_in_there(away: Response, *, as_whom: str) -> str:
    """Sign in at the provider, and return where it sends the browser."""
    async with httpx.AsyncClient() as client:
        sent_back = await client.post(away.headers["location"], data={"sub": as_whom})
    return sent_back.headers["location"]


async def go_there(browser: AsyncClient, provider: str, *, as_whom: str) -> str:
    """Begin at the sign-in page, sign in at the provider, and return where it sends the browser."""
    await is_up(provider)
    away = await browser.get("/membership/sign-in/provider?next=/membership/decrees")
    assert away.headers["location"].startswith(f"{provider}/oauth2/authorize?")
    return await sign_in_there(away, as_whom=as_whom)


ISSUED_TO = "a6f1-Desk"
"""The subject of p-desk at the provider; the provider also has people whose names look like ours."""


async def linked(parts: Parts, provider: str, person_id: str = "p-desk", subject: str = ISSUED_TO) -> None:
    account = OutsideAccount(provider, subject)
    await parts.platform.store.run_again(lambda: parts.linking.link(person_id, account))


async def test_whose_account_is_linked_is_in(browser: AsyncClient, parts: Parts, provider: str, store: Store) -> None:
    await linked(parts, provider)
    page = await browser.get("/membership/sign-in?next=/membership/decrees")
    assert 'href="/membership/sign-in/provider?next=/membership/decrees"' in page.text
    assert 'type="password"' not in page.text

    entered = await browser.get(await go_there(browser, provider, as_whom=ISSUED_TO))

    assert (entered.status_code, entered.headers["location"]) == (303, "/membership/decrees")
    assert (await browser.get("/membership/decrees")).status_code == 200
    (sign_in,) = await store.find("sign_ins", {})
    assert (sign_in["person_id"], sign_in["way"]) == ("p-desk", "provider")


async def test_no_name_opens_an_account(browser: AsyncClient, parts: Parts, provider: str) -> None:
    """Neither the username of somebody here nor a subject that only looks like the linked one."""
    await linked(parts, provider)
    usernames = ("p-desk", "P-DESK", "p-desk ", "p\u200b-desk", "stranger")
    subjects = ("a6f1-desk", "a6f1-Desk ", "\u200ea6f1-Desk", "A6F1-DESK")

    for named in (*usernames, *subjects):
        refused = await browser.get(await go_there(browser, provider, as_whom=named))
        assert (refused.status_code, "از دبیرخانه شورا بخواهید" in refused.text) == (401, True), named

    assert COOKIE not in browser.cookies


async def test_the_same_subject_of_another_issuer_is_somebody_else(
    browser: AsyncClient, parts: Parts, provider: str
) -> None:
    await linked(parts, "https://another-provider.example")

    assert (await browser.get(await go_there(browser, provider, as_whom=ISSUED_TO))).status_code == 401


async def test_one_account_at_the_provider_opens_one_account_here(parts: Parts, browser: AsyncClient) -> None:
    """Also when two link it at the same instant."""
    del browser
    people = ("p-desk", "p-water", "p-roads", "p-gov")

    found = await asyncio.gather(
        *(linked(parts, "https://provider.example", who) for who in people), return_exceptions=True
    )

    refusals = [each for each in found if each is not None]
    assert len(refusals) == len(people) - 1
    assert {type(each) for each in refusals} <= {OutsideAccountTaken, AlreadyExists}


async def test_a_link_ends_with_the_sign_ins_that_it_began(
    browser: AsyncClient, parts: Parts, provider: str, store: Store
) -> None:
    """Those begun by name before this release, too: they belong to nobody who is linked."""
    await linked(parts, provider)
    await browser.get(await go_there(browser, provider, as_whom=ISSUED_TO))
    await parts.linking.take_off("p-desk", by=OPERATOR)
    await store.driver.collection("sign_ins").update_one({}, {"$set": {"ended_at": None}})

    assert (await browser.get("/membership/renewal")).headers["location"] == "/desk"

    assert COOKIE not in browser.cookies
    with pytest.raises(NotAllowed):
        await parts.linking.take_off("p-desk", by=SECRETARY)


class TestAnInvitation:
    """The way in for whoever has no password, and for everybody where passwords are not taken."""

    @pytest.fixture
    async def invitation(self, browser: AsyncClient, parts: Parts) -> str:
        """Its path, for p-desk."""
        del browser
        return urlsplit(await parts.platform.store.run_again(lambda: parts.locksmith.hand_over("P-desk"))).path

    async def test_links_and_lets_in_and_is_good_once(
        self, browser: AsyncClient, provider: str, invitation: str, store: Store
    ) -> None:
        page = await browser.get(invitation)
        assert ('type="password"' in page.text, "ورود یکپارچه" in page.text) == (False, True)
        await is_up(provider)
        away = await browser.post(f"{invitation}/provider")

        entered = await browser.get(await sign_in_there(away, as_whom=ISSUED_TO))

        assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
        kept = (await store.find("people", {"_id": "p-desk"}))[0]["outside"]["account"]
        assert (kept["issuer"], kept["subject"]) == (provider, ISSUED_TO)
        (row,) = await trail(store, 1, collection="people")
        assert (row["deed"], row["key"]) == ("GET /membership/sign-in/provider/answer", "p-desk")
        assert (await browser.post(f"{invitation}/provider")).status_code == 410

    async def test_is_no_way_to_a_password(self, browser: AsyncClient, parts: Parts, invitation: str) -> None:
        new = {"password": "بید-کوزه-رود-۷", "again": "بید-کوزه-رود-۷"}

        assert (await browser.post(invitation, data=new)).status_code == 403
        with pytest.raises(LinkOver):
            await parts.locksmith.choose(invitation.rpartition("/")[2], new["password"])

    async def test_needs_the_code_of_whoever_has_an_app(
        self, browser: AsyncClient, parts: Parts, provider: str, invitation: str, store: Store
    ) -> None:
        """The secretariat may change the address to which invitations go, and holds no app."""
        secret = new_secret()
        people = MongoPersonRepository(store)
        person = await people.get(PersonId("p-desk"))
        person.second_factor = SecondFactor(secret)
        await people.save(person)
        await is_up(provider)
        assert "رمز شش‌رقمی" in (await browser.get(invitation)).text

        refused = await browser.post(f"{invitation}/provider", data={"code": "000000"})

        assert (refused.status_code, "این رمز درست نیست" in refused.text) == (422, True)
        code = pyotp.TOTP(secret).now()
        assert (await browser.post(f"{invitation}/provider", data={"code": code})).status_code == 303
        assert (await parts.people.one(PersonId("p-desk"))).outside is None, "before the provider has answered"

    async def test_does_not_take_a_link_over(
        self, browser: AsyncClient, parts: Parts, provider: str, invitation: str
    ) -> None:
        await linked(parts, provider)
        await is_up(provider)
        away = await browser.post(f"{invitation}/provider")

        refused = await browser.get(await sign_in_there(away, as_whom="the-second"))

        assert (refused.status_code, "ابتدا باید آن پیوند حذف شود" in refused.text) == (409, True)
        assert COOKIE not in browser.cookies
        with pytest.raises(AlreadyLinked):
            await parts.locksmith.invite("p-desk", by=SECRETARY)


class TestWhileSignedIn:
    """Where passwords are taken beside the provider, people link their own account."""

    @pytest.fixture
    def parts(self, settings: Settings, port: int) -> Parts:
        return real_parts(settings.model_copy(update=of_provider(port) | {"provider_beside_passwords": True}))

    async def enter(self, browser: AsyncClient, username: str = "p-desk") -> None:
        sent = await browser.post("/membership/sign-in", data={"username": username, "password": PASSWORD})
        assert sent.status_code == 303

    async def send(self, browser: AsyncClient, path: str = "", proof: str = PASSWORD) -> Response:
        token = form_token_in(await browser.get("/membership/account"))
        return await browser.post(f"/membership/account/provider{path}", data={"csrf": token, "proof": proof})

    async def test_the_own_account_is_linked_by_its_password_and_unlinked(
        self, browser: AsyncClient, provider: str, store: Store
    ) -> None:
        assert 'type="password"' in (await browser.get("/membership/sign-in")).text
        await self.enter(browser)
        await is_up(provider)
        wrong = await self.send(browser, proof="نادرست")
        assert (wrong.status_code, "گذرواژه فعلی درست نیست" in wrong.text) == (422, True)

        away = await self.send(browser)
        back = await browser.get(await sign_in_there(away, as_whom=ISSUED_TO))

        assert (back.status_code, back.headers["location"]) == (303, "/membership/account")
        assert "با حساب" in (await browser.get("/membership/account")).text
        (row,) = await trail(store, 1, collection="people")
        assert row["person_id"] == "p-desk"
        other = AsyncClient(transport=browser._transport, base_url=browser.base_url)
        assert (await other.get(await go_there(other, provider, as_whom=ISSUED_TO))).status_code == 303

        assert (await self.send(browser, "/removal", proof="نادرست")).status_code == 422
        assert (await self.send(browser, "/removal")).status_code == 303

        assert (await other.get(await go_there(other, provider, as_whom=ISSUED_TO))).status_code == 401

    async def test_the_answer_is_for_the_sign_in_that_asked(self, browser: AsyncClient, provider: str) -> None:
        """Somebody else signs in at the same browser before the provider has answered; or nobody does."""
        await self.enter(browser)
        await is_up(provider)
        back = await sign_in_there(await self.send(browser), as_whom=ISSUED_TO)
        del browser.cookies[COOKIE]
        assert (await browser.get(back)).status_code == 401
        await self.enter(browser)
        back = await sign_in_there(await self.send(browser), as_whom=ISSUED_TO)
        await self.enter(browser, "p-water")

        assert (await browser.get(back)).status_code == 401

        assert "پیوند نخورده" in (await browser.get("/membership/account")).text

    async def test_what_is_linked_to_somebody_else_is_refused(
        self, browser: AsyncClient, parts: Parts, provider: str
    ) -> None:
        await linked(parts, provider, "p-water")
        await self.enter(browser)
        await is_up(provider)

        back = await browser.get(await sign_in_there(await self.send(browser), as_whom=ISSUED_TO))

        assert back.headers["location"] == "/membership/account"
        assert "به حساب دیگری" in (await browser.get("/membership/account")).text

    async def test_where_the_provider_is_the_only_way_its_link_stays(self, parts: Parts, browser: AsyncClient) -> None:
        del browser
        alone = replace(parts.account_holder, takes_passwords=False)

        with pytest.raises(NotAllowed, match="تنها راه ورود"):
            await alone.unlink(PASSWORD, "", by=SECRETARY)


async def test_an_answer_to_another_question_is_refused(browser: AsyncClient, provider: str) -> None:
    """Another browser's answer, a changed state, a code used twice, none at all."""
    back = await go_there(browser, provider, as_whom="p-desk")
    state = parse_qs(urlsplit(back).query)["state"][0]
    stranger = AsyncClient(transport=browser._transport, base_url=browser.base_url)

    async def ask(client: AsyncClient, address: str) -> Response:
        return await client.get(address)

    assert (await ask(stranger, back)).status_code == 401
    assert (await ask(browser, back.replace(state, "x" + state[1:]))).status_code == 401
    assert (await ask(browser, "/membership/sign-in/provider/answer")).status_code == 401
    assert (await ask(browser, re.sub("code=[^&]+", "code=made-up", back))).status_code == 401
    assert COOKIE not in browser.cookies


async def test_passwords_are_then_no_way_in(browser: AsyncClient) -> None:
    pair = {"username": "p-desk", "password": PASSWORD}

    assert (await browser.post("/membership/sign-in", data=pair)).status_code == 403
    assert (await browser.post("/api/membership/tokens", data=pair)).status_code == 403
    assert (await browser.get("/membership/password")).status_code == 403


async def test_nobody_is_invited_to_choose_one(browser: AsyncClient, parts: Parts, provider: str, store: Store) -> None:
    await linked(parts, provider)
    await browser.get(await go_there(browser, provider, as_whom=ISSUED_TO))
    assert 'name="current"' not in (await browser.get("/membership/account")).text
    form = await browser.get("/membership/people/new")
    new = {
        "csrf": form.text.split('name="csrf" value="')[1].split('"')[0],
        "name": "نگار سپهری",
        "username": "n.sepehri",
        "honorific": "سرکار خانم",
        "pronoun": "سرکار عالی",
        "email": "n.sepehri@bahardasht.example",
    }

    assert (await browser.post("/membership/people/new", data=new)).status_code == 303

    assert await store.count("people", {"username": "n.sepehri"}) == 1
    removal = {"csrf": new["csrf"], "password": PASSWORD}
    assert (await browser.post("/membership/account/app/removal", data=removal)).status_code == 403
    (invited,) = await store.find("outbox", {"type": "password.link.issued.v1"})
    assert json.loads(invited["body"])["data"]["purpose"] == "link"


class TestAway:
    @pytest.fixture
    def port(self) -> int:
        """Where no provider is."""
        return a_free_port()

    async def test_a_provider_that_is_away_is_told_so(self, browser: AsyncClient) -> None:
        away = await browser.get("/membership/sign-in/provider")

        assert (away.status_code, "اکنون پاسخ نمی‌دهد" in away.text) == (401, True)


@pytest.mark.parametrize(("ahead", "is_in"), [(1, True), (59, True), (90, False), (-90, True)])
def test_the_clock_of_a_provider_may_be_a_minute_off(ahead: int, *, is_in: bool) -> None:
    """One second ahead used to refuse everybody."""
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    at = int(time.time()) + ahead
    claims = {"iss": "http://provider", "aud": "ravabet", "iat": at, "exp": at + 300, "nonce": "n", "sub": "kaveh"}
    token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
    provider = OpenIdProvider(
        "http://provider", client_id="ravabet", client_secret="-", claim="name", redirect_uri="http://here/answer"
    )
    keys = KeySet([key]).as_dict(private=False)

    def account() -> OutsideAccount:
        return provider._account_in(token, {"issuer": "http://provider"}, keys, nonce="n")

    if is_in:
        assert account() == OutsideAccount("http://provider", "kaveh")
    else:
        with pytest.raises(JoseError):
            account()
