"""Giving posts by page: who, from when, and how invited."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from services.membership.main import Parts
from shared.language.shown import numeric_date
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, OPERATOR, SECRETARY, csrf_for, token_of
from tests.membership.county import SETUP, person

WATER = "/membership/posts/succession?post=office%2Fwater%3Apr_manager"
TODAY = day_of(datetime.now(UTC))
AZAR = {"name": "آذر جانشین", "email": "azar@bahardasht.example", "since": numeric_date(TODAY), "invitation": "mail"}


async def see(membership: AsyncClient, path: str, viewer: Viewer = SECRETARY) -> Response:
    return await membership.get(path, headers={"Cookie": f"{COOKIE}={token_of(viewer)}"})


async def send(membership: AsyncClient, path: str, form: dict[str, Any], viewer: Viewer = SECRETARY) -> Response:
    cookie = {"Cookie": f"{COOKIE}={token_of(viewer)}"}
    return await membership.post(path, data={**form, "csrf": csrf_for(viewer)}, headers=cookie)


async def held_by_water(parts: Parts) -> str:
    holder = (await parts.posts.one("office/water:pr_manager")).holder
    assert holder
    return holder.person_id


async def test_a_new_manager_is_entered_appointed_and_invited_on_one_page(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    asked = (await see(membership, WATER)).text
    assert "جانشین برای مدیر روابط عمومی اداره آب و فاضلاب" in asked
    assert 'name="replaces" value="p-water"' in asked

    done = await send(membership, WATER, {**AZAR, "replaces": "p-water"})

    assert done.status_code == 303, done.text
    azar = await held_by_water(parts)
    known = (await parts.people.by_id([azar]))[azar]
    assert (known.name, known.honorific, known.pronoun, known.username) == ("آذر جانشین", "", "", "")
    assert len(await store.find("outbox", {"type": "password.link.issued.v1", "subject": f"person/{azar}"})) == 1
    history = (await see(membership, done.headers["location"])).text
    assert history.index("آذر جانشین") < history.index("سارا مهرگان‌پور")


async def test_somebody_who_is_known_is_chosen_and_not_entered_twice(membership: AsyncClient, parts: Parts) -> None:
    how_many = await parts.people.how_many()
    typed = {**AZAR, "name": "بهرام سپيدرو", "replaces": "p-water"}

    asked = await send(membership, WATER, typed)

    assert asked.status_code == 422
    assert 'name="person" value="p-roads"' in asked.text
    assert "مدیر روابط عمومی اداره راهداری" in asked.text
    assert (await send(membership, WATER, {**typed, "person": "p-roads"})).status_code == 303
    assert (await held_by_water(parts), await parts.people.how_many()) == ("p-roads", how_many)
    tomorrow = numeric_date(TODAY + timedelta(days=1))
    namesake = {**typed, "person": "new", "replaces": "p-roads", "since": tomorrow}
    assert (await send(membership, WATER, namesake)).status_code == 303
    assert await parts.people.how_many() == how_many + 1


async def test_another_name_is_searched_anew_whoever_was_chosen_before(membership: AsyncClient, parts: Parts) -> None:
    typed = {**AZAR, "name": "آذر جانشین", "named": "بهرام سپیدرو", "person": "p-roads", "replaces": "p-water"}

    assert (await send(membership, WATER, typed)).status_code == 303

    holder = await held_by_water(parts)
    assert (await parts.people.names([holder]))[holder] == "آذر جانشین"


async def test_a_printed_link_is_shown_once_and_opens_the_account(membership: AsyncClient, parts: Parts) -> None:
    typed = {**AZAR, "email": "", "invitation": "print", "replaces": "p-water"}

    printed = await send(membership, WATER, typed)

    assert (printed.status_code, printed.headers["cache-control"]) == (200, "no-store")
    found = re.search(r"http://ravabet\.test(/membership/password/[^<]+)", printed.text)
    assert found
    assert "<svg" in printed.text
    assert (await membership.get(html.unescape(found[1]))).status_code == 200
    shown = await see(membership, "/membership/posts/history?post=office%2Fwater%3Apr_manager")
    assert "/membership/password/" not in shown.text
    await parts.accounts.open(person("p-gov2", "فرماندار دوم", email=""), by=SETUP)
    new_governor = "/membership/posts/succession?post=office%2Fgovernorate%3Agovernor"
    appointed = {**AZAR, "person": "p-gov2", "replaces": "p-gov", "invitation": "print"}
    assert (await send(membership, new_governor, appointed)).status_code == 403
    assert (await send(membership, new_governor, appointed, OPERATOR)).status_code == 200


async def test_what_does_not_fit_is_shown_again_with_what_was_typed(membership: AsyncClient, parts: Parts) -> None:
    for wrong, field in (
        ({"name": ""}, "name"),
        ({"name": "آ" * 201}, "name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"since": ""}, "since"),
        ({"since": "1405/13/01"}, "since"),
        ({"since": numeric_date(datetime(2024, 1, 1, tzinfo=UTC))}, "since"),
        ({"replaces": "p-roads"}, "since"),
    ):
        refused = await send(membership, WATER, {**AZAR, "replaces": "p-water", **wrong})
        assert refused.status_code in {409, 422}, wrong
        assert f'href="#f-{field}"' in refused.text, wrong
        assert f'value="{AZAR["name"]}"' in refused.text or "name" in wrong, wrong
    assert await held_by_water(parts) == "p-water"
    assert await parts.people.how_many("آذر") == 0


async def test_a_day_with_invisible_marks_and_persian_digits_is_read(membership: AsyncClient, parts: Parts) -> None:
    later = numeric_date(TODAY + timedelta(days=30))

    done = await send(membership, WATER, {**AZAR, "since": f"\u200f {later}\u200e ", "replaces": "p-water"})

    assert done.status_code == 303
    post = await parts.posts.one("office/water:pr_manager")
    assert [each.since for each in post.planned] == [TODAY + timedelta(days=30)]
    history = "/membership/posts/history?post=office%2Fwater%3Apr_manager"
    assert "برنامه‌ریزی‌شده" in (await see(membership, history)).text
    off = f"/membership/posts/calling-off?post={post.id}&since={post.planned[0].since.isoformat()}"
    assert (await send(membership, off, {})).status_code == 303
    again = await parts.posts.one("office/water:pr_manager")
    assert (len(again.holdings), again.holder and again.holder.until) == (1, None)


async def test_a_post_is_given_and_ended_and_asked_for_by_day(membership: AsyncClient, parts: Parts) -> None:
    form = {**AZAR, "role": "deputy", "place": "office/water"}
    assert (
        'value="office/water" selected'
        in (await see(membership, "/membership/posts/new?office=water&role=deputy")).text
    )
    for wrong in ({"place": ""}, {"place": "body/council"}, {"role": "auditor"}, {"role": ""}):
        assert (await send(membership, "/membership/posts/new", {**form, **wrong})).status_code in {403, 409, 422}
    assert (await send(membership, "/membership/posts/new", form)).status_code == 303
    azar = (await parts.people.some("آذر", limit=2))[0]
    held = await send(membership, "/membership/posts/new", {**form, "person": "p-roads"})
    assert (held.status_code, "آذر جانشین" in held.text) == (409, True)

    listed = (await see(membership, f"/membership/posts?office=water&role=deputy&on={numeric_date(TODAY)}")).text
    early = (await see(membership, "/membership/posts?office=water&role=deputy&on=1400/1/1")).text
    wrong_day = await see(membership, "/membership/posts?on=1405/13/1")

    assert "آذر جانشین" in listed
    assert "در این تاریخ کسی این سمت را نداشت" in early
    assert wrong_day.status_code == 422
    path = "/membership/posts/vacancy?post=office%2Fwater%3Adeputy"
    before = numeric_date(TODAY - timedelta(days=3))
    assert (await send(membership, path, {"last_day": before})).status_code == 422
    assert (await send(membership, path, {"last_day": numeric_date(TODAY)})).status_code == 303
    holder = (await parts.posts.one("office/water:deputy")).holder
    assert holder
    assert (holder.person_id, holder.until) == (azar.id, TODAY)


async def test_the_wrong_holder_of_today_is_corrected_and_the_history_says_so(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    wrong = {"name": "بهرام سپیدرو", "person": "p-roads", "replaces": "p-water", "since": numeric_date(TODAY)}
    history = (await send(membership, WATER, {**wrong, "invitation": "none"})).headers["location"]
    link = re.search(r'href="(/membership/posts/correction[^"]+)"', (await see(membership, history)).text)
    assert link
    here = html.unescape(link[1])
    asked = (await see(membership, here)).text
    assert "بهرام سپیدرو" in asked
    assert 'name="since"' not in asked
    right = {"name": "آذر جانشین", "invitation": "none", "replaces": "p-roads"}

    refused = await send(membership, here, right)
    assert (refused.status_code, 'href="#f-reason"' in refused.text, "آذر جانشین" in refused.text) == (422, True, True)
    done = await send(membership, here, {**right, "reason": "نام‌ها جابه‌جا شد"})

    assert (done.status_code, done.headers["location"]) == (303, history), done.text
    azar = await held_by_water(parts)
    assert (await parts.people.names([azar]))[azar] == "آذر جانشین"
    shown = (await see(membership, history)).text
    assert shown.index("آذر جانشین") < shown.index("سارا مهرگان‌پور") < shown.index("نام‌ها جابه‌جا شد")
    day = (await membership.get("/api/membership/posts", params={"office": "water", "on": TODAY.isoformat()})).json()
    assert [each["person_id"] for each in day["items"]] == [azar]
    assert len(await store.find("handovers", {"post_id": "office/water:pr_manager", "coming.person_id": azar})) == 1
    late = await send(membership, here, {**right, "person": "p-ops", "reason": "دیر"})
    assert late.status_code == 409
    assert (await see(membership, here.replace(TODAY.isoformat(), "2020-01-01"))).status_code == 303
    assert (await see(membership, here.replace(TODAY.isoformat(), "yesterday"))).status_code == 422


async def test_an_operator_sees_and_fills_the_posts_of_the_county(membership: AsyncClient) -> None:
    page = (await see(membership, "/membership/county-posts", OPERATOR)).text
    for name in ("فرماندار، فرمانداری شهرستان بهاردشت", "عضو هیئت داوران", "بازرس", "نادر فرهمند", "آرش پویا"):
        assert name in page
    for role, place in (("auditor", "county"), ("jury", "body/council")):
        form = {**AZAR, "name": f"نفر {role}", "role": role, "place": place}
        assert (await send(membership, "/membership/posts/new", form, OPERATOR)).status_code == 303
        assert f"نفر {role}" in (await see(membership, "/membership/county-posts", OPERATOR)).text
    assert (await see(membership, "/membership/county-posts")).status_code == 403
    assert (await see(membership, "/membership/posts", GOVERNOR)).status_code == 403
