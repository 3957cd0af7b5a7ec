"""The page of the trail, and its sheet."""

import csv
import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.shared.operations.conftest import Clock, change

AUDITOR = Viewer("p-audit", "نگار راستین", frozenset({"auditor"}))


async def page(client: AsyncClient, query: str = "", *, by: Viewer = AUDITOR, status: int = 200) -> str:
    answer = await client.get(f"/n/audit?{query}", headers=bearer(by))
    assert answer.status_code == status
    return answer.text


async def sheet(client: AsyncClient, query: str = "", *, by: Viewer = AUDITOR) -> list[dict[str, str]]:
    answer = await client.get(f"/n/audit.csv?{query}", headers=bearer(by))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))


def keys(shown: str) -> list[str]:
    """The things on the page, in their order."""
    return re.findall(r'href="/n/audit\?what=things/([a-z0-9-]+)', shown)


async def test_an_auditor_sees_who_did_what_when_from_where_and_how(client: AsyncClient, store: Store) -> None:
    await change(store, "one", state="پیش‌نویس", secret="s3cret")
    await change(store, "one", by=None, deed="POST /unnamed/{key}", state="<b>منتشر</b>", secret="other")

    shown = await page(client)

    assert keys(shown) == ["one", "one"]
    for part in ("p-water", "192.0.2.7", "دوشنبه ۲ آذر ۱۴۰۵", "۱۱:۳۰", "نوشتن چیز", "POST /unnamed/{key}", "بدون ورود"):
        assert part in shown
    assert "&lt;b&gt;منتشر&lt;/b&gt;" in shown
    assert "s3cret" not in shown
    assert "زنجیره سالم است: ۲ ردیف، بررسی ساعت ۱۱:۳۰" in shown


async def test_an_operator_sees_no_content_and_others_see_nothing(client: AsyncClient, store: Store) -> None:
    await change(store, "one", state="a-content")

    shown = await page(client, by=OPERATOR)
    (line,) = await sheet(client, by=OPERATOR)

    assert keys(shown) == ["one"]
    assert "a-content" not in shown + str(line)
    assert "state" not in shown + str(line)
    for other in (MANAGER, SECRETARY, GOVERNOR):
        assert "بازرس" in await page(client, by=other, status=403)
        assert (await client.get("/n/audit.csv", headers=bearer(other))).status_code == 403
    assert (await client.get("/n/audit")).status_code == 303


async def test_every_filter_stands_in_the_address_and_holds_for_the_sheet(
    client: AsyncClient, store: Store, clock: Clock
) -> None:
    await change(store, "one", n=1)
    await change(store, "two", by="p-roads", n=1)
    clock.at += timedelta(days=1)
    await change(store, "three", deed="POST /api/things", n=1)
    await change(store, "four", deed="DELETE /things", n=1)

    for query, found in {
        "": ["four", "three", "two", "one"],
        "person=p-roads": ["two"],
        "deed=نوشتن چیز": ["three", "two", "one"],
        "deed=DELETE /things": ["four"],
        "what=things": ["four", "three", "two", "one"],
        "what=things/two": ["two"],
        "what=others": [],
        "since=۱۴۰۵/۹/۳": ["four", "three"],
        "until=1405-09-02": ["two", "one"],
        "since=1405/9/2&until=1405/9/2&person=p-water": ["one"],
        "since=1405/9/4": [],
    }.items():
        shown = await page(client, query)
        assert keys(shown) == found, query
        assert ("تغییری با این مشخصات یافت نشد" in shown) == (not found)
        assert [line["شناسه"] for line in await sheet(client, query)] == found[::-1], query


async def test_a_day_that_is_none_is_said_beside_its_field(client: AsyncClient, store: Store) -> None:
    await change(store, "one", n=1)

    shown = await page(client, "since=1405/13/1", status=422)

    assert "ماه ۱۳ در تقویم نیست" in shown
    assert keys(shown) == []
    sent = await client.get("/n/audit.csv?since=1405/13/1", headers=bearer(AUDITOR))
    assert (sent.status_code, sent.headers["location"]) == (303, "/n/audit?since=1405%2F13%2F1")


async def test_older_rows_are_on_the_next_page_of_the_same_search(client: AsyncClient, store: Store) -> None:
    for number in range(33):
        await change(store, f"t{number:02}", by="p-roads" if number == 5 else "p-water", n=1)

    first = await page(client, "person=p-water")
    (next_page,) = re.findall(r'href="/n/audit\?([^"]+)" rel="next"', first)
    second = await page(client, next_page.replace("&amp;", "&"))

    assert keys(first) == [f"t{number:02}" for number in range(32, 5, -1)] + ["t04", "t03", "t02"]
    assert keys(second) == ["t01", "t00"]
    assert 'href="/n/audit?person=p-water" rel="prev"' in second
    assert 'rel="next"' not in second


async def test_no_cell_of_the_sheet_is_a_formula(client: AsyncClient, store: Store) -> None:
    await change(store, "=1+1", a="=HYPERLINK(1)", b="+1", c="-1", d="@x", e=-5, f='سه، "چهار"', g="x=1")

    lines = await sheet(client)

    assert {line["شناسه"] for line in lines} == {"'=1+1"}
    assert {line["فیلد"]: line["پس"] for line in lines} == {
        "a": "'=HYPERLINK(1)",
        "b": "'+1",
        "c": "'-1",
        "d": "'@x",
        "e": "'-5",
        "f": 'سه، "چهار"',
        "g": "x=1",
    }
    assert {(line["روز"], line["ساعت"], line["کار"]) for line in lines} == {("1405-09-02", "11:30:00", "نوشتن چیز")}


async def test_a_broken_chain_is_said_within_a_minute_and_its_rows_are_shown(
    client: AsyncClient, store: Store, clock: Clock
) -> None:
    for number in range(3):
        await change(store, f"t{number}", n=1)
    assert "زنجیره سالم است" in await page(client)
    await store.driver.collection("audit").replace_one({"_id": 2}, {"note": "torn"})

    assert "زنجیره سالم است" in await page(client), "it is looked at once a minute"
    clock.at += timedelta(minutes=1)
    shown = await page(client)

    assert "زنجیره از ردیف ۲ شکسته است" in shown
    assert "این ردیف پس از نوشته شدن تغییر کرده است. بررسی ساعت ۱۱:۳۱" in shown
    assert len(await sheet(client)) == 3


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=" + "9" * 30, "person=" + "x" * 201])
async def test_what_no_page_of_ours_asks_is_refused(client: AsyncClient, query: str) -> None:
    await page(client, query, status=422)
