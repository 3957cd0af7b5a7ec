"""Whose articles they are when somebody had been entered twice."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.news.articles.domain import ArticleId
from services.news.main import FEATURES, Parts
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import MANAGER, SECRETARY, bearer
from tests.news.test_article_rules import an_article
from tests.news.test_articles_api import begin, do
from tests.news.test_desk_pages import ROADS, at

MERGED = PeopleMerged(person_id=SECRETARY.person_id, merged_id=MANAGER.person_id)
UNDONE = PeopleMergeUndone(person_id=SECRETARY.person_id, merged_id=MANAGER.person_id)


async def tell(app: FastAPI, event: PeopleMerged | PeopleMergeUndone) -> None:
    parts = parts_of(app)
    handler = handlers_of(FEATURES, parts).get(event.type)
    assert handler
    async with parts[Store].unit_of_work():
        await handler(event)


async def author_of(parts: Parts, article: str) -> str:
    (document,) = await parts.platform.store.find("articles", {"_id": article})
    return str(document["author_id"])


async def test_nobody_approves_what_their_other_entry_wrote(app: FastAPI, news: AsyncClient, parts: Parts) -> None:
    article = (await begin(news)).json()["id"]

    for _ in range(2):
        await tell(app, MERGED)

    assert await author_of(parts, article) == SECRETARY.person_id
    assert (await do(news, article, "approval", by=SECRETARY)).status_code == 403
    for _ in range(2):
        await tell(app, UNDONE)
    assert await author_of(parts, article) == MANAGER.person_id
    assert (await do(news, article, "approval", by=SECRETARY)).status_code == 200


async def test_what_the_one_who_stays_wrote_stays_there(app: FastAPI, news: AsyncClient, parts: Parts) -> None:
    article = (await begin(news)).json()["id"]
    await tell(app, MERGED)
    await tell(app, PeopleMerged(person_id="p-third", merged_id=SECRETARY.person_id))
    await tell(app, UNDONE)
    assert await author_of(parts, article) == MANAGER.person_id

    other = (await begin(news)).json()["id"]
    await tell(app, PeopleMerged(person_id=MANAGER.person_id, merged_id="p-third"))
    await tell(app, PeopleMergeUndone(person_id=MANAGER.person_id, merged_id="p-third"))

    assert await author_of(parts, other) == MANAGER.person_id


async def test_what_one_did_and_typed_under_the_other_entry_is_ones_own_until_the_undo(
    app: FastAPI, news: AsyncClient
) -> None:
    article = (await begin(news)).json()["id"]
    copy = f"/api/news/writing/copies/{article}"
    typed = {"headline": "نیمه‌کاره", "based_on": 1}
    assert (await news.put(copy, json=typed, headers=bearer(MANAGER))).status_code == 200
    secretary = at(news, SECRETARY)
    path = f"/n/desk/{article}"
    is_new = "پیش‌نویس · تازه" in (await secretary(path)).text
    assert (is_new, (await news.get(copy, headers=bearer(SECRETARY))).status_code) == (True, 404)

    await tell(app, MERGED)

    assert "پیش‌نویس · تازه" not in (await secretary(path)).text, "nobody is told what they did themselves"
    found = await news.get(copy, headers=bearer(SECRETARY))
    assert (found.status_code, found.json()["headline"]) == (200, "نیمه‌کاره")
    assert (await news.put(copy, json=typed, headers=bearer(ROADS))).json()["others"] == [MANAGER.name]
    assert (await news.put(copy, json=typed | {"after": 1}, headers=bearer(SECRETARY))).json()["others"] == [ROADS.name]
    await news.delete(copy, headers=bearer(SECRETARY))
    assert (await news.get(copy, headers=bearer(SECRETARY))).status_code == 404, "what went on is not found twice"

    await news.put(copy, json=typed, headers=bearer(MANAGER))
    for _ in range(2):
        await tell(app, UNDONE)
    assert (await news.get(copy, headers=bearer(SECRETARY))).status_code == 404
    assert (await news.get(copy, headers=bearer(MANAGER))).status_code == 200
    assert "پیش‌نویس · تازه" in (await secretary(path)).text


async def test_what_was_seen_under_the_other_entry_is_not_new(app: FastAPI, news: AsyncClient, parts: Parts) -> None:
    article = ArticleId((await begin(news)).json()["id"])
    await parts.visitor_book.come(article, MANAGER)
    await tell(app, MERGED)

    since = await parts.visitor_book.come(article, SECRETARY)

    assert parts.platform.store.now() - since < timedelta(days=1), "of what nobody saw all of thirty days is new"


@pytest.mark.parametrize(
    ("merged", "into", "authors"),
    [
        ("p-c", "p-d", ("p-a", "p-b", "p-c")),
        ("p-b", "p-c", ("p-a", "p-b")),
        ("p-a", "p-b", ("p-a",)),
        ("p-a", "p-c", None),
        ("p-d", "p-a", None),
        ("p-x", "p-a", None),
    ],
)
def test_an_article_goes_back_only_by_the_merge_through_which_it_came(
    merged: str, into: str, authors: tuple[str, ...] | None
) -> None:
    article = an_article(author_id="p-a")
    for person in ("p-b", "p-c", "p-d"):
        article.pass_on(person)

    assert article.give_back(merged, into) is (authors is not None)

    assert (*article.author_was, article.author_id) == (authors or ("p-a", "p-b", "p-c", "p-d"))
