"""What the public sees."""

from datetime import date
from re import findall

import pytest
from httpx import AsyncClient

from services.news.main import create_news, real_parts
from services.news.publishers.domain import Publisher, PublisherUnknown, publisher_id
from services.news.publishers.mongo import manager_copies, publisher_copies
from services.news.publishers.queries import PublisherQueries
from services.news.settings import Settings
from shared.persian.digits import persian_digits
from shared.store.store import Store
from tests.broker_users import as_user
from tests.identity import COOKIE, MANAGER, OPERATOR, SECRETARY, bearer, token_of
from tests.services import running_service

TODAY = date(2026, 11, 22)

SPELLINGS = ("روابطعمومی", "روابط عمومی", "روابط‌عمومی‌ها", "روابط عمومي", "روابط‌عمومی")


async def published(news: AsyncClient, headline: str, *, front: bool = True, topics: tuple[str, ...] = ()) -> str:
    new = {"publisher": {"kind": "office", "id": "water"}, "headline": headline, "text": "متن", "topics": topics}
    article: str = (await news.post("/api/news/articles", json=new, headers=bearer(MANAGER))).json()["id"]
    if front:
        await news.post(f"/api/news/articles/{article}/approval", headers=bearer(SECRETARY))
    answer = await news.post(f"/api/news/articles/{article}/publication", headers=bearer(MANAGER))
    assert answer.status_code == 200, answer.text
    return article


@pytest.mark.parametrize(
    ("number", "seconds", "latest"), [(1, 0, 0), (2, 0, 1), (4, 0, 3), (5, 2, 2), (8, 4, 3), (12, 4, 6)]
)
async def test_the_front_page_is_whole_with_few_and_with_many(
    news: AsyncClient, number: int, seconds: int, latest: int
) -> None:
    for each in range(number):
        await published(news, f"خبر {each}")
    await published(news, "خبر صفحه دستگاه", front=False)

    page = (await news.get("/")).text

    assert f"خبر {persian_digits(number - 1)}" in page.partition("story-lead")[2].partition("</h2>")[0]
    assert len(findall('class="story "', page)) == seconds
    assert len(findall("<li><time", page)) == latest
    assert "خبر صفحه دستگاه" not in page


async def test_a_topic_of_three_articles_has_its_place(news: AsyncClient) -> None:
    for each in range(3):
        await published(news, f"خبر آب {each}", topics=("آب", "راه") if each else ("آب",))
    await published(news, "خبر صفحه دستگاه", topics=("راه",), front=False)

    page = (await news.get("/")).text

    topics = page.partition('class="topics')[2]
    assert "/search?topic=%D8%A2%D8%A8" in topics
    assert "/search?topic=%D8%B1%D8%A7%D9%87" not in topics
    assert all(f"خبر آب {persian_digits(each)}" in topics for each in range(3))


async def test_the_news_of_a_topic_have_that_topic(news: AsyncClient) -> None:
    """An article in which the word merely occurs is not listed, and every page of the list keeps to the topic."""
    for each in range(21):
        await published(news, f"خبر {each}", topics=("آب",))
    other = await published(news, "آب در راه است", topics=("آب و هوا",))

    first = (await news.get("/search", params={"topic": " آب "})).text
    following = findall(r'href="(/search\?topic=[^"]*after[^"]*)"', first)[0].replace("&amp;", "&")
    second = (await news.get(following)).text

    assert (len(findall(r'href="/n/', first)), len(findall(r'href="/n/', second))) == (20, 1)
    assert (f"/n/{other}" in first + second, "۲۱ خبر" in first, "خبرهای موضوع «آب»" in first) == (False, True, True)
    article = findall(r'href="(/n/[^"]*)"', second)[0]
    assert "/search?topic=%D8%A2%D8%A8" in (await news.get(article)).text
    assert "چیزی پیدا نشد" in (await news.get("/search", params={"topic": "نیست"})).text


async def test_without_shared_topics_there_is_no_such_part(news: AsyncClient) -> None:
    await published(news, "خبر", topics=("آب",))

    assert 'class="topics' not in (await news.get("/")).text


