"""Feeds and the lists for search engines, read by programs that know nothing of us."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] # it has no types
from httpx import AsyncClient

from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from shared.store.store import Store
from tests.identity import MANAGER, bearer
from tests.news.test_media_api import send
from tests.news.test_portal_pages import published

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


async def read(news: AsyncClient, path: str) -> feedparser.FeedParserDict:
    """Read a feed as a program does, which complains of what is not well-formed or strange."""
    answer = await news.get(path)
    assert answer.status_code == 200, answer.text
    found = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("form", ["rss", "atom"])
async def test_a_program_reads_what_was_published_newest_first(news: AsyncClient, form: str) -> None:
    await published(news, "خبر <b>قدیم</b> & «نقل»", front=False, topics=("آب",))
    newest = await published(news, "خبر تازه", topics=("آب", "راه"))

    every, front = await read(news, f"/feeds/news.{form}"), await read(news, f"/feeds/front.{form}")

    assert [each.title for each in every.entries] == ["خبر تازه", "خبر <b>قدیم</b> & «نقل»"]
    assert [each.title for each in front.entries] == ["خبر تازه"]
    first = front.entries[0]
    assert (first.id, first.link) == (f"http://ravabet.test/n/{newest}",) * 2
    assert first.content[0].value == "<p>متن</p>"
    assert first.author == "اداره آب و فاضلاب"
    assert [tag.term for tag in first.tags] == ["آب", "راه"]
    assert front.feed.language == "fa"
    (own,) = (link.href for link in front.feed.links if link.rel == "self")
    assert own == f"http://ravabet.test/feeds/front.{form}"


async def test_the_same_as_json_feed(news: AsyncClient) -> None:
    article = await published(news, "خبر «تازه»", topics=("آب",))

    answer = await news.get("/feeds/offices/water.json")

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.text)
    assert (feed["version"], feed["feed_url"], feed["home_page_url"]) == (
        "https://jsonfeed.org/version/1.1",
        "http://ravabet.test/feeds/offices/water.json",
        "http://ravabet.test/offices/water",
    )
    (item,) = feed["items"]
    assert (item["id"], item["title"], item["content_html"]) == (
        f"http://ravabet.test/n/{article}",
        "خبر «تازه»",
        "<p>متن</p>",
    )
    assert item["date_published"].endswith("+03:30")
    assert all(item.values())


async def test_each_feed_holds_its_own(news: AsyncClient) -> None:
    await published(news, "خبر", topics=("آب و برق",))

    for path, number in (
        ("offices/water", 1),
        ("offices/roads", 0),
        ("bodies/media_hq", 0),
        ("topics/آب و برق", 1),
        ("kinds/news", 1),
        ("kinds/interview", 0),
    ):
        assert len((await read(news, f"/feeds/{path}.rss")).entries) == number, path
    page = (await news.get("/search", params={"topic": "آب و برق"})).text
    address = page.partition('type="application/rss+xml"')[2].partition('href="')[2].partition('"')[0]
    assert len((await read(news, address)).entries) == 1


@pytest.mark.parametrize(
    "path",
    [
        *("/feeds/other.rss", "/feeds/news.xml", "/feeds/topics/nothing.rss", "/feeds/kinds/gossip.json"),
        *("/feeds/offices/nobody.atom", "/feeds/people/water.rss", "/sitemaps/2026-13.xml", "/sitemaps/x.xml"),
        *("/sitemaps/0000-01.xml", "/sitemaps/9999-12.xml", "/feeds/offices/.rss"),
    ],
)
async def test_what_there_is_not(news: AsyncClient, path: str) -> None:
    assert (await news.get(path)).status_code == 404


async def test_what_is_withdrawn_or_not_public_is_in_none(news: AsyncClient) -> None:
    article = await published(news, "خبر نادرست", topics=("آب",))
    draft = {"publisher": {"kind": "office", "id": "water"}, "headline": "پیش‌نویس", "text": "متن", "topics": ["آب"]}
    await news.post("/api/news/articles", json=draft, headers=bearer(MANAGER))
    paths = ("/feeds/news.rss", "/feeds/offices/water.json", "/feeds/topics/آب.atom", "/sitemaps/new.xml")
    for path in paths:
        text = (await news.get(path)).text
        assert ("خبر نادرست" in text, "پیش‌نویس" in text) == (True, False), path

    said = {"explanation": "درست نبود"}
    await news.post(f"/api/news/articles/{article}/withdrawal", json=said, headers=bearer(MANAGER))

    for path in paths:
        answer = await news.get(path)
        assert "خبر نادرست" not in answer.text, path
    assert article not in (await news.get("/sitemap.xml")).text


async def test_a_picture_is_attached_with_its_size(news: AsyncClient) -> None:
    media = (await send(news)).json()
    new = {
        "publisher": {"kind": "office", "id": "water"},
        "headline": "با تصویر",
        "text": "متن",
        "media": [{"id": media["id"]}],
    }
    article = (await news.post("/api/news/articles", json=new, headers=bearer(MANAGER))).json()["id"]
    await news.post(f"/api/news/articles/{article}/publication", headers=bearer(MANAGER))

    (entry,) = (await read(news, "/feeds/news.rss")).entries

    (enclosure,) = entry.enclosures
    file = await news.get(enclosure.href.removeprefix("http://ravabet.test"))
    assert (enclosure.type, int(enclosure.length)) == (file.headers["content-type"], len(file.content))
    item = json.loads((await news.get("/feeds/news.json")).text)["items"][0]
    assert item["image"] == enclosure.href
    assert item["attachments"] == [
        {"url": enclosure.href, "mime_type": enclosure.type, "size_in_bytes": len(file.content)}
    ]


async def test_search_engines_find_every_article_by_months_and_what_is_new(news: AsyncClient, store: Store) -> None:
    old, new = await published(news, "خبر سال پیش"), await published(news, "خبر تازه")
    # The last instant of January 2025 in Tehran is in December of no other calendar's month.
    at = datetime(2025, 1, 31, 20, 29, tzinfo=UTC)
    await store.driver.collection("articles").update_one({"_id": old}, {"$set": {"published_at": at}})

    index = fromstring((await news.get("/sitemap.xml")).text)
    lists = [each.text or "" for each in index.iter(f"{SITEMAP}loc")]
    found: dict[str, list[str]] = {}
    for address in lists:
        answer = await news.get(address.removeprefix("http://ravabet.test"))
        assert answer.headers["content-type"] == "application/xml; charset=utf-8"
        found[address.rpartition("/")[2]] = [each.text or "" for each in fromstring(answer.text).iter(f"{SITEMAP}loc")]

    assert found.pop("2025-01.xml") == [f"http://ravabet.test/n/{old}"]
    assert found.pop("new.xml") == [f"http://ravabet.test/n/{new}"]
    assert "http://ravabet.test/offices/water" in found.pop("pages.xml")
    assert list(found.values()) == [[f"http://ravabet.test/n/{new}"]]
    newest = fromstring((await news.get("/sitemaps/new.xml")).text)
    assert [each.text for each in newest.iter(f"{NEWS}title")] == ["خبر تازه"]
    robots = (await news.get("/robots.txt")).text
    assert "Sitemap: http://ravabet.test/sitemap.xml" in robots
    assert "Disallow: /n/desk" in robots


async def test_a_feed_is_made_once_and_asked_for_by_its_etag(news: AsyncClient) -> None:
    await published(news, "خبر")
    first = await news.get("/feeds/news.atom")

    again = await news.get("/feeds/news.atom", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    await published(news, "خبر دوم")
    assert (await news.get("/feeds/news.atom", headers={"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_the_page_lists_them_without_closed_offices(news: AsyncClient, store: Store) -> None:
    closed = Publisher(publisher_id("office", "old"), "office", "اداره بسته", closed_on=datetime.now(UTC).date())
    await publisher_copies(store).put(closed)

    page = (await news.get("/feeds")).text

    assert 'href="/feeds/offices/water.rss"' in page
    assert 'href="/feeds/kinds/interview.json"' in page
    assert "اداره بسته" not in page
    assert 'href="/feeds/offices/water.atom"' in (await news.get("/offices/water")).text
    assert 'href="/feeds/front.rss"' in (await news.get("/")).text
