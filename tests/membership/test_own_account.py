"""What people do with their own account, and the secretariat with everybody's."""

import json
import re
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from joserfc import jwe
from joserfc.jwk import OKPKey

from services.membership.accounts.domain import WeakPassword, must_be_fit
from services.membership.own_account.devices_domain import Device, device_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE
from tests.membership.county import PASSWORD
from tests.membership.test_pages import form_token_in

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
NEW = "کوه-رود-پنجره-۷"


class Browser:
    """A browser in which somebody is signed in, and that sends each form with its token."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client

    async def enter(self, username: str, password: str = PASSWORD) -> Response:
        return await self.client.post("/membership/sign-in", data={"username": username, "password": password})

    async def see(self, path: str) -> Response:
        return await self.client.get(path)

    async def send(self, path: str, **fields: Any) -> Response:
        token = form_token_in(await self.client.get("/membership/account"))
        return await self.client.post(path, data={"csrf": token, **fields})

    async def is_in(self) -> bool:
        return (await self.client.get("/membership/account")).status_code == 200


@pytest.fixture
async def browsers(app: FastAPI, membership: AsyncClient) -> list[Browser]:
    """Two of them."""
    transport = ASGITransport(app, raise_app_exceptions=False)
    return [Browser(AsyncClient(transport=transport, base_url=membership.base_url)) for _ in range(2)]


@pytest.fixture
async def mine(browsers: list[Browser]) -> Browser:
    """A manager's."""
    await browsers[0].enter("p-water")
    return browsers[0]


@pytest.mark.parametrize(
    "weak", ["کوتاه", "aaaaaaaaaaaa", "my-P-WATER-password", "", "کوتاه" + "\u200c\u200e" * 9, "a۱1١" * 4]
)
def test_a_password_that_is_soon_guessed_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        must_be_fit(weak, "p-water")


async def test_another_password_ends_the_other_sign_ins(mine: Browser, browsers: list[Browser]) -> None:
    other = browsers[1]
    await other.enter("p-water")
    assert (await mine.send("/membership/account/password", current=PASSWORD, new=NEW, again="x")).status_code == 422
    assert (await mine.send("/membership/account/password", current="x", new=NEW, again=NEW)).status_code == 422
    weak = await mine.send("/membership/account/password", current=PASSWORD, new="کوتاه", again="کوتاه")
    assert "حداقل ۱۰ نویسه" in weak.text

    done = await mine.send("/membership/account/password", current=PASSWORD, new=NEW, again=NEW)

    assert done.status_code == 303
    assert await mine.is_in()
    assert await eventually(lambda: _is_out(other), within=5)
    assert (await other.enter("p-water")).status_code == 401
    assert (await other.enter("p-water", NEW)).status_code == 303


async def test_the_current_password_cannot_be_tried_without_end(mine: Browser) -> None:
    """Whoever finds an open browser does not get the account for ever."""
    answers = [await mine.send("/membership/account/password", current="x", new=NEW, again=NEW) for _ in range(6)]

    assert "ثانیه دیگر دوباره تلاش کنید" in answers[-1].text


async def test_the_language_of_the_account_comes_with_every_sign_in(mine: Browser, browsers: list[Browser]) -> None:
    other = browsers[1]
    assert "lang_80" not in (await other.enter("p-water")).cookies, "nothing was chosen yet"
    assert (await mine.send("/membership/account/language", language="tlh")).status_code == 422

    chosen = await mine.send("/membership/account/language", language="en")

    assert (chosen.status_code, chosen.cookies["lang_80"]) == (303, "en")
    page = (await mine.see("/membership/account")).text
    assert "<h1>My account</h1>" in page
    assert "The language of the pages was changed." in page
    assert '<option value="en" selected>English</option>' in page
    assert (await other.enter("p-water")).cookies["lang_80"] == "en"
    assert '<html lang="en" dir="ltr">' in (await other.see("/membership/account")).text


