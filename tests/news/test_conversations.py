"""Author and desk talk about an item: by the interface, by forms, many at once, and never in public."""

import asyncio
from datetime import timedelta
from re import search
from typing import Any

from fastapi import FastAPI
from httpx import AsyncClient, Response

from services.news.articles.domain import ArticleId
from services.news.conversations.mongo import COMMENTS, VISITS, to_comment
from services.news.main import Parts
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.news.test_articles_api import a_published_one, begin, do
from tests.news.test_desk_pages import ROADS, at, begun
from tests.news.test_merges import MERGED, UNDONE, tell
from tests.trail import trail

HEAD = Viewer("p-head", "ر", frozenset({"head_of_office"}), frozenset({"water"}))
KEY = "0d4k2m8q1r5t7wa1"


async def say(news: AsyncClient, article: str, text: str, *, by: Viewer = MANAGER, key: str = "") -> Response:
    body = {"text": text, "key": key}
    return await news.post(f"/api/news/articles/{article}/comments", json=body, headers=bearer(by))


async def said(news: AsyncClient, article: str, *, by: Viewer = MANAGER, **asked: Any) -> Any:
    return (await news.get(f"/api/news/articles/{article}/comments", params=asked, headers=bearer(by))).json()


async def test_author_and_desk_talk_and_nobody_else_hears(news: AsyncClient, store: Store) -> None:
    article = await a_published_one(news)
    first = await say(news, article, "این عکس تازه است؟", by=SECRETARY)
    assert (first.status_code, first.json()["author"]) == (201, SECRETARY.name)
    await say(news, article, "بله، امروز صبح.")

    listed = await said(news, article)
    assert [each["text"] for each in listed["items"]] == ["این عکس تازه است؟", "بله، امروز صبح."], "newest last"
    assert (listed["total"], listed["open"]) == (2, 2)
    path = f"/api/news/articles/{article}/comments"
    for stranger, status in ((ROADS, 404), (OPERATOR, 403), (HEAD, 403)):
        assert (await news.get(path, headers=bearer(stranger))).status_code == status
        assert (await say(news, article, "؟", by=stranger)).status_code == status
    assert (await news.get(path)).status_code == 401
    for public in (f"/n/{article}", f"/api/news/articles/{article}", "/", "/search?q=عکس"):
        assert "این عکس تازه است؟" not in (await news.get(public)).text
    head = await at(news, HEAD)(f"/n/desk/{article}")
    assert (head.status_code, "این عکس تازه است؟" in head.text) == (200, False)

    resolution = f"{path}/{first.json()['id']}/resolution"
    settled = (await news.post(resolution, headers=bearer(MANAGER))).json()
    assert (settled["resolved_by"], (await said(news, article))["open"]) == (MANAGER.name, 1)
    assert (await news.delete(resolution, headers=bearer(GOVERNOR))).json()["resolved_at"] is None
    rows = await trail(store, 6)
    assert "این عکس" not in str(rows), "what is said stands in no trail"


async def test_a_comment_is_changed_and_deleted_by_its_author_alone(news: AsyncClient) -> None:
    article = (await begin(news)).json()["id"]
    comment = (await say(news, article, "ساعت ۸")).json()
    path = f"/api/news/articles/{article}/comments/{comment['id']}"

    assert (await news.put(path, json={"text": "ساعت ۹"}, headers=bearer(SECRETARY))).status_code == 409
    changed = await news.put(path, json={"text": "ساعت ۹", "version": 1}, headers=bearer(MANAGER))
    assert (changed.status_code, changed.json()["text"], changed.json()["version"]) == (200, "ساعت ۹", 2)
    late = await news.put(path, json={"text": "ساعت ۱۰", "version": 1}, headers=bearer(MANAGER))
    assert late.status_code == 409
    assert (await news.delete(path, headers=bearer(SECRETARY))).status_code == 409
    for _ in range(2):
        assert (await news.delete(path, headers=bearer(MANAGER))).json()["is_deleted"]
    (left,) = (await said(news, article, by=SECRETARY))["items"]
    assert (left["text"], left["author"], left["is_editable"]) == ("", MANAGER.name, False)
    other = (await begin(news)).json()["id"]
    elsewhere = path.replace(article, other)
    assert (await news.delete(elsewhere, headers=bearer(MANAGER))).status_code == 404
    assert (await say(news, article, "  ")).status_code == 422
    assert (await say(news, article, "آ" * 2_001)).status_code == 422


async def test_two_at_once_and_the_same_button_twice(news: AsyncClient, store: Store) -> None:
    article = (await begin(news)).json()["id"]

    both = await asyncio.gather(say(news, article, "الف"), say(news, article, "ب", by=SECRETARY))
    assert {each.status_code for each in both} == {201}
    again = await asyncio.gather(*(say(news, article, "پ", key=KEY) for _ in range(4)))
    assert {each.status_code for each in again} == {201}
    assert len({each.json()["id"] for each in again}) == 1
    assert (await say(news, article, "پ", by=SECRETARY, key=KEY)).json()["id"] != KEY, "another's key is not taken"

    assert await store.count(COMMENTS, {}) == 4


