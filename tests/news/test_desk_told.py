"""What news tells of the desk's deeds, on the real parts; and to whom an item can be given."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.news.articles.domain import ArticleId
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.parts_domain import Plan
from services.news.main import FEATURES, Parts
from shared.events.membership import PostHolderChanged
from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import MANAGER, SECRETARY, bearer
from tests.news.test_articles_api import begin, do
from tests.news.test_conversations import say
from tests.news.test_desk_pages import at
from tests.news.test_merges import MERGED, UNDONE, tell


@pytest.fixture
async def posts(app: FastAPI, news: AsyncClient) -> None:
    """News knows who holds the posts of the office and of the desk; it has to run for that."""
    assert not news.is_closed
    for post, person, name in (
        ("office/water:pr_manager", MANAGER.person_id, MANAGER.name),
        ("body/council:secretariat", SECRETARY.person_id, SECRETARY.name),
        ("office/roads:pr_manager", "p-roads", "کاوه"),
    ):
        await hold(app, post, person, name)


async def hold(app: FastAPI, post: str, person: str | None, name: str = "") -> None:
    owner, _, role = post.partition(":")
    kind, _, key = owner.partition("/")
    where: dict[str, Any] = {f"{kind}_id": key}
    event = PostHolderChanged(
        post_id=post, role=role, person_id=person, person_name=name, since=date(2020, 1, 1), **where
    )
    handler = handlers_of(FEATURES, parts_of(app)).get(event.type)
    assert handler
    async with parts_of(app)[Store].unit_of_work():
        await handler(event)


async def told_to(store: Store, event: str) -> list[tuple[str, ...]]:
    """To whom an event of this type was told, each time."""
    rows = await store.find("outbox", {"type": event}, sort=[("_id", 1)])
    return [tuple(json.loads(row["body"])["data"]["people"]) for row in rows]


@pytest.mark.usefixtures("posts")
async def test_each_side_is_told_what_the_other_does(app: FastAPI, news: AsyncClient, store: Store) -> None:
    article = (await begin(news)).json()["id"]
    author, desk = (MANAGER.person_id,), (SECRETARY.person_id,)
    for _ in range(2):
        await do(news, article, "submission")
        await do(news, article, "return", by=SECRETARY, note="ساعت؟")
    assert await told_to(store, "news.returned.v1") == [author, author], "once for each time"
    await do(news, article, "return", by=SECRETARY, note="ساعت؟")
    await say(news, article, "ساعت ۸")
    await say(news, article, "ساعت ۸ یا ۹؟", by=SECRETARY)
    assert await told_to(store, "news.commented.v1") == [desk, author]

    await do(news, article, "approval", by=SECRETARY)
    await do(news, article, "publication", by=SECRETARY)

    assert await told_to(store, "news.returned.v1") == [author, author]
    assert await told_to(store, "news.approved.v1") == [author]
    assert await told_to(store, "news.released.v1") == [author]
    own = (await begin(news, headline="خبر دوم")).json()["id"]
    await do(news, own, "publication")
    assert await told_to(store, "news.released.v1") == [author], "nobody is told what they did themselves"
    await hold(app, "office/water:pr_manager", "p-next", "جانشین")
    await say(news, own, "؟", by=SECRETARY)
    assert (await told_to(store, "news.commented.v1"))[-1] == ("p-next",)
    await hold(app, "office/water:pr_manager", None)
    await say(news, own, "کسی هست؟", by=SECRETARY)
    assert len(await told_to(store, "news.commented.v1")) == 3


@pytest.mark.usefixtures("posts")
async def test_the_desk_gives_an_item_to_somebody_who_is_told(app: FastAPI, news: AsyncClient, store: Store) -> None:
    article = (await begin(news)).json()["id"]
    path, form = f"/api/news/articles/{article}/assignment", f"/n/desk/{article}/assignment"
    desk, manager = at(news, SECRETARY), at(news, MANAGER)

    assert (await news.put(path, json={"person": "p-water"}, headers=bearer(MANAGER))).status_code == 403
    assert (await manager(form, person="p-desk")).status_code == 403
    foreign = await news.put(path, json={"person": "p-roads"}, headers=bearer(SECRETARY))
    assert (foreign.status_code, foreign.json()["type"].rpartition(":")[2]) == (422, "not-a-colleague")
    wrong = await desk(form, person="p-roads", handed="عکس‌ها؟")
    assert (wrong.status_code, "سمتی ندارد" in wrong.text, "عکس‌ها؟" in wrong.text) == (422, True, True)
    for _ in range(2):
        assert (await desk(form, person="p-water", handed="عکس‌ها را هم ببینید")).status_code == 303
    assert await told_to(store, "news.assigned.v1") == [("p-water",)]
    shown = (await manager(f"/n/desk/{article}")).text
    assert ("عکس‌ها را هم ببینید" in shown, "سپردن به همکار" in shown) == (True, False)
    assert f"با {MANAGER.name}" in (await manager("/n/desk?who=mine")).text
    assert article not in (await desk("/n/desk?who=mine")).text
    assert article in (await desk("/n/desk?who=others")).text
    assert article not in (await manager("/n/desk?who=others")).text

    await tell(app, MERGED)
    assert article in (await desk("/n/desk?who=mine")).text
    await tell(app, UNDONE)
    assert article in (await manager("/n/desk?who=mine")).text
    assert (await news.delete(path, headers=bearer(MANAGER))).status_code == 200
    assert article in (await desk("/n/desk?who=nobody")).text
    assert await told_to(store, "news.assigned.v1") == [("p-water",)]


@pytest.mark.usefixtures("posts")
async def test_of_what_is_nearly_due_and_not_approved_the_desk_is_told_once(
    news: AsyncClient, store: Store, parts: Parts
) -> None:
    articles, now = MongoArticleRepository(store), datetime.now(UTC)

    async def planned(hours: int, **changes: Any) -> ArticleId:
        article = await articles.get(ArticleId((await begin(news)).json()["id"]))
        article.plan = Plan(now + timedelta(hours=hours), MANAGER.person_id)
        for name, value in changes.items():
            setattr(article, name, value)
        await articles.save(article)
        return article.id

    soon = await planned(20)
    await planned(30)
    await planned(20, state="approved")
    for _ in range(2):
        await store.run_again(parts.press_clock.remind)

    assert await told_to(store, "news.falling.due.v1") == [(SECRETARY.person_id,)]
    again = await articles.get(soon)
    assert again.plan
    assert again.due_told_for == again.plan.at
    again.plan = Plan(now + timedelta(hours=10), MANAGER.person_id)
    await articles.save(again)
    await store.run_again(parts.press_clock.remind)
    assert len(await told_to(store, "news.falling.due.v1")) == 2, "another time is another matter"