async def test_an_account_from_before_has_no_language(mine: Browser, browsers: list[Browser], store: Store) -> None:
    await store.driver.collection("people").update_one({"_id": "p-water"}, {"$unset": {"language": ""}})

    assert "lang_80" not in (await browsers[1].enter("p-water")).cookies
    assert '<html lang="fa" dir="rtl">' in (await mine.see("/membership/account")).text


async def test_somebody_ends_a_sign_in_elsewhere(mine: Browser, browsers: list[Browser], store: Store) -> None:
    other = browsers[1]
    await other.enter("p-water")
    page = (await mine.see("/membership/account")).text
    (elsewhere,) = set(re.findall(r'name="sign_in" value="([^"]+)"', page))

    assert (await mine.send("/membership/account/sign-ins/ending", sign_in=elsewhere)).status_code == 303

    assert await eventually(lambda: _is_out(other), within=5)
    assert await mine.is_in()
    await browsers[1].enter("p-desk")
    (theirs,) = [each["_id"] for each in await store.find("sign_ins", {"person_id": "p-desk"})]
    assert (await mine.send("/membership/account/sign-ins/ending", sign_in=theirs)).status_code == 403
    assert (await mine.send("/membership/account/sign-ins/ending", sign_in="none")).status_code == 404


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (f"{FIREFOX} Gecko/20100101 Firefox/128.0", Device("Firefox", "Linux")),
        (f"{WINDOWS} Chrome/130.0.0.0 Safari/537.36", Device("Chrome", "Windows")),
        (f"{WINDOWS} Chrome/130.0.0.0 Safari/537.36 Edg/130.0", Device("Edge", "Windows")),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", Device("Mobile Safari", "iOS")),
        ("curl/8.10.1", Device("curl", None)),
        ("", Device(None, None)),
        ("<b>ناشناس</b> " + "a(" * 90, Device(None, None)),
    ],
)
def test_a_browser_is_known_by_what_it_says(said: str, device: Device) -> None:
    assert device_of(said) == device


async def test_sessions_are_listed_by_browser_and_system(mine: Browser, browsers: list[Browser]) -> None:
    """What a browser calls itself means nothing to most people."""
    browsers[1].client.headers["user-agent"] = f"{WINDOWS} Chrome/130.0.0.0 Safari/537.36"
    await browsers[1].enter("p-water")

    listed = (await mine.see("/membership/account")).text
    assert '<bdi dir="ltr">Chrome</bdi> در <bdi dir="ltr">Windows</bdi>' in listed
    assert "مرورگر یا برنامه ناشناس" in listed
    assert ("AppleWebKit" in listed, "python-httpx" in listed) == (False, False)


async def test_an_app_is_set_up_used_and_put_aside(mine: Browser, browsers: list[Browser]) -> None:
    page = await mine.see("/membership/account/app")
    found = re.search(r'<code dir="ltr">([A-Z2-7]+)</code>', page.text)
    step = re.search(r'name="step" value="([^"]+)"', page.text)
    assert found
    assert step
    assert (await mine.send("/membership/account/app", step=step[1], code="000000")).status_code == 422
    done = await mine.send("/membership/account/app", step=step[1], code=pyotp.TOTP(found[1]).now())
    code = re.findall(r"<li><code>([^<]+)</code>", done.text)[0]
    asked = await browsers[1].enter("p-water")
    assert "رمز شش‌رقمی" in asked.text
    second = re.search(r'name="step" value="([^"]+)"', asked.text)
    assert second
    entered = await browsers[1].client.post("/membership/sign-in/code", data={"step": second[1], "code": code})
    assert entered.status_code == 303

    assert (await mine.send("/membership/account/app/removal", password="x")).status_code == 422
    assert (await mine.send("/membership/account/app/removal", password=PASSWORD)).status_code == 303

    browsers[1].client.cookies.clear()
    assert (await browsers[1].enter("p-water")).status_code == 303


