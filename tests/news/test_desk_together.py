"""Two offices and one article; and somebody outside who reads it before it is published."""

from datetime import UTC, datetime, timedelta
from json import loads
from re import search

from httpx import AsyncClient

from services.news.articles.domain import ArticleId
from services.news.followers.domain import Followers, Following, Together
from services.news.main import Parts
from services.news.previews.domain import PreviewId, new_preview
from shared.events.news import SubscribersCounted, TopicFollowers, TopicsTogether
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY
from tests.news.test_desk_pages import ROADS, at, begun, form_of

LONG = " ".join(f"واژه{number} تازه" for number in range(60))
NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


async def test_the_same_news_of_two_offices_is_pointed_out_and_becomes_one(news: AsyncClient) -> None:
    water, roads = at(news, MANAGER), at(news, ROADS)
    theirs = await begun(water, headline="افتتاح پل", text=LONG)
    own = await begun(roads, publisher="office/roads", headline="پل باز شد", text=LONG.replace("ی", "ي"))
    assert 'id="alike"' not in (await roads(own)).text, "a draft of another office is nobody's to know"
    assert 'id="alike"' in (await at(news, SECRETARY)(own)).text
    await water(f"{theirs}/publication", **await form_of(water, theirs), confirmed="yes")

    page = (await roads(own)).text
    assert 'id="alike"' in page
    assert f'action="{theirs}/partners"' in page
    asked = await roads(f"{theirs}/partners", office="office/roads")
    assert asked.status_code == 303
    assert theirs not in (await news.get("/offices/roads")).text.replace("/n/", "/n/desk/")
    assert "هم‌انتشاری خبر «افتتاح پل»" in (await water("/n/desk-part")).text
    refused = await roads(f"{theirs}/partners/agreement", office="office/roads")
    assert refused.status_code == 403, "whoever asks does not answer"
    assert (await water(f"{theirs}/partners/agreement", office="office/roads")).status_code == 303

    public = theirs.replace("/desk", "")
    assert public in (await news.get("/offices/roads")).text
    assert "اداره راهداری" in (await news.get(public)).text
    listed = (await news.get("/api/news/articles?publisher=office/roads")).json()["items"]
    assert [each["co_publishers"][0]["id"] for each in listed] == ["roads"]
    assert (await roads(f"{theirs}/withdrawal", explanation="ی")).status_code == 403
    assert (await roads(f"{theirs}/partners/removal", office="office/roads")).status_code == 303
    assert public not in (await news.get("/offices/roads")).text


async def test_an_office_that_is_invited_reads_the_draft_and_changes_nothing(news: AsyncClient) -> None:
    water, roads = at(news, MANAGER), at(news, ROADS)
    path = await begun(water)
    assert (await roads(path)).status_code == 404
    await water(f"{path}/partners", office="office/roads")

    assert (await roads(path)).status_code == 200
    assert path in (await roads("/n/desk")).text
    assert (await roads(path, **await form_of(water, path))).status_code == 403
    assert (await roads(f"{path}/partners/agreement", office="office/roads")).status_code == 303
    again = await water(f"{path}/partners", office="office/roads")
    assert again.headers["location"] == "/n/desk"


async def test_a_preview_link_opens_one_article_until_it_is_over(news: AsyncClient, store: Store) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    assert (await manager(f"{path}/previews", days="3")).status_code == 303
    found = search(r"/n/preview/([\w-]{32})", (await manager(path)).text)
    assert found

    news.cookies.clear()

    page = await news.get(found[0])

    assert page.status_code == 200
    assert "نوبت‌بندی برداشته شد." in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="referrer" content="no-referrer">' in page.text
    assert "set-cookie" not in page.headers
    assert (await news.get(found[0][:-1] + "x")).status_code == 404
    assert found[1] not in str(await store.find("audit_waiting", {})) + str(await store.find("audit", {}))
    (preview,) = await store.find("previews", {})
    stranger = at(news, ROADS)
    assert (await stranger(f"{path}/previews/{preview['_id']}/revocation", sent="yes")).status_code == 404
    assert (await manager(f"{path}/previews/{preview['_id']}/revocation", sent="yes")).status_code == 303
    over = await news.get(found[0])
    assert (over.status_code, "نوبت‌بندی" in over.text) == (404, False)

    await manager(f"{path}/previews", days="1")
    after = search(r"/n/preview/([\w-]{32})", (await manager(path)).text)
    assert after
    await manager(f"{path}/publication", **await form_of(manager, path), confirmed="yes")
    public = await news.get(after[0])
    assert (public.status_code, public.headers["location"]) == (303, path.replace("/desk", ""))


