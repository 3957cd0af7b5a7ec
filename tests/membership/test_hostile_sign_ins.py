"""Who tries to get in, to find out who may, or to lead a browser elsewhere."""

import asyncio
import time

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.membership.sign_ins.attempts_domain import FREE_TRIES_FROM_AN_ADDRESS
from services.membership.sign_ins.domain import GRACE
from shared.store.store import Store
from shared.web.refusals import REFUSALS
from tests.identity import COOKIE, RENEWAL_COOKIE
from tests.membership.county import PASSWORD
from tests.membership.test_pages import form_token_in

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example/",
    "/desk\r\nSet-Cookie: ravabet_token=made-up",
    "\u2028//evil.example",
    "",
)


@pytest.fixture
def membership_again(app: FastAPI, membership: AsyncClient) -> AsyncClient:
    """Another browser."""
    return AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url=membership.base_url)


async def enter(
    browser: AsyncClient, username: str = "p-desk", password: str = PASSWORD, to: str = "/desk"
) -> Response:
    return await browser.post(
        "/membership/sign-in", data={"username": username, "password": password, "next": to}, follow_redirects=False
    )


def counted(reason: str) -> float:
    return float(REFUSALS.labels(reason)._value.get())


@pytest.mark.parametrize("to", ELSEWHERE)
async def test_nobody_is_led_elsewhere_after_signing_in(membership: AsyncClient, to: str) -> None:
    entered = await enter(membership, to=to)
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")

    for path in ("/membership/sign-in", "/membership/renewal", "/membership/sign-in/code"):
        led = await membership.get(path, params={"next": to})
        assert led.headers.get("location", "/desk") in {"/desk", "/membership/sign-in"}, path


async def test_a_name_that_nobody_has_is_refused_as_a_wrong_password_is(membership: AsyncClient) -> None:
    """Compared is the work of the service, not the time on the clock: on a busy machine that is another at each try."""

    async def refused(username: str) -> tuple[float, int, str]:
        begun = time.process_time()
        answer = await enter(membership, username, "نادرست-نادرست")
        return time.process_time() - begun, answer.status_code, answer.text.replace(username, "")

    known = [await refused(name) for name in ("p-water", "p-roads", "p-desk", "p-gov")]
    unknown = [await refused(name) for name in ("p-water2", "p-roads2", "p-desk2", "p-gov2")]

    assert {answer[1:] for answer in known} == {answer[1:] for answer in unknown}
    took, would_take = (min(each[0] for each in answers) for answers in (unknown, known))
    assert 0.5 < took / would_take < 2


async def test_a_forgotten_password_does_not_tell_who_has_an_account(membership: AsyncClient, store: Store) -> None:
    """The same words, after a time that has nothing to do with the answer."""

    async def asked(username: str) -> tuple[float, int, str]:
        begun = time.perf_counter()
        answer = await membership.post("/membership/password", data={"username": username})
        return time.perf_counter() - begun, answer.status_code, answer.text

    known, unknown = await asked("p-water"), await asked("p-nobody")

    assert known[1:] == unknown[1:]
    assert min(known[0], unknown[0]) >= 0.2
    assert await store.count("outbox", {"type": "password.link.issued.v1"}) == 1


async def test_who_tries_many_names_has_to_rest(membership: AsyncClient) -> None:
    before = counted("too_many")
    names = [f"name-{number}" for number in range(FREE_TRIES_FROM_AN_ADDRESS)]
    await asyncio.gather(*(enter(membership, name, "not-the-password") for name in names))

    refused = await enter(membership)

    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert counted("too_many") == before + 1


async def test_a_browser_is_not_signed_in_by_another_site(membership: AsyncClient) -> None:
    membership.headers["Sec-Fetch-Site"] = "cross-site"

    assert (await enter(membership)).status_code == 403
    assert COOKIE not in membership.cookies


async def test_the_token_of_a_form_is_good_for_one_sign_in_alone(
    membership: AsyncClient, membership_again: AsyncClient, store: Store
) -> None:
    """Of another person, of the same person elsewhere, of the sign-in before."""
    await enter(membership)
    token = form_token_in(await membership.get("/membership/decrees/new"))
    draft = {"person_id": "p-water", "body_id": "media_hq", "role": "member", "valid_from": "۱۴۰۵/۱/۱", "csrf": token}
    for name in ("p-desk", "p-water"):
        await enter(membership_again, name)
        assert (await membership_again.post("/membership/decrees/new", data=draft)).status_code == 403
        membership_again.cookies.clear()
    membership.cookies.clear()
    await enter(membership)

    assert (await membership.post("/membership/decrees/new", data=draft)).status_code == 403
    assert await store.count("decrees", {}) == 0


async def test_what_is_refused_is_counted_and_told_without_a_name(
    membership: AsyncClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    before = {reason: counted(reason) for reason in ("wrong_pair", "reused")}
    await enter(membership, "a-password-in-the-wrong-field", "نادرست-نادرست")
    await enter(membership)
    stolen = {"Cookie": f"{RENEWAL_COOKIE}={membership.cookies[RENEWAL_COOKIE]}"}
    await membership.get("/membership/renewal")
    (sign_in,) = await store.find("sign_ins", {})
    long_ago = sign_in["used_at"] - GRACE * 2
    await store.driver.collection("sign_ins").update_one({"_id": sign_in["_id"]}, {"$set": {"used_at": long_ago}})
    membership.cookies.clear()

    await membership.get("/membership/renewal", headers=stolen)

    assert {reason: counted(reason) - before[reason] for reason in before} == {"wrong_pair": 1, "reused": 1}
    said = caplog.text
    assert "sign_in.reused" in said
    assert "a-password-in-the-wrong-field" not in said
