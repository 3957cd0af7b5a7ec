"""The kept pages of the portal, in two replicas: what is published is seen soon, what is withdrawn is gone as soon."""

import time
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from services.news.articles.queries import NEWEST_OF_EACH
from services.news.main import Parts, create_news, real_parts
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY, bearer
from tests.news.test_portal_pages import published
from tests.services import running_service

PAGES = ("/", "/offices", "/offices/water", "/bodies/media_hq")
SOON = 1.0
"""Seconds."""


@pytest.fixture
async def replica(parts: Parts) -> AsyncIterator[AsyncClient]:
    """Another process of the same service, over the same database; name it after `news`."""
    other = real_parts(parts.settings)
    async with running_service(create_news(other)) as client:
        yield client


async def test_every_public_page_is_kept(news: AsyncClient) -> None:
    article = await published(news, "خبر")
    for page in (*PAGES, f"/n/{article}"):
        etag = (await news.get(page)).headers["etag"]
        assert (await news.get(page, headers={"If-None-Match": etag})).status_code == 304, page


async def test_a_draft_is_shown_to_its_office_and_never_kept(news: AsyncClient) -> None:
    new = {"publisher": {"kind": "office", "id": "water"}, "headline": "پیش‌نویس", "text": "متن"}
    article = (await news.post("/api/news/articles", json=new, headers=bearer(MANAGER))).json()["id"]

    assert "پیش‌نویس" in (await news.get(f"/n/{article}", headers=bearer(MANAGER))).text
    assert (await news.get(f"/n/{article}")).status_code == 404
    await news.post(f"/api/news/articles/{article}/publication", headers=bearer(MANAGER))
    assert (await news.get(f"/n/{article}")).status_code == 200, "what was not found must not have been kept"


async def test_a_publication_is_on_the_next_page_here_and_within_a_second_elsewhere(
    news: AsyncClient, replica: AsyncClient
) -> None:
    for page in PAGES:
        await replica.get(page)
        await news.get(page)
    await published(news, "خبر تازه")
    at = time.monotonic()

    for page in ("/", "/offices/water"):
        assert "خبر تازه" in (await news.get(page)).text
    while "خبر تازه" not in (await replica.get("/")).text:
        assert time.monotonic() - at < SOON
    assert "خبر تازه" in (await replica.get("/offices/water")).text


async def test_a_withdrawn_article_is_gone_on_every_page_within_a_second(
    news: AsyncClient, replica: AsyncClient
) -> None:
    article = await published(news, "خبر نادرست")
    for page in ("/", "/offices/water", f"/n/{article}"):
        for client in (news, replica):
            assert "خبر نادرست" in (await client.get(page)).text
    explanation = {"explanation": "این خبر درست نبود."}
    answer = await news.post(f"/api/news/articles/{article}/withdrawal", json=explanation, headers=bearer(SECRETARY))
    assert answer.status_code == 200
    at = time.monotonic()

    assert (await news.get(f"/n/{article}")).status_code == 410
    while (await replica.get(f"/n/{article}")).status_code != 410:
        assert time.monotonic() - at < SOON
    for page in ("/", "/offices/water"):
        for client in (news, replica):
            assert "خبر نادرست" not in (await client.get(page)).text


async def test_the_figures_of_offices_read_one_key_for_each(news: AsyncClient, store: Store) -> None:
    for each in range(4):
        await published(news, f"خبر {each}")
    plan = await store.driver.collection("articles").database.command(
        "explain",
        {"aggregate": "articles", "pipeline": list(NEWEST_OF_EACH), "cursor": {}},
    )
    assert "DISTINCT_SCAN" in str(plan)