def opened(row: dict[str, Any], key: OKPKey) -> str:
    sealed = json.loads(row["body"])["data"]["link"]
    return (jwe.decrypt_compact(sealed, key, algorithms=["ECDH-ES", "A256GCM"]).plaintext or b"").decode()


async def links(store: Store, key: OKPKey) -> list[str]:
    rows = await store.find("outbox", {"type": "password.link.issued.v1"}, sort=[("_id", 1)])
    return [opened(row, key).removeprefix("http://ravabet.test") for row in rows]


async def test_a_forgotten_password_is_replaced_by_a_link(
    browsers: list[Browser], store: Store, contact_key: OKPKey
) -> None:
    browser, still_in = browsers
    await still_in.enter("p-water")
    asked = [await browser.client.post("/membership/password", data={"username": name}) for name in ("p-water", "none")]

    assert asked[0].text == asked[1].text
    (link,) = await links(store, contact_key)
    for path in (link, link + "x", "/membership/password/none", "/membership/password/a.b"):
        assert (await browser.see(path)).status_code == (200 if path == link else 410)
    unlike = await browser.client.post(link, data={"password": NEW, "again": "x"})
    assert (unlike.status_code, "این دو یکسان نیستند" in unlike.text) == (422, True)
    assert (await browser.client.post(link, data={"password": "کوتاه", "again": "کوتاه"})).status_code == 422

    chosen = await browser.client.post(link, data={"password": NEW, "again": NEW})

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/membership/sign-in")
    assert (await browser.client.post(link, data={"password": NEW, "again": NEW})).status_code == 410
    assert await eventually(lambda: _is_out(still_in), within=5)
    assert (await browser.enter("p-water", NEW)).status_code == 303


async def test_links_cannot_be_asked_for_without_end(browsers: list[Browser], store: Store) -> None:
    answers = [
        (await browsers[0].client.post("/membership/password", data={"username": "p-water"})).status_code
        for _ in range(7)
    ]

    assert answers == [200] * 5 + [429] * 2
    assert await store.count("outbox", {"type": "password.link.issued.v1"}) == 5


PERSON = {
    "name": "نگار آبان‌زاد",
    "honorific": "سرکار خانم",
    "pronoun": "سرکار عالی",
    "username": "n.abanzad",
    "email": "negar@bahardasht.example",
}


async def test_the_secretariat_invites_somebody_who_chooses_a_password(
    browsers: list[Browser], store: Store, contact_key: OKPKey
) -> None:
    secretary, newcomer = browsers
    await secretary.enter("p-desk")
    wrong = await secretary.send("/membership/people/new", **{**PERSON, "email": "نه", "username": "نگار", "name": ""})
    assert wrong.status_code == 422
    for sentence in ("نام و نام خانوادگی را وارد کنید", "با حروف لاتین", "نشانی ایمیل درست نیست"):
        assert sentence in wrong.text
    taken = await secretary.send("/membership/people/new", **{**PERSON, "username": "P-WATER"})
    assert "متعلق به شخص دیگری است" in taken.text

    assert (await secretary.send("/membership/people/new", **PERSON)).status_code == 303

    found = (await secretary.see("/membership/people?q=ابانزاد")).text
    assert "در انتظار گذرواژه" in found
    assert "۱ نفر برای «ابانزاد»" in found
    assert (await newcomer.enter("n.abanzad", "")).status_code == 401
    (link,) = await links(store, contact_key)
    assert (await newcomer.client.post(link, data={"password": NEW, "again": NEW})).status_code == 303
    assert (await newcomer.enter("n.abanzad", NEW)).status_code == 303
    assert await newcomer.is_in()


