"""Signing in with an app's code: of whoever must, of whoever wants, with the phone and without."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.membership.accounts.second_factor_domain import SecondFactor, new_secret, set_up
from services.membership.main import Parts, real_parts
from services.membership.settings import Settings
from services.membership.sign_ins.attempts_domain import FREE_TRIES
from shared.store.store import Store
from tests.identity import COOKIE
from tests.membership.county import PASSWORD, fill
from tests.membership.test_sign_ins import hidden
from tests.services import running_service

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_code_is_good_for_its_moment_and_once() -> None:
    factor = SecondFactor(new_secret())
    code = pyotp.TOTP(factor.secret).at(AT)

    assert not factor.accepts(code, at=AT + timedelta(minutes=2))
    assert factor.accepts(f" {code[:3]} {code[3:]} ", at=AT + timedelta(seconds=30))
    assert not factor.accepts(code, at=AT)
    assert not factor.accepts("000000", at=AT)
    assert not factor.accepts("", at=AT)


def test_a_code_may_be_typed_in_persian_digits() -> None:
    """And in those of other keyboards."""
    for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"):
        factor = SecondFactor(new_secret())
        typed = pyotp.TOTP(factor.secret).at(AT).translate(str.maketrans("0123456789", digits))

        assert factor.accepts(f"\u200e{typed[:3]}\u00a0{typed[3:]}", at=AT)


def test_each_recovery_code_is_good_once_and_not_kept() -> None:
    secret = new_secret()
    made = set_up(secret, pyotp.TOTP(secret).at(AT), at=AT)
    assert made
    factor, codes = made

    assert len(set(codes)) == 8
    assert not set(codes) & set(factor.recovery_hashes)
    assert factor.accepts(codes[3].upper().replace("-", " "), at=AT)
    assert not factor.accepts(codes[3], at=AT)
    assert factor.accepts(codes[4], at=AT)
    assert not factor.accepts("aaaa-bbbb-cccc-dddd", at=AT)


def test_nothing_is_set_up_without_proof() -> None:
    assert set_up(new_secret(), "123456", at=AT) is None
    assert set_up(new_secret(), "", at=AT) is None


@pytest.fixture
def parts(settings: Settings) -> Parts:
    """As in real life, not as in a demonstration."""
    return real_parts(settings.model_copy(update={"second_factor_roles": frozenset({"governor"})}))


@pytest.fixture
async def browser(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    async with running_service(app):
        await fill(parts)
        yield AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://ravabet.test")


async def enter(browser: AsyncClient, username: str = "p-gov") -> Response:
    data = {"username": username, "password": PASSWORD, "next": "/membership/decrees"}
    return await browser.post("/membership/sign-in", data=data)


async def set_one_up(browser: AsyncClient) -> tuple[str, Response]:
    page = await enter(browser)
    found = re.search(r'<code dir="ltr">([A-Z2-7]+)</code>', page.text)
    assert found
    sent = {"step": hidden(page, "step"), "next": hidden(page, "next"), "code": pyotp.TOTP(found[1]).now()}
    return found[1], await browser.post("/membership/sign-in/app", data=sent)


async def test_who_must_have_an_app_sets_it_up_before_anything_else(browser: AsyncClient, store: Store) -> None:
    page = await enter(browser)
    assert "<svg" in page.text
    assert COOKIE not in browser.cookies
    wrong = await browser.post("/membership/sign-in/app", data={"step": hidden(page, "step"), "code": "000000"})
    assert (wrong.status_code, "این رمز درست نیست" in wrong.text) == (401, True)

    _, done = await set_one_up(browser)

    assert "کدهای بازیابی" in done.text
    assert COOKIE in browser.cookies
    assert (await browser.get("/membership/decrees")).status_code == 200
    assert len(re.findall(r"<li><code>", done.text)) == 8
    assert await store.count("people", {"second_factor.secret": {"$exists": True}}) == 1


async def test_the_password_alone_is_then_not_enough(browser: AsyncClient) -> None:
    secret, _ = await set_one_up(browser)
    browser.cookies.clear()

    page = await enter(browser)

    assert "رمز شش‌رقمی" in page.text
    assert COOKIE not in browser.cookies
    later = pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)
    sent = {"step": hidden(page, "step"), "next": hidden(page, "next"), "code": later}
    done = await browser.post("/membership/sign-in/code", data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/membership/decrees")
    again = await browser.post("/membership/sign-in/code", data=sent)
    assert (again.status_code, "قبلاً استفاده شده" in again.text) == (401, True)


async def test_codes_cannot_be_tried_without_end(browser: AsyncClient) -> None:
    await set_one_up(browser)
    step = hidden(await enter(browser), "step")

    async def guess() -> int:
        sent = {"step": step, "code": "000000"}
        return (await browser.post("/membership/sign-in/code", data=sent)).status_code

    answers = await asyncio.gather(*(guess() for _ in range(FREE_TRIES + 2)))

    assert sorted(answers) == [401] * FREE_TRIES + [429] * 2


@pytest.mark.parametrize("step", ["", "made.up.step", None])
async def test_a_step_that_was_not_made_here_leads_back_to_the_password(browser: AsyncClient, step: str | None) -> None:
    """Also a token of somebody who is signed in: it was made for something else."""
    await browser.post("/membership/sign-in", data={"username": "p-water", "password": PASSWORD})
    sent = {"step": browser.cookies[COOKIE] if step is None else step, "code": "123456"}

    for path in ("code", "app"):
        refused = await browser.post(f"/membership/sign-in/{path}", data=sent)
        assert (refused.status_code, "دوباره نام کاربری و گذرواژه را وارد کنید" in refused.text) == (401, True)


async def test_programs_send_the_code_along(browser: AsyncClient) -> None:
    pair = {"username": "p-gov", "password": PASSWORD}

    async def ask(**more: str) -> tuple[int, str]:
        answer = await browser.post("/api/membership/tokens", data=pair | more)
        return answer.status_code, answer.json().get("type", "").rpartition(":")[2]

    assert await ask() == (403, "second-factor-needed")
    secret, _ = await set_one_up(browser)
    assert await ask() == (401, "otp-needed")
    assert await ask(otp="000000") == (401, "wrong-otp")
    assert await ask(otp=pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)) == (200, "")
