"""The desk's life of an article on the real parts: what comes late, what must not leak, and two people at once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from re import search
from typing import Any

from httpx import AsyncClient

from services.news.articles.domain import Article, ArticleId
from services.news.articles.migrations_mongo import MIGRATIONS
from services.news.articles.mongo import ARTICLES, MongoArticleRepository
from services.news.articles.parts_domain import Plan
from services.news.articles.states_domain import State
from services.news.articles.writing_domain import content
from services.news.main import FEATURES, Parts
from services.news.publishers.domain import Publisher, PublisherId, publisher_id
from services.news.publishers.mongo import publisher_copies
from shared.persian.jalali import TEHRAN, jalali_of
from shared.runtime.ids import new_id
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.news.test_articles_api import begin, do
from tests.news.test_desk_pages import at, begun, form_of
from tests.outbox import told

SECRET = "برنامه محرمانه سفر وزیر"


def a_planned_one(**changes: object) -> Article:
    """An approved article whose time was three hours ago."""
    made = Article(
        id=ArticleId(new_id()),
        publisher_id=PublisherId("office/water"),
        author_id="p-water",
        content=content(headline=SECRET, lead="", text="متن"),
        topics=("سفر",),
        state=State.APPROVED,
        approved_by="p-desk",
        plan=Plan(datetime.now(UTC) - timedelta(hours=3), "p-water"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_what_was_due_while_the_service_was_down_is_published_once(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    await publisher_copies(store).put(Publisher(publisher_id("office", "water"), "office", "اداره آب"))
    article = a_planned_one()
    await MongoArticleRepository(store).save(article)

    async def publish() -> None:
        await store.run_again(lambda: parts.press_clock.publish(article.id))

    await asyncio.gather(*(publish() for _ in range(4)))
    await parts.press_runner.turn()

    assert await told(store) == ["news.published.v1"]
    (revision,) = [each for each in await store.find("revisions", {}) if each["what"].startswith("published")]
    assert revision["what"] == "published_late"


async def test_the_running_service_publishes_what_is_due(news: AsyncClient, store: Store) -> None:
    article = a_planned_one()
    await MongoArticleRepository(store).save(article)

    async def is_public() -> bool:
        return (await news.get(article.path)).status_code == 200

    await eventually(is_public)
    assert await told(store) == ["news.published.v1"]
    page = (await at(news, MANAGER)(f"/n/desk/{article.id}")).text
    assert "انتشار با تأخیر" in page
    assert "زمان تعیین‌شده برای انتشار" in page


async def test_an_embargoed_article_leaks_by_nothing(news: AsyncClient, store: Store) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    article = a_planned_one(plan=Plan(later, "p-water", embargo=True))
    await MongoArticleRepository(store).save(article)
    other = article.id[:-1] + ("0" if article.id[-1] != "0" else "1")

    for path in ("/", "/offices", "/offices/water", "/search?q=محرمانه", "/search?topic=سفر", "/api/news/articles"):
        page = (await news.get(path)).text
        assert SECRET not in page
        assert "۱ خبر از" not in page
    for prefix in ("/n/", "/api/news/articles/"):
        hidden, missing = await news.get(prefix + article.id), await news.get(prefix + other)
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert len(hidden.content) == len(missing.content)
    assert (await news.post(f"/n/{article.id}/feedback", data={"helped": "yes"})).status_code in {403, 404}
    refused = await do(news, article.id, "publication")
    assert refused.status_code == 409
    assert "ممنوع‌الانتشار" in refused.json()["detail"]
    assert await told(store) == []


async def test_the_whole_life_by_the_interface(news: AsyncClient, store: Store) -> None:
    article = (await begin(news, kind="notice")).json()["id"]
    path = f"/api/news/articles/{article}"
    assert (await do(news, article, "submission")).json()["state"] == "submitted"
    returned = await do(news, article, "return", by=SECRETARY, note="ساعت؟")
    assert (returned.json()["state"], returned.json()["returned_note"]) == ("returned", "ساعت؟")
    await do(news, article, "submission")
    assert (await news.delete(f"{path}/submission", headers=bearer(MANAGER))).json()["state"] == "draft"
    assert (await news.delete(path, headers=bearer(MANAGER))).json()["state"] == "deleted"
    assert (await news.get(path, headers=bearer(MANAGER))).status_code == 404
    assert (await do(news, article, "publication")).status_code == 409
    assert (await do(news, article, "restoration")).json()["state"] == "draft"

    soon = datetime.now(TEHRAN).replace(tzinfo=None, microsecond=0) + timedelta(hours=1)
    planned = await do(news, article, "schedule", at=soon.isoformat(), embargo=False, channels=["bale"])
    assert planned.json()["state"] == "scheduled"
    assert datetime.fromisoformat(planned.json()["planned_at"]) == soon.replace(tzinfo=TEHRAN)
    past = await do(news, article, "schedule", at="2020-01-01T00:00:00Z")
    assert (past.status_code, past.json()["type"]) == (422, "urn:ravabet:problem:wrong-time")

    published = await do(news, article, "publication", channels=[])
    assert (published.json()["state"], published.json()["planned_at"]) == ("published", None)
    assert [each["id"] for each in (await news.get("/api/news/articles?kind=notice")).json()["items"]] == [article]
    assert (await news.get("/api/news/articles?kind=news")).json()["items"] == []
    (row,) = await store.find("outbox", {"type": "news.published.v1"})
    assert '"channels":[]' in str(row["body"])
    minor = await do(news, article, "correction", text="متن دیگر")
    assert (minor.status_code, minor.json()["corrections"]) == (200, [])
    await do(news, article, "withdrawal", explanation="خبر نادرست بود.")
    gone = await news.get(path)
    assert (gone.status_code, gone.json()["explanation"]) == (410, "خبر نادرست بود.")

    revisions = (await news.get(f"{path}/revisions", headers=bearer(MANAGER))).json()["items"]
    assert [each["what"] for each in revisions] == [
        *("written", "submitted", "returned", "submitted", "taken_back", "deleted", "restored", "scheduled"),
        *("published", "corrected", "withdrawn"),
    ]
    assert [each["at"] for each in revisions] == sorted(each["at"] for each in revisions)
    assert [each["changed"] for each in revisions].count(True) == 2
    assert (await news.get(f"{path}/revisions")).status_code == 401


async def test_two_editors_see_both_versions_and_lose_nothing(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager, text="یک\n\nدو\n\nسه")
    mine, theirs = await form_of(manager, path), await form_of(secretary, path)
    await secretary(path, **(theirs | {"text": "یک از دبیرخانه\n\nدو\n\nسه"}))

    refused = await manager(path, **(mine | {"text": "یک\n\nدو\n\nسه از من", "lead": "چکیده من"}))

    assert refused.status_code == 409
    assert "دو نفر هم‌زمان" in refused.text
    found = search(r'id="f-text"[^>]*>\n([^<]*)</textarea>', refused.text)
    assert found
    assert unescape(found[1]) == "یک از دبیرخانه\n\nدو\n\nسه از من"
    assert "<ins>" in refused.text
    again = await manager(path, **(mine | {"text": unescape(found[1]), "version": "2"}))
    assert again.status_code == 303


async def test_what_the_editor_sends_is_joined_and_nothing_stands_twice(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager, text="یک\n\nدو", topics="آب")
    mine, theirs = await form_of(manager, path), await form_of(secretary, path)
    await secretary(path, **(theirs | {"text": "<div>یک از دبیرخانه<br><br>دو</div>", "topics": "آب، خیابان"}))

    refused = await manager(path, **(mine | {"text": '<div dir="rtl">یک<br><br>دو از من</div>', "topics": "آب"}))

    found = search(r'id="f-text"[^>]*>\n([^<]*)</textarea>', refused.text)
    assert found
    assert unescape(found[1]) == "<p>یک از دبیرخانه</p><p>دو از من</p>"
    assert 'value="آب، خیابان"' in refused.text
    assert "صفحه را تازه کنید" not in refused.text
    assert "&lt;p&gt;" not in refused.text.partition('id="merge"')[2].partition("</section>")[0]


async def test_versions_stand_side_by_side(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    form = await form_of(manager, path)
    await manager(path, **(form | {"text": "از فردا نوبت‌بندی نیست.\n\nمخزن تازه پر شد."}))

    page = (await manager(f"{path}/revisions")).text

    assert "<del>امروز</del>" in page
    assert "<ins>فردا</ins>" in page
    assert (await manager(f"{path}/revisions?old=1&new=77")).status_code == 404
    assert (await at(news, GOVERNOR)(f"{path}/revisions?old=1&new=1")).status_code == 200


async def test_the_desk_returns_plans_deletes_and_looks_at_it_on_pages(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager, kind="reply", answers="روزنامه کار، ۲ آذر")
    await manager(f"{path}/approval-request", **await form_of(manager, path), kind="reply", answers="روزنامه کار")
    assert (await secretary(f"{path}/return", note=" ")).status_code == 422
    assert (await secretary(f"{path}/return", note="نام روزنامه؟")).status_code == 303
    assert "نام روزنامه؟" in (await manager(path)).text
    assert "نام روزنامه؟" in (await manager("/n/desk-part")).text
    assert path in (await manager("/n/desk?tab=returned&kind=reply&who=mine")).text
    assert path not in (await manager("/n/desk?kind=notice")).text
    assert path in (await manager("/n/desk/board?who=mine")).text
    assert (await manager(f"{path}/assignment", taken="yes")).status_code == 303
    assert path not in (await secretary("/n/desk?who=nobody")).text

    wrong = await manager(f"{path}/schedule", day="1405/13/1", time="25:00")
    assert wrong.status_code == 422
    assert 'id="e-day"' in wrong.text
    assert 'id="e-time"' in wrong.text
    day = jalali_of(datetime.now(UTC) + timedelta(days=2))
    planned = await manager(f"{path}/schedule", day=f"{day.year}/{day.month}/{day.day}", time="۱۴:۳۰", embargo="yes")
    assert planned.status_code == 303
    calendar = (await manager(f"/n/desk/calendar?on={day.year}-{day.month}-{day.day}")).text
    assert path in calendar
    assert "۱۴:۳۰" in calendar
    assert (await manager("/n/desk/calendar?view=week&on=nonsense")).status_code == 200
    assert (await manager(f"{path}/publication", confirmed="yes")).status_code == 409
    assert (await manager(f"{path}/schedule-cancellation", sent="yes")).status_code == 303
    assert (await manager(f"{path}/deletion", sent="yes")).status_code == 303
    assert path in (await manager("/n/desk?tab=deleted")).text
    assert path not in (await manager("/n/desk")).text
    assert (await manager(f"{path}/restoration", sent="yes")).status_code == 303


async def test_who_approves_their_own_leaves_the_reason(news: AsyncClient) -> None:
    secretary = at(news, SECRETARY)
    path = await begun(secretary, publisher="body/media_hq")

    refused = await secretary(f"{path}/approval", alone_because="  ")
    assert (refused.status_code, "دلیل را بنویسید؛ با نام شما" in refused.text) == (422, True)
    approved = await secretary(f"{path}/approval", alone_because="هشدار سیل؛ کسی نبود")

    assert approved.status_code == 303
    assert "هشدار سیل؛ کسی نبود" in (await secretary(path)).text


async def test_articles_of_the_release_before_are_read_and_migrated(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    old: dict[str, Any] = {
        "_id": "0123456789abcdef",
        "publisher_id": "office/water",
        "author_id": "p-water",
        "content": {"headline": "آب", "lead": "", "text": "متن"},
        "topics": [],
        "state": "draft",
        "approval_asked_at": None,
        "version": 1,
        "created_at": datetime(2026, 11, 22, tzinfo=UTC),
    }
    await store.driver.collection(ARTICLES).insert_one(old)

    async def counts() -> list[int]:
        return list((await parts.desk_items.counts(SECRETARY)).values())

    before = await counts()
    (migration,) = MIGRATIONS
    found = await store.find(ARTICLES, migration.left)
    (change,) = await migration.change(store, found)
    await store.driver.collection(ARTICLES).update_one({"_id": old["_id"]}, {"$set": change.fields})

    assert before == await counts() == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert await store.count(ARTICLES, migration.left) == 0