async def test_a_closed_account_is_out_at_once(mine: Browser, browsers: list[Browser]) -> None:
    secretary = browsers[1]
    await secretary.enter("p-desk")

    assert (await secretary.send("/membership/people/p-water/closing")).status_code == 303

    assert await eventually(lambda: _is_out(mine), within=5)
    assert (await mine.enter("p-water")).status_code == 401
    assert (await secretary.send("/membership/people/p-desk/closing")).status_code == 403
    assert (await secretary.send("/membership/people/p-water/reopening")).status_code == 303
    assert (await mine.enter("p-water")).status_code == 303


async def test_a_lost_app_is_taken_off_by_an_operator_alone(browsers: list[Browser]) -> None:
    secretary, operator = browsers
    await secretary.enter("p-desk")
    await operator.enter("p-ops")

    assert (await secretary.send("/membership/people/p-water/app-removal")).status_code == 403
    assert (await operator.send("/membership/people/p-water/app-removal")).status_code == 303
    assert (await operator.send("/membership/people/p-ops/app-removal")).status_code == 403


async def a_program(browser: Browser, *scope: str) -> str:
    made = await browser.send("/membership/account/programs", name="گزارش‌گیر", scope=list(scope), days="۹۰")
    found = re.search(r"rvb_[\w-]+", made.text)
    assert found, made.text
    return found[0]


async def test_a_program_acts_within_its_scope_until_it_is_ended(
    membership: AsyncClient, browsers: list[Browser], store: Store
) -> None:
    secretary = browsers[0]
    await secretary.enter("p-desk")
    text = await a_program(secretary, "membership:read")
    assert text not in json.dumps(await store.find("program_tokens", {}), default=str)
    assert "rvb_" not in (await secretary.see("/membership/account")).text

    exchanged = await membership.post("/api/membership/program-tokens/exchange", headers=bearer(text))
    short = bearer(exchanged.json()["access_token"])

    assert (exchanged.json()["token_type"], exchanged.json()["expires_in"]) == ("Bearer", 900)
    assert (await membership.get("/api/membership/decrees", headers=short)).status_code == 200
    grant = {"person_id": "p-water", "office_ids": ["water"], "body_id": "media_hq", "role": "member"}
    drafted = await membership.post("/api/membership/decrees", json=grant | {"valid_from": "2026-11-22"}, headers=short)
    assert drafted.status_code == 403

    (token,) = await store.find("program_tokens", {})
    await secretary.send(f"/membership/account/programs/{token['_id']}/revocation")

    for wrong in (text, "rvb_x_y", "nonsense", text + "x"):
        refused = await membership.post("/api/membership/program-tokens/exchange", headers=bearer(wrong))
        assert (refused.status_code, refused.json()["type"].endswith("program-token-unknown")) == (401, True)
    assert (await membership.post("/api/membership/program-tokens/exchange")).status_code == 401

    async def is_refused() -> bool:
        return (await membership.get("/api/membership/decrees", headers=short)).status_code == 401

    await eventually(is_refused, within=5)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": " ", "scope": ["news:read"], "days": "30"}, "name", "نامی برای برنامه"),
        ({"name": "ب", "days": "30"}, "scope", "حداقل یک دامنه"),
        ({"name": "ب", "scope": ["everything"], "days": "30"}, "scope", "حداقل یک دامنه"),
        ({"name": "ب", "scope": ["news:read"], "days": "400"}, "days", "۱ تا ۳۶۶"),
        ({"name": "ب", "scope": ["news:read"], "days": "زیاد"}, "days", "۱ تا ۳۶۶"),
    ],
)
async def test_a_program_without_name_scope_or_end_gets_nothing(
    mine: Browser, store: Store, fields: dict[str, Any], field: str, sentence: str
) -> None:
    refused = await mine.send("/membership/account/programs", **fields)

    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert f'aria-describedby="e-{field}"' in refused.text
    assert await store.count("program_tokens", {}) == 0


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _is_out(browser: Browser) -> bool:
    """Also after a renewal was tried."""
    answer = await browser.client.get("/membership/account", follow_redirects=True)
    return COOKIE not in browser.client.cookies and answer.url.path == "/membership/sign-in"
