"""What readers say of an article: counted, seen by its office, and nothing kept of who they are."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from httpx import AsyncClient

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import State
from services.news.feedback.domain import (
    LONGEST_REMARK,
    MOST_IN_A_MINUTE,
    Tally,
    TooManyAnswers,
    without_contacts,
)
from services.news.feedback.usecases import SuggestionBox
from services.news.publishers.domain import PublisherId
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, MANAGER, OPERATOR, SECRETARY, bearer, token_of
from tests.news.shelf import ArticlesInMemory, Shelf, TalliesInMemory, no_transaction

NOON = datetime(2026, 11, 23, 8, 30, 30, tzinfo=UTC)
ROADS = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))


def a_box(shelf: Shelf) -> SuggestionBox:
    return SuggestionBox(ArticlesInMemory(shelf), TalliesInMemory(shelf), no_transaction, lambda: NOON)


def an_article(state: State = State.PUBLISHED) -> Article:
    return Article(ArticleId("a1"), PublisherId("office/water"), "p-water", Content("آب", "", "متن"), state=state)


async def test_answers_are_counted_and_what_was_missing_is_kept() -> None:
    shelf = Shelf({"a1": an_article()})
    box = a_box(shelf)

    await box.take(ArticleId("a1"), helped=True)
    await box.take(ArticleId("a1"), helped=False, missing="  نشانی مخزن\nکجاست؟ ")

    tally = shelf.tallies["a1"]
    assert (tally.helped, tally.missed, tally.remarks, tally.publisher_id) == (1, 1, 1, "office/water")
    assert [(each.text, each.helped, each.on.isoformat()) for each in shelf.remarks] == [
        ("نشانی مخزن کجاست؟", False, "2026-11-23")
    ]


async def test_a_second_answer_of_a_browser_adds_only_what_is_written() -> None:
    shelf = Shelf({"a1": an_article()})
    box = a_box(shelf)
    await box.take(ArticleId("a1"), helped=True)

    await box.take(ArticleId("a1"), helped=False, again=True)
    await box.take(ArticleId("a1"), helped=False, missing="ساعت آن", again=True)

    assert (shelf.tallies["a1"].answers, shelf.tallies["a1"].remarks) == (1, 1)


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.WITHDRAWN])
async def test_what_the_public_does_not_read_is_not_answered(state: State) -> None:
    shelf = Shelf({"a1": an_article(state)})

    with pytest.raises(ArticleNotFound):
        await a_box(shelf).take(ArticleId("a1"), helped=True)

    assert shelf.tallies == {}


def test_more_answers_than_readers_can_give_are_refused_until_the_next_minute() -> None:
    tally = Tally(ArticleId("a1"), PublisherId("office/water"))
    for _ in range(MOST_IN_A_MINUTE):
        tally.admit(at=NOON)

    with pytest.raises(TooManyAnswers):
        tally.admit(at=NOON + timedelta(seconds=29))

    tally.admit(at=NOON + timedelta(seconds=30))
    assert tally.in_last_minute == 1


async def test_whoever_says_to_have_answered_before_passes_the_same_limit() -> None:
    """The cookie that says so can be made up."""
    shelf = Shelf({"a1": an_article()})
    box = a_box(shelf)
    for number in range(MOST_IN_A_MINUTE):
        await box.take(ArticleId("a1"), helped=True, missing=f"نوشته {number}", again=True)

    with pytest.raises(TooManyAnswers):
        await box.take(ArticleId("a1"), helped=True, missing="باز هم", again=True)

    assert (len(shelf.remarks), shelf.tallies["a1"].answers) == (MOST_IN_A_MINUTE, 0)


async def test_nothing_that_is_kept_tells_the_time_of_a_remark() -> None:
    shelf = Shelf({"a1": an_article()})

    await a_box(shelf).take(ArticleId("a1"), helped=False, missing="ساعت؟")

    assert [(each.id, each.number, each.on) for each in shelf.remarks] == [("a1-1", 1, date(2026, 11, 23))]
    assert shelf.tallies["a1"].last_at == NOON.replace(second=0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("به ali.r@example.ir بنویسید", "به [نشانی] بنویسید"),
        ("زنگ بزنید ۰۹۱۲ ۳۴۵ ۶۷۸۹ تا بگویم", "زنگ بزنید [شماره] تا بگویم"),
        ("+98-912-3456789", "[شماره]"),
        ("کد ملی 0012345678.", "کد ملی [شماره]."),
        ("0912.345.6789 یا (0912)3456789", "[شماره] یا [شماره]"),
        ("0912 - 345 - 6789، 0912/345/6789، ۰۹۱۲_۳۴۵_۶۷۸۹", "[شماره]، [شماره]، [شماره]"),
        ("+98 (912) 345–6789 و ali @ example.com", "[شماره] و [نشانی]"),
        ("از ۲ تا ۱۴۰۵/۹/۲، بودجه ۱۲٬۰۰۰٬۰۰۰ ریال", "از ۲ تا ۱۴۰۵/۹/۲، بودجه ۱۲٬۰۰۰٬۰۰۰ ریال"),
        ("1405-08-12 - 1405-08-20 و سال 1404 1405", "1405-08-12 - 1405-08-20 و سال 1404 1405"),
        ("كتاب‌ها", "کتاب‌ها"),
    ],
)
def test_addresses_and_long_numbers_of_readers_are_not_kept(typed: str, kept: str) -> None:
    assert without_contacts(typed) == kept


async def published(news: AsyncClient) -> str:
    body = {"publisher": {"kind": "office", "id": "water"}, "headline": "آب پایدار شد", "text": "نوبت‌بندی نیست."}
    article: str = (await news.post("/api/news/articles", json=body, headers=bearer(MANAGER))).json()["id"]
    await news.post(f"/api/news/articles/{article}/publication", headers=bearer(MANAGER))
    return article


async def test_a_reader_answers_and_the_office_sees_it(news: AsyncClient, store: Store) -> None:
    """From the article's page to the desk; another office and an operator see nothing."""
    article = await published(news)
    page = f"/n/{article}"
    assert f'action="{page}/feedback"' in (await news.get(page)).text

    thanked = await news.post(f"{page}/feedback", data={"helped": "no", "missing": "ساعت قطع؟ 09123456789"})
    again = await news.post(f"{page}/feedback", data={"helped": "no"})

    assert (thanked.status_code, thanked.headers["location"], again.status_code) == (303, page, 303)
    assert f"Path={page}/feedback" in thanked.headers["set-cookie"]
    news.cookies.clear()
    seen = (await news.get(f"/api/news/articles/{article}/feedback", headers=bearer(MANAGER))).json()
    assert (seen["helped"], seen["missed"], seen["remark_count"]) == (0, 1, 1)
    assert seen["remarks"][0]["text"] == "ساعت قطع؟ [شماره]"
    desk = await news.get(f"/n/desk/{article}/feedback", headers={"Cookie": f"{COOKIE}={token_of(MANAGER)}"})
    listed = await news.get("/n/desk/feedback", headers={"Cookie": f"{COOKIE}={token_of(SECRETARY)}"})
    assert "ساعت قطع؟ [شماره]" in desk.text
    assert f'href="/n/desk/{article}/feedback"' in listed.text
    for other, status in ((ROADS, 404), (OPERATOR, 403)):
        refused = await news.get(f"/api/news/articles/{article}/feedback", headers=bearer(other))
        assert refused.status_code == status
    kept = [*await store.find("feedback", {}), *await store.find("remarks", {})]
    assert "127.0.0.1" not in str(kept)
    assert await store.count("audit", {"collection": {"$in": ["feedback", "remarks"]}}) == 0