async def test_the_page_needs_no_script_and_says_what_is_new(news: AsyncClient, store: Store) -> None:
    manager, desk = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    assert "هنوز یادداشتی نوشته نشده است" in (await desk(path)).text
    assert "تغییر تازه" not in (await desk("/n/desk")).text

    key = search(r'name="key" value="([^"]+)"', (await manager(path)).text)
    assert key
    for _ in range(2):
        written = await manager(f"{path}/comments", comment="ساعت آغاز <b>۸</b>", key=key[1])
        assert (written.status_code, written.headers["location"]) == (303, f"{path}#comments")
    page = (await desk("/n/desk")).text
    assert "۱ یادداشت تازه" in page
    assert "یادداشت تازه</span>" not in (await manager("/n/desk")).text, "nothing of one's own is new"

    await store.driver.collection(VISITS).update_many({}, [{"$set": {"at": {"$subtract": ["$at", 3_600_000]}}}])
    shown = (await desk(path)).text
    assert "ساعت آغاز &lt;b&gt;" in shown
    assert ">تازه</span>" in shown
    assert "یادداشت تازه</span>" not in (await desk("/n/desk")).text, "seen by now"

    empty = await desk(f"{path}/comments", comment=" ")
    assert (empty.status_code, "یادداشت نباید خالی باشد" in empty.text) == (422, True)
    comment = to_comment((await store.find(COMMENTS, {}))[0])
    foreign = await desk(f"{path}/comments/{comment.id}", comment="عوض شد", version="1")
    assert foreign.status_code == 409
    assert (await desk(f"{path}/comments/{comment.id}/resolution", x="")).status_code == 303
    assert (await manager(f"{path}/comments/{comment.id}/deletion", x="")).status_code == 303
    assert "نویسنده‌اش حذف کرده است" in (await desk(path)).text


async def test_what_somebody_else_changed_is_marked_in_list_and_history(news: AsyncClient, store: Store) -> None:
    manager, desk = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    await manager(path)
    await store.driver.collection(VISITS).update_many({}, [{"$set": {"at": {"$subtract": ["$at", 3_600_000]}}}])
    await store.driver.collection("revisions").update_many({}, [{"$set": {"at": {"$subtract": ["$at", 7_200_000]}}}])
    assert (await do(news, path.rpartition("/")[2], "submission")).status_code == 200
    assert (await do(news, path.rpartition("/")[2], "return", by=SECRETARY, note="ساعت؟")).status_code == 200

    assert "تغییر تازه" in (await manager("/n/desk")).text
    assert "برگشت به نویسنده · تازه" in (await manager(path)).text
    assert "تغییر تازه" not in (await manager("/n/desk")).text
    assert "برگشت به نویسنده · تازه" in (await manager(path)).text, "a reload is the same visit"
    assert "پیش‌نویس · تازه" in (await desk(path)).text, "who has never come has seen nothing"


async def test_many_comments_are_read_a_page_at_a_time(news: AsyncClient, parts: Parts) -> None:
    path = await begun(at(news, MANAGER))
    article = path.rpartition("/")[2]
    await asyncio.gather(*(say(news, article, f"شماره {number}") for number in range(130)))

    newest = await said(news, article)
    assert (len(newest["items"]), newest["total"]) == (50, 130)
    older = await said(news, article, skip=100, limit=200)
    assert len(older["items"]) == 30
    assert not {each["id"] for each in newest["items"]} & {each["id"] for each in older["items"]}
    page = (await at(news, SECRETARY)(path)).text
    assert (page.count('class="talk-item'), "دیدن هر ۱۳۰ یادداشت" in page) == (20, True)
    last = (await at(news, SECRETARY)(f"{path}/comments?page=99")).text
    assert last.count('class="talk-item') == 30
    item = (await parts.desk_items.one(ArticleId(article), GOVERNOR)).article
    assert (await parts.conversations.unseen([item], GOVERNOR))[item.id].comments == 130


async def test_comments_go_with_the_one_who_stays_and_end_with_the_draft(
    app: FastAPI, news: AsyncClient, store: Store, parts: Parts
) -> None:
    article = (await begin(news)).json()["id"]
    comment = (await say(news, article, "ساعت؟")).json()["id"]
    path = f"/api/news/articles/{article}/comments/{comment}"

    for _ in range(2):
        await tell(app, MERGED)
    assert (await news.put(path, json={"text": "ساعت ۸؟"}, headers=bearer(SECRETARY))).status_code == 200
    await tell(app, UNDONE)
    assert (await news.put(path, json={"text": "ساعت ۹؟"}, headers=bearer(SECRETARY))).status_code == 409

    await news.delete(f"/api/news/articles/{article}", headers=bearer(MANAGER))
    assert (await say(news, article, "؟")).status_code == 409
    await store.driver.collection("articles").update_many(
        {}, [{"$set": {"deleted_at": {"$subtract": ["$deleted_at", int(timedelta(days=31).total_seconds() * 1000)]}}}]
    )
    await store.run_again(parts.press_clock.forget_deleted)
    assert await store.count(COMMENTS, {}) == 0
