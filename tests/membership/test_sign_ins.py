"""Sign-ins: kept alive by renewal, ended by their person, by theft, by a change of powers."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.membership.main import Parts
from services.membership.posts.domain import PostId
from services.membership.sign_ins.domain import GRACE, IDLE, LONGEST, Origin, SignIn, SignInId, SignInOver, hash_of
from shared.events.membership import TokensRevoked
from shared.persian.jalali import day_of
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE, OPERATOR, RENEWAL_COOKIE, SECRETARY
from tests.membership.county import PASSWORD
from tests.membership.test_pages import form_token_in

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_sign_in() -> SignIn:
    return SignIn(SignInId("s"), "p-water", "password", Origin("::1", "Firefox"), AT, AT, token_hash=hash_of("first"))


def test_a_secret_is_good_once_and_its_answer_can_be_asked_for_again_shortly() -> None:
    sign_in = a_sign_in()
    second = sign_in.renew("first", salt="a", at=AT)
    assert isinstance(second, str)

    assert sign_in.renew("first", salt="b", at=AT + GRACE) == second
    third = sign_in.renew(second, salt="c", at=AT + timedelta(minutes=15))

    assert third not in {"first", second}
    assert sign_in.renew(second, salt="d", at=AT + timedelta(minutes=15, seconds=3)) == third


def test_a_stolen_secret_ends_the_sign_in_for_both() -> None:
    """Whoever comes second is not known: the thief or the person."""
    sign_in = a_sign_in()
    second = sign_in.renew("first", salt="a", at=AT)
    late = AT + GRACE + timedelta(seconds=1)

    told = sign_in.renew("first", salt="b", at=late)

    assert told == TokensRevoked(person_id="p-water", sign_in_id="s", before=late, reason="reused")
    assert isinstance(second, str)
    with pytest.raises(SignInOver):
        sign_in.renew(second, salt="c", at=late)


@pytest.mark.parametrize(("used_after", "asked_after"), [(timedelta(), IDLE), (LONGEST, LONGEST)])
def test_a_sign_in_does_not_last_for_ever(used_after: timedelta, asked_after: timedelta) -> None:
    sign_in = a_sign_in()
    sign_in.used_at = AT + used_after

    with pytest.raises(SignInOver):
        sign_in.renew("first", salt="a", at=AT + asked_after)
    sign_in.used_at = AT + asked_after
    assert sign_in.is_alive(at=AT + asked_after) is (asked_after != LONGEST)


async def enter(browser: AsyncClient, username: str = "p-water") -> None:
    sent = await browser.post("/membership/sign-in", data={"username": username, "password": PASSWORD})
    assert sent.status_code == 303


def let_the_token_run_out(parts: Parts) -> None:
    """As a quarter of an hour later; the sign-in itself is still young."""
    doorkeeper = parts.platform.doorkeeper
    doorkeeper._clock = lambda: datetime.now(UTC).timestamp() + 16 * 60


async def ended(store: Store) -> list[dict[str, Any]]:
    return await store.find("sign_ins", {"ended_at": {"$ne": None}})


@pytest.fixture
async def browser(app: FastAPI, membership: AsyncClient) -> AsyncClient:
    """A browser of its own on the running service."""
    return AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url=membership.base_url)


async def test_a_page_gets_its_token_renewed_on_the_way(parts: Parts, browser: AsyncClient) -> None:
    await enter(browser)
    before = browser.cookies[COOKIE], browser.cookies[RENEWAL_COOKIE]
    let_the_token_run_out(parts)

    away = await browser.get("/membership/decrees?state=registered")

    assert (away.status_code, away.headers["location"]) == (
        303,
        "/membership/renewal?next=/membership/decrees%3Fstate%3Dregistered",
    )
    parts.platform.doorkeeper._clock = lambda: datetime.now(UTC).timestamp()
    back = await browser.get(away.headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/membership/decrees?state=registered")
    assert browser.cookies[COOKIE] != before[0]
    assert browser.cookies[RENEWAL_COOKIE] != before[1]
    assert (await browser.get(back.headers["location"])).status_code == 200


async def test_a_posted_form_survives_the_renewal(parts: Parts, browser: AsyncClient, store: Store) -> None:
    """The browser posts it thrice: to its address, to the renewal, to its address; its form token stays good."""
    await enter(browser, "p-desk")
    page = await browser.get("/membership/decrees/new")
    fields = {"person_id": "p-water", "body_id": "media_hq", "role": "member", "valid_from": "۱۴۰۵/۱/۱"}
    let_the_token_run_out(parts)

    away = await browser.post("/membership/decrees/new", data={"csrf": form_token_in(page), **fields})

    assert away.status_code == 307
    parts.platform.doorkeeper._clock = lambda: datetime.now(UTC).timestamp()
    back = await browser.post(away.headers["location"], data={"csrf": form_token_in(page), **fields})
    assert (back.status_code, back.headers["location"]) == (307, "/membership/decrees/new")
    done = await browser.post(back.headers["location"], data={"csrf": form_token_in(page), **fields})
    assert done.status_code == 303
    assert await store.count("decrees", {}) == 1


async def test_what_was_typed_survives_the_end_of_the_sign_in(parts: Parts, browser: AsyncClient, store: Store) -> None:
    await enter(browser, "p-desk")
    page = await browser.get("/membership/decrees/new")
    await parts.sign_in_book.end_all_of("p-desk", "ended")
    fields = {"person_id": "p-water", "body_id": "media_hq", "role": "member", "valid_from": "۱۴۰۵/۱/۱"}
    sent = {"csrf": form_token_in(page), **fields}

    asked = await browser.post("/membership/renewal?next=/membership/decrees/new", data=sent)

    assert (asked.status_code, "نوشته شما حفظ شده است" in asked.text) == (401, True)
    kept = hidden(asked, "kept")
    again = {"username": "p-desk", "password": PASSWORD, "kept": kept, "next": hidden(asked, "next")}
    resumed = await browser.post("/membership/sign-in", data=again)
    assert "۱۴۰۵/۱/۱" in resumed.text
    done = await browser.post("/membership/decrees/new", data={**fields, "csrf": form_token_in(resumed)})
    assert done.status_code == 303
    assert await store.count("decrees", {}) == 1


async def test_a_password_is_not_kept_for_later(parts: Parts, browser: AsyncClient) -> None:
    await enter(browser)
    token = form_token_in(await browser.get("/membership/account"))
    await parts.sign_in_book.end_all_of("p-water", "ended")
    typed = {"csrf": token, "current": PASSWORD, "new": "بید-کوزه-۱۴۰۵", "again": "بید-کوزه-۱۴۰۵"}
    await eventually(lambda: _is_sent_to_renew(browser))
    away = await browser.post("/membership/account/password", data=typed)

    over = await browser.post(away.headers["location"], data=typed)

    assert (over.status_code, 'name="kept"' in over.text, "بید" in over.text) == (401, False, False)


async def test_a_page_for_everybody_is_shown_without_a_sign_in_that_is_over(parts: Parts, browser: AsyncClient) -> None:
    await enter(browser)
    await parts.sign_in_book.end_all_of("p-water", "ended")

    back = await browser.get("/membership/renewal?next=/v")

    assert (back.status_code, back.headers["location"]) == (303, "/v")
    assert COOKIE not in browser.cookies
    assert "نشست شما به پایان رسید" in (await browser.get("/membership/sign-in")).text


async def test_two_tabs_renew_at_once(browser: AsyncClient, store: Store) -> None:
    await enter(browser)
    old = {"Cookie": f"{RENEWAL_COOKIE}={browser.cookies[RENEWAL_COOKIE]}"}
    browser.cookies.clear()

    answers = await asyncio.gather(*(browser.get("/membership/renewal", headers=old) for _ in range(5)))

    assert {answer.headers["location"] for answer in answers} == {"/desk"}
    assert len({renewal_token_in(answer) for answer in answers}) == 1
    assert await ended(store) == []


async def test_a_stolen_renewal_token_ends_the_sign_in_everywhere(
    app: FastAPI, browser: AsyncClient, store: Store
) -> None:
    await enter(browser)
    stolen = {"Cookie": f"{RENEWAL_COOKIE}={browser.cookies[RENEWAL_COOKIE]}"}
    assert (await browser.get("/membership/renewal")).headers["location"] == "/desk"
    assert (await browser.get("/desk")).status_code == 200
    await store.driver.collection("sign_ins").update_one({}, {"$set": {"used_at": datetime.now(UTC) - GRACE * 2}})
    thief = AsyncClient(transport=ASGITransport(app), base_url=browser.base_url)

    refused = await thief.get("/membership/renewal", headers=stolen)

    assert renewal_token_in(refused) in {"", '""'}
    (sign_in,) = await ended(store)
    assert sign_in["end_reason"] == "reused"
    await eventually(lambda: _is_sent_to_renew(browser))
    assert (await browser.get("/membership/renewal")).headers.get_list("set-cookie")[0].startswith(f'{COOKIE}=""')


async def test_an_ended_sign_in_is_refused_by_token_too(
    parts: Parts, membership: AsyncClient, browser: AsyncClient
) -> None:
    """Within seconds, and by every service: each hears of it in the same way."""
    sent = await membership.post("/api/membership/tokens", data={"username": "p-desk", "password": PASSWORD})
    bearer = {"Authorization": f"Bearer {sent.json()['access_token']}"}
    assert (await browser.get("/api/membership/decrees", headers=bearer)).status_code == 200

    await parts.sign_in_book.end_all_of("p-desk", "password_changed")

    async def is_refused() -> bool:
        return (await browser.get("/api/membership/decrees", headers=bearer)).status_code == 401

    await eventually(is_refused, within=5)


async def test_a_change_of_posts_changes_what_the_next_token_says(parts: Parts, browser: AsyncClient) -> None:
    await enter(browser)
    personnel, yesterday = parts.personnel, day_of(datetime.now(UTC)) - timedelta(days=1)
    await parts.platform.store.run_again(
        lambda: personnel.vacate(PostId("office/water:pr_manager"), last_day=yesterday, by=SECRETARY)
    )

    away = await eventually(lambda: _is_sent_to_renew(browser))

    assert away is not None
    assert (await browser.get(away.headers["location"])).headers["location"] == "/desk"
    assert (await browser.get("/desk")).status_code == 200


async def test_a_sign_in_is_ended_by_its_person_alone(parts: Parts, browser: AsyncClient, store: Store) -> None:
    await enter(browser)
    (sign_in,) = await store.find("sign_ins", {})

    with pytest.raises(Exception, match="خود او"):
        await parts.sign_in_book.end(sign_in["_id"], by=OPERATOR)

    assert await ended(store) == []


async def test_no_secret_of_a_sign_in_is_kept_or_told(browser: AsyncClient, store: Store) -> None:
    await enter(browser)
    await browser.get("/membership/renewal")
    secret = browser.cookies[RENEWAL_COOKIE].partition(".")[2]

    kept = [await store.find(name, {}) for name in ("sign_ins", "outbox")]

    assert secret not in json.dumps(kept, default=str)


async def _is_sent_to_renew(browser: AsyncClient) -> Response | None:
    answer = await browser.get("/desk")
    return answer if answer.headers.get("location", "").startswith("/membership/renewal") else None


def hidden(page: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1].replace("&amp;", "&")


def renewal_token_in(answer: Response) -> str:
    cookies = (each.split(";")[0] for each in answer.headers.get_list("set-cookie"))
    return next((each.partition("=")[2] for each in cookies if each.startswith(RENEWAL_COOKIE)), "")