async def test_nothing_typed_is_lost_when_an_answer_cannot_be_taken(news: AsyncClient) -> None:
    article = await published(news)
    long = "چرا " * LONGEST_REMARK

    refused = await news.post(f"/n/{article}/feedback", data={"helped": "maybe", "missing": long})

    assert refused.status_code == 422
    assert long.strip() in refused.text
    assert "پاسخ: این مقدار یکی از مقدارهای مجاز نیست." in refused.text
    assert "کمبودها: حداکثر ۵۰۰ نویسه بنویسید." in refused.text


async def test_another_site_cannot_answer_and_a_withdrawn_article_asks_nothing(news: AsyncClient) -> None:
    article = await published(news)
    foreign = {"Sec-Fetch-Site": "cross-site"}

    refused = await news.post(f"/n/{article}/feedback", data={"helped": "yes"}, headers=foreign)
    as_program = await news.post(f"/api/news/articles/{article}/feedback", json={"helped": True}, headers=foreign)
    await news.post(
        f"/api/news/articles/{article}/withdrawal", json={"explanation": "نادرست بود"}, headers=bearer(MANAGER)
    )
    late = await news.post(f"/n/{article}/feedback", data={"helped": "yes"})

    assert (refused.status_code, as_program.status_code, late.status_code) == (403, 403, 404)
    assert (await news.get(f"/n/{article}/feedback")).status_code == 404
    assert "/feedback" not in (await news.get(f"/n/{article}")).text


async def test_readers_who_answer_at_the_same_instant_are_all_counted(news: AsyncClient, store: Store) -> None:
    article = await published(news)

    answers = await asyncio.gather(
        *(news.post(f"/api/news/articles/{article}/feedback", json={"helped": True}) for _ in range(12))
    )

    assert {answer.status_code for answer in answers} == {204}
    assert (await store.get("feedback", article) or {})["helped"] == 12
