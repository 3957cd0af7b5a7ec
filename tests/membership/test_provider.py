"""Signing in by an outside OpenID Connect provider, which runs in a process of its own."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from services.membership.main import Parts, real_parts
from services.membership.settings import Settings
from services.membership.sign_ins.openid_outside import OpenIdProvider
from shared.store.store import Store
from shared.web.identity import COOKIE
from tests.eventually import eventually
from tests.membership.county import PASSWORD, fill
from tests.services import running_service


@pytest.fixture
def port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        number: int = listening.getsockname()[1]
        return number


@pytest.fixture
def provider(port: int) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        yield f"http://127.0.0.1:{port}"
        running.terminate()


@pytest.fixture
def parts(settings: Settings, port: int) -> Parts:
    """Membership's own, and the provider."""
    return real_parts(
        settings.model_copy(
            update={
                "provider_issuer": f"http://127.0.0.1:{port}",
                "provider_client_id": "ravabet",
                "provider_client_secret": "a-secret",
                "provider_claim": "sub",
            }
        )
    )


@pytest.fixture
async def browser(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    async with running_service(app):
        await fill(parts)
        yield AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://ravabet.test")


async def go_there(browser: AsyncClient, provider: str, *, as_whom: str) -> str:
    """Sign in at the provider, and return where it sends the browser."""

    async def is_up() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"{provider}/.well-known/openid-configuration")).is_success
            except httpx.HTTPError:
                return False

    await eventually(is_up, within=60)
    away = await browser.get("/membership/sign-in/provider?next=/membership/decrees")
    assert away.headers["location"].startswith(f"{provider}/oauth2/authorize?")
    async with httpx.AsyncClient() as client:
        sent_back = await client.post(away.headers["location"], data={"sub": as_whom})
    return sent_back.headers["location"]


async def test_who_the_provider_names_is_in(browser: AsyncClient, provider: str, store: Store) -> None:
    page = await browser.get("/membership/sign-in?next=/membership/decrees")
    assert 'href="/membership/sign-in/provider?next=/membership/decrees"' in page.text
    assert 'type="password"' not in page.text

    entered = await browser.get(await go_there(browser, provider, as_whom="P-Desk"))

    assert (entered.status_code, entered.headers["location"]) == (303, "/membership/decrees")
    assert (await browser.get("/membership/decrees")).status_code == 200
    (sign_in,) = await store.find("sign_ins", {})
    assert (sign_in["person_id"], sign_in["way"]) == ("p-desk", "provider")


async def test_who_is_unknown_here_is_told_so(browser: AsyncClient, provider: str) -> None:
    refused = await browser.get(await go_there(browser, provider, as_whom="stranger"))

    assert (refused.status_code, "از دبیرخانه شورا بخواهید" in refused.text) == (401, True)
    assert COOKIE not in browser.cookies


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


async def test_nobody_is_invited_to_choose_one(browser: AsyncClient, provider: str, store: Store) -> None:
    await browser.get(await go_there(browser, provider, as_whom="p-desk"))
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
    assert await store.count("outbox", {"type": "password.link.issued.v1"}) == 0


async def test_a_provider_that_is_away_is_told_so(browser: AsyncClient) -> None:
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
        "http://provider", client_id="ravabet", client_secret="-", claim="sub", redirect_uri="http://here/answer"
    )
    keys = KeySet([key]).as_dict(private=False)

    def name() -> str:
        return provider._name_in(token, {"issuer": "http://provider"}, keys, nonce="n")

    if is_in:
        assert name() == "kaveh"
    else:
        with pytest.raises(JoseError):
            name()