def test_a_link_is_over_at_its_time() -> None:
    link = new_preview(PreviewId("1"), "t", ArticleId("a"), days=3, by=MANAGER, at=NOON)

    assert link.is_open(at=NOON + timedelta(days=3) - timedelta(seconds=1))
    assert not link.is_open(at=NOON + timedelta(days=3))
    assert new_preview(PreviewId("1"), "t", ArticleId("a"), days=900, by=MANAGER, at=NOON).expires_at == (
        NOON + timedelta(days=1)
    )
    assert (link.revoke(at=NOON), link.revoke(at=NOON), link.is_open(at=NOON)) == (True, False, False)


async def test_the_number_of_followers_is_asked_of_the_copy(news: AsyncClient, parts: Parts) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    assert "تعداد آنان هنوز معلوم نیست" in (await manager(f"{path}/publication")).text
    counted = (
        TopicFollowers(topic="all", channel="email", number=1200),
        TopicFollowers(topic="office/water", channel="email", number=34),
        TopicFollowers(topic="office/roads", channel="bale", number=7),
    )
    await parts.follower_book.keep(SubscribersCounted(followers=counted, counted_at=NOON))

    page = (await manager(f"{path}/publication")).text

    assert "۱٬۲۳۴ نفر" in page
    assert "هر کس یک بار" not in page


async def test_of_a_joint_publication_the_followers_of_all_its_offices_are_counted_once(
    news: AsyncClient, parts: Parts, store: Store
) -> None:
    manager, roads = at(news, MANAGER), at(news, ROADS)
    path = await begun(manager)
    await manager(f"{path}/partners", office="office/roads")
    counted = (
        TopicFollowers(topic="all", channel="email", number=1200),
        TopicFollowers(topic="office/water", channel="email", number=34),
        TopicFollowers(topic="office/roads", channel="email", number=20),
    )
    both = TopicsTogether(topics=("office/roads", "office/water"), channel="email", number=5)
    await parts.follower_book.keep(SubscribersCounted(followers=counted, counted_at=NOON, together=(both,)))
    assert "۱٬۲۳۴ نفر" in (await manager(f"{path}/publication")).text, "the other office has not agreed yet"
    await roads(f"{path}/partners/agreement", office="office/roads")

    page = (await manager(f"{path}/publication")).text
    await manager(f"{path}/publication", **await form_of(manager, path), confirmed="yes")

    assert "۱٬۲۴۹ نفر" in page
    assert "هر کس یک بار" in page
    assert "صفحه «اداره راهداری" in page
    (sent,) = await store.find("outbox", {"type": "news.published.v1"})
    assert loads(sent["body"])["data"]["partners"] == [{"kind": "office", "id": "roads"}]


def test_whoever_follows_three_offices_of_an_item_counts_once() -> None:
    each = tuple(Following(name, "email", 10) for name in ("office/a", "office/b", "office/c"))
    followers = Followers(following=each, together=(Together(("office/a", "office/b", "office/c"), "email", 4),))

    assert followers.of({"office/a", "office/b", "office/c"}) == {"email": 22}
    assert followers.of({"office/a", "office/c"}) == {"email": 16}
    assert followers.of({"office/b"}) == {"email": 10}