@pytest.mark.parametrize("kept", SPELLINGS)
async def test_every_spelling_finds_every_spelling(news: AsyncClient, kept: str) -> None:
    article = await published(news, f"نشست {kept} برگزار شد")
    other = await published(news, "کتابخانه‌ها تا شب باز است")

    for query in SPELLINGS:
        page = (await news.get("/search", params={"q": query})).text
        assert f"/n/{article}" in page, query
        assert f"/n/{other}" not in page, query
    for query in ("كتابخانه", "کتابخانه ها", "کتابخانهها"):
        assert f"/n/{other}" in (await news.get("/search", params={"q": query})).text, query


async def test_topics_are_found_and_tags_are_not(news: AsyncClient) -> None:
    article = await published(news, "خبر", topics=("راه روستایی",))

    assert f"/n/{article}" in (await news.get("/search", params={"q": "راه روستايي"})).text
    assert f"/n/{article}" not in (await news.get("/search", params={"q": "strong"})).text


@pytest.mark.usefixtures("news")
async def test_offices_are_found_in_any_spelling(store: Store) -> None:
    name = "سازمان آتش‌نشانی و خدمات ایمنی"
    await publisher_copies(store).put(Publisher(publisher_id("office", "fire"), "office", name))
    offices = PublisherQueries(publisher_copies(store), manager_copies(store))

    for query in ("آتش نشاني", "آتشنشانی", "آتش‌نشانی", "خدمات ایمنی"):
        assert [office.name for office in await offices.found(query, on=TODAY)] == [name], query
    assert await offices.found("", on=TODAY) == []


@pytest.mark.usefixtures("news")
async def test_a_publisher_that_is_not_known_yet_goes_by_its_id(store: Store) -> None:
    unknown = publisher_id("body", "new")

    found = await PublisherQueries(publisher_copies(store), manager_copies(store)).by_id([unknown])

    assert found == {unknown: Publisher(unknown, "body", "new")}
    with pytest.raises(PublisherUnknown):
        await publisher_copies(store).get(unknown)


async def test_all_offices_stand_by_kind(news: AsyncClient) -> None:
    page = (await news.get("/offices")).text

    assert "/offices/water" in page
    assert "هنوز خبری منتشر نکرده" in page
    assert (await news.get("/offices/nowhere")).status_code == 404


async def test_a_body_is_not_called_an_office(news: AsyncClient) -> None:
    office, body = (await news.get("/offices/water")).text, (await news.get("/bodies/media_hq")).text

    both = [page.partition("<main")[2].partition("</main>")[0] for page in (office, body)]
    assert ["دستگاه" in page for page in both] == [True, False]
    assert ("دنبال کردن این نهاد" in body, 'href="/notifier/follow?topic=body/media_hq"' in body) == (True, True)


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/offices?page=2", "/offices?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
async def test_the_theme_is_kept_and_the_reader_stays_here(news: AsyncClient, back: str, to: str) -> None:
    chosen = await news.post("/theme", data={"theme": "dark", "back": back})

    assert (chosen.status_code, chosen.headers["location"]) == (303, to)
    assert "Max-Age=31536000" in chosen.headers["set-cookie"]
    assert 'data-theme="dark"' in (await news.get("/")).text
    await news.post("/theme", data={"theme": "system"})
    assert "data-theme" not in (await news.get("/")).text
    assert (await news.post("/theme", data={"theme": "pink"})).status_code == 422


async def test_the_components_are_for_those_who_keep_the_pages(news: AsyncClient) -> None:
    statuses = {
        who: (await news.get("/shell", headers={"Cookie": f"{COOKIE}={token_of(viewer)}"})).status_code
        for who, viewer in (("manager", MANAGER), ("secretary", SECRETARY), ("operator", OPERATOR))
    }

    assert statuses == {"manager": 403, "secretary": 200, "operator": 200}
    assert (await news.get("/shell")).headers["location"] == "/membership/sign-in?next=/shell"


async def test_in_a_demonstration_everybody_sees_the_components(mongo_url: str, amqp_url: str) -> None:
    shown = create_news(real_parts(Settings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), demo=True)))
    async with running_service(shown) as news:
        assert (await news.get("/shell")).status_code == 200
