"""The pages on which operators see what was set aside, and decide about it."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from shared.messaging.pauses import Pauses
from shared.messaging.set_aside import Aside, SetAside
from shared.operations import overview, set_aside_pages
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, csrf_for, token_of
from tests.shared.operations.conftest import Clock
from tests.trail import changes, trail

TYPE = "decree.issued.v1"
BODY = json.dumps(
    {
        "source": "/services/membership",
        "type": "decree.revoked.v1",
        "data": {"decree_id": "d-1", "reason": "geheim", "geheim": 1},
    }
).encode()
ANOTHER = Viewer("p-other", "راهبر دیگر", frozenset({"operator"}))


def signed(viewer: Viewer) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token_of(viewer)}"}


async def page(client: AsyncClient, path: str = "", *, by: Viewer = OPERATOR, status: int = 200) -> str:
    answer = await client.get(f"/n/set-aside{path}", headers=signed(by))
    assert answer.status_code == status, answer.text
    return answer.text


async def decide(client: AsyncClient, deed: str, form: Mapping[str, str], *, by: Viewer = OPERATOR) -> Response:
    return await client.post(f"/n/set-aside/{deed}", data={**form, "csrf": csrf_for(by)}, headers=signed(by))


async def park(store: Store, *ids: str, sentence: str = "عضو ۴۱۲ ناشناخته است", event_type: str = TYPE) -> None:
    """Park these events; what is sent on stays where it is, although the service runs, since its handler is paused."""
    await Pauses(store).pause(event_type, "a test looks")
    for number, each in enumerate(ids):
        await SetAside(store).park(Aside(BODY, each, event_type, f"decree/{each}", number), sentence)


async def states(store: Store) -> dict[str, str]:
    return {row["_id"]: row["state"] for row in await store.find("set_aside", {})}


def deeds_of(shown: str) -> list[dict[str, str]]:
    """What the page offers to decide, in its order."""
    found = re.findall(r'href="/n/set-aside/decision\?([^"]+)"', shown)
    return [dict(each.split("=", 1) for each in query.replace("&amp;", "&").split("&")) for query in found]


async def group(client: AsyncClient, state: str = "parked") -> dict[str, str]:
    """The only group in this state, as its links name it."""
    offered = deeds_of(await page(client, f"?state={state}"))
    assert len({each["group"] for each in offered}) == 1
    return {name: value for name, value in offered[0].items() if name != "deed"}


async def said_after(client: AsyncClient, answer: Response) -> str:
    """The page to which an answer leads; what was said stands on it once."""
    assert answer.status_code == 303, answer.text
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    shown = await client.get(
        answer.headers["location"], headers={"Cookie": f"{COOKIE}={token_of(OPERATOR)}; {cookies}"}
    )
    return shown.text


async def test_nothing_set_aside_is_said_so(client: AsyncClient) -> None:
    assert "هیچ رویدادی نمانده است" in await page(client)
    assert "هیچ رویدادی نمانده است" in await page(client, "/events")
    assert "در این فهرست رویدادی نیست" in await page(client, "?state=waiting")


async def test_a_group_is_one_plain_sentence_with_its_number_its_reason_and_its_times(
    client: AsyncClient, store: Store, clock: Clock
) -> None:
    await park(store, *(f"e{number}" for number in range(36)))
    clock.at += timedelta(hours=1)
    await park(store, "late", sentence="عضو ۹ ناشناخته است")

    shown = await page(client)

    assert "به ۳۷ رویداد «صدور حکم» رسیدگی نشد: عضو ۴۱۲ ناشناخته است" in shown
    for part in ("اولین: ۱۱:۳۰", "تازه‌ترین: ۱۲:۳۰", "درباره ۳۷ موضوع", TYPE, "۱ دسته، ۳۷ رویداد"):
        assert part in shown
    assert [each["deed"] for each in deeds_of(shown)] == ["retry", "discard"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("failed 6 times, last with NotAllowed at news/x.py:3", "اجازه این کار را ندارید"),
        ("KeyError at news/articles/x.py:3", "خطای پیش‌بینی‌نشده در برنامه (KeyError در x.py)"),
        ("KeyError", "خطای پیش‌بینی‌نشده در برنامه (KeyError)"),
        ("the death of its process", "برنامه هنگام رسیدگی به آن از کار افتاد"),
        ("the data of decree.issued.v1 does not fit: number: Field required", "«number» در محتوای رویداد درست نیست"),
        ("decree.issued.v2 is newer than this release knows", "پس از ارتقا رسیدگی می‌شود"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
async def test_the_reason_is_said_in_plain_persian(client: AsyncClient, store: Store, sentence: str, said: str) -> None:
    await park(store, "one", sentence=sentence)

    assert f"رسیدگی نشد: {said}" in (await page(client)).replace("نسخه آن تازه‌تر از نسخه این بخش است و ", "")


async def test_garbage_and_unknown_types_have_a_group_too(client: AsyncClient, store: Store) -> None:
    await SetAside(store).park(Aside.unreadable(b"\xff\x00", "m1"), "the body is not JSON")
    await park(store, "one", event_type="strange.thing.v1")

    shown = await page(client)

    assert "به ۱ رویداد «ناخوانا» رسیدگی نشد: پیام خوانا نیست" in shown
    assert "strange.thing.v1" in shown
    for offered in deeds_of(shown):
        query = "&".join(f"{name}={value}" for name, value in offered.items())
        await page(client, f"/decision?{query}")
    for row in await store.find("set_aside", {}):
        await page(client, f"/event?id={row['_id']}")


async def test_only_operators_see_it_and_decide(client: AsyncClient, store: Store) -> None:
    await park(store, "one")

    for other in (MANAGER, SECRETARY, GOVERNOR, Viewer("p-audit", "بازرس", frozenset({"auditor"}))):
        for path in ("", "/events", "/event?id=one", "/decision?deed=retry&id=one"):
            await page(client, path, by=other, status=403)
        for deed in ("retry", "discard", "restore"):
            assert (await decide(client, deed, {"id": "one", "reason": "x"}, by=other)).status_code == 403
    assert await states(store) == {"one": "parked"}


async def test_a_form_of_another_sign_in_is_refused(client: AsyncClient, store: Store) -> None:
    await park(store, "one")

    answer = await client.post("/n/set-aside/retry", data={"id": "one", "csrf": "x"}, headers=signed(OPERATOR))

    assert answer.status_code == 403
    assert await states(store) == {"one": "parked"}


async def test_a_retry_asks_first_and_says_what_will_happen(client: AsyncClient, store: Store) -> None:
    await park(store, *(f"e{number:02}" for number in range(45)))
    chosen = await group(client)
    query = "&".join(f"{name}={value}" for name, value in chosen.items())

    asked = await page(client, f"/decision?deed=retry&{query}")
    assert "برای ۴۵ رویداد دوباره تلاش شود؟" in asked
    assert "هر ثانیه ۲۰ رویداد؛ حدود ۲ ثانیه" in asked
    assert set((await states(store)).values()) == {"parked"}
    done = await decide(client, "retry", chosen)

    assert "۴۵ رویداد دوباره رسیدگی می‌شود" in await said_after(client, done)
    rows = await store.find("set_aside", {})
    assert {(row["state"], row["asked"]["by"]) for row in rows} == {("waiting", OPERATOR.name)}
    assert len({row["next_at"] for row in rows}) == 3


async def test_whoever_comes_second_sees_that_it_was_done(client: AsyncClient, store: Store) -> None:
    await park(store, "a", "b")
    chosen = await group(client)

    await decide(client, "retry", chosen)
    before = await store.find("set_aside", {})
    late = await decide(client, "retry", chosen, by=ANOTHER)
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    asks = await client.get(f"/n/set-aside/decision?deed=retry&{query}", headers=signed(ANOTHER))

    assert "پیش از شما درباره آن تصمیم گرفته شده است" in await said_after(client, late)
    assert asks.status_code == 303
    assert await store.find("set_aside", {}) == before


async def test_two_who_decide_differently_at_once_decide_each_event_once(client: AsyncClient, store: Store) -> None:
    await park(store, *(f"e{number}" for number in range(20)))
    chosen = await group(client)

    await asyncio.gather(
        decide(client, "retry", chosen), decide(client, "discard", chosen | {"reason": "آزمایشی بود"}, by=ANOTHER)
    )

    for row in await store.find("set_aside", {}):
        # Each history has the parking, then one decision or both, of which the later one found a waiting event.
        assert len(row["history"]) in {2, 3}
        assert (row["state"] == "discarded") == ("discarded" in row)


async def test_a_discard_needs_a_reason_and_what_was_typed_stays(client: AsyncClient, store: Store) -> None:
    await park(store, "one")

    for typed, said in (("  ", "دلیل کنار گذاشتن را بنویسید."), ("x" * 301, "۳۰۰")):
        answer = await decide(client, "discard", {"id": "one", "reason": typed})
        assert answer.status_code == 422
        assert said in answer.text
        assert typed.strip() in answer.text
    assert await states(store) == {"one": "parked"}


async def test_what_waits_behind_is_told_before_a_discard(client: AsyncClient, store: Store) -> None:
    kept = SetAside(store)
    await kept.wait(Aside(b"{}", "first", TYPE, "decree/1", 1), RuntimeError())
    await kept.wait_behind(Aside(b"{}", "second", TYPE, "decree/1", 2), Aside(b"{}", "third", TYPE, "decree/1", 3))

    shown = await page(client, "/decision?deed=discard&id=first")

    assert "۲ رویداد پشت آن منتظر است" in shown


async def test_a_discarded_group_is_no_alarm_and_can_be_taken_back(client: AsyncClient, store: Store) -> None:
    await park(store, "a", "b")
    await decide(client, "discard", await group(client) | {"reason": "دو بار فرستاده شد"})

    assert "هیچ رویدادی نمانده است" in await page(client)
    shown = await page(client, "/event?id=a")
    assert "دو بار فرستاده شد" in shown
    assert f"{OPERATOR.name} آن را کنار گذاشته است" in shown
    chosen = await group(client, "discarded")
    assert [each["deed"] for each in deeds_of(await page(client, "?state=discarded"))] == ["restore"]
    assert "۲ رویداد به جای خود باز گشت" in await said_after(client, await decide(client, "restore", chosen))
    assert await states(store) == {"a": "parked", "b": "parked"}
    history = await page(client, "/event?id=a")
    assert f"{OPERATOR.name} آن را کنار گذاشت: دو بار فرستاده شد" in history
    assert f"{OPERATOR.name} آن را باز گرداند" in history


async def test_each_decision_stands_in_the_trail(client: AsyncClient, store: Store) -> None:
    await park(store, "a", "b")
    chosen = await group(client)
    await decide(client, "discard", chosen | {"reason": "دو بار فرستاده شد"})

    (row,) = await trail(store, 1)

    assert (row["person_id"], row["deed"]) == (OPERATOR.person_id, "POST /n/set-aside/discard")
    told = {field: after for field, (_, after) in changes(row).items()}
    assert (told["deed"], told["number"], told["reason"]) == ("discard", 2, "دو بار فرستاده شد")
    assert told["group"] == chosen["group"]
    named = await client.get("/n/audit", headers=signed(OPERATOR))
    assert "کنار گذاشتن رویداد مانده" in named.text


async def test_one_event_is_shown_and_what_is_personal_in_it_is_masked(client: AsyncClient, store: Store) -> None:
    """Trap 49."""
    await park(store, "one")

    shown = await page(client, "/event?id=one")

    assert "geheim" not in shown
    assert "/services/membership" in shown
    assert "d-1" in shown
    assert "•••" in shown
    assert "۱ فیلد ناشناخته" in shown
    gone = await client.get("/n/set-aside/event?id=unknown", headers=signed(OPERATOR))
    assert gone.status_code == 303


async def test_events_are_found_by_state_type_group_and_subject(client: AsyncClient, store: Store) -> None:
    await park(store, "a", "b")
    await park(store, "c", event_type="news.published.v1", sentence="the body is not JSON")
    await SetAside(store).wait(Aside(b"{}", "d", TYPE, "decree/d", 1), RuntimeError())
    chosen = await group(client, "waiting")

    for query, found in {
        "": ["a", "b", "c", "d"],
        "?state=parked": ["a", "b", "c"],
        "?state=waiting": ["d"],
        f"?type={TYPE}&state=parked": ["a", "b"],
        f"?group={chosen['group']}": ["d"],
        "?q=decree/b": ["b"],
        "?q=decree/b&state=waiting": [],
        "?state=none&type=none&group=none": ["a", "b", "c", "d"],
    }.items():
        shown = await page(client, f"/events{query}")
        assert re.findall(r"/n/set-aside/event\?id=(\w+)", shown) == found, query
        assert ("رویدادی با این مشخصات یافت نشد" in shown) == (not found), query


async def test_many_rows_are_paged_and_many_groups_too(client: AsyncClient, store: Store) -> None:
    await park(store, *(f"e{number:02}" for number in range(45)))
    letters = "abcdefghijklmnopqrstuvwxyz"
    for letter in letters:
        await park(store, f"g{letter}", sentence=f"reason {letter}")

    assert len(re.findall(r"set-aside/event\?id", await page(client, "/events?page=3&q=&state=parked"))) == 20
    assert len({each["group"] for each in deeds_of(await page(client))}) == 20
    assert len({each["group"] for each in deeds_of(await page(client, "?page=2"))}) == 7


async def test_so_many_at_once_and_no_more(client: AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_aside_pages, "AT_MOST", 3)
    await park(store, *(f"e{number}" for number in range(5)))
    chosen = await group(client)
    query = "&".join(f"{name}={value}" for name, value in chosen.items())

    assert "در این دسته ۵ رویداد است؛ در هر بار درباره ۳ رویداد" in await page(client, f"/decision?deed=retry&{query}")
    await decide(client, "retry", chosen)

    assert sorted((await states(store)).values()) == ["parked"] * 2 + ["waiting"] * 3


async def test_many_events_are_counted_now_and_then_and_after_each_decision(
    client: AsyncClient, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "FEW", 3)
    await park(store, "a", "b", "c", "d")
    chosen = await group(client)
    await park(store, "e")

    assert "به ۴ رویداد" in await page(client), "a moment later nobody counts again"
    clock.at += timedelta(seconds=5)
    await decide(client, "discard", {"reason": "x", "id": "e"})
    assert "به ۴ رویداد" in await page(client)
    await decide(client, "discard", chosen | {"reason": "x"})
    assert "هیچ رویدادی نمانده است" in await page(client)
    await park(store, "f")
    clock.at += timedelta(minutes=1)
    assert "به ۱ رویداد" in await page(client)


@pytest.mark.parametrize(
    "path", ["/decision", "/decision?deed=burn&id=a", f"/decision?deed=retry&id={'x' * 301}", f"/event?id={'x' * 301}"]
)
async def test_what_no_page_of_ours_asks_is_refused(client: AsyncClient, path: str) -> None:
    await page(client, path, status=422)


@pytest.mark.parametrize("form", [{}, {"group": "g0"}, {"group": "g0", "state": "x", "type": "y"}, {"id": "unknown"}])
@pytest.mark.parametrize("deed", ["retry", "discard", "restore"])
async def test_a_decision_about_nothing_changes_nothing(
    client: AsyncClient, store: Store, deed: str, form: dict[str, Any]
) -> None:
    await park(store, "one")

    answer = await decide(client, deed, form | {"reason": "x"})

    assert "چیزی تغییر نکرد" in await said_after(client, answer)
    assert await states(store) == {"one": "parked"}
    assert await store.count("set_aside_acts", {}) == 0


async def test_only_the_oldest_of_very_many_can_be_paged_through(
    client: AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_aside_pages, "MOST_LISTED", 20)
    await park(store, *(f"e{number:02}" for number in range(25)))

    shown = await page(client, "/events?page=2")

    assert "فقط ۲۰ رویداد قدیمی‌تر در صفحه‌ها می‌آید" in shown
    assert "e19" in shown
    assert "e20" not in shown
