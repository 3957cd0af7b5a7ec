"""Articles as other programs handle them."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer, token_of
from tests.outbox import told

WATER = {"kind": "office", "id": "water"}


async def begin(news: AsyncClient, *, by: Viewer = MANAGER, **changes: Any) -> Response:
    body = {"publisher": WATER, "headline": "آب هفده روستا پایدار شد", "text": "از امروز نوبت‌بندی نیست."} | changes
    return await news.post("/api/news/articles", json=body, headers=bearer(by))


async def do(news: AsyncClient, article: str, deed: str, *, by: Viewer = MANAGER, **body: Any) -> Response:
    return await news.post(f"/api/news/articles/{article}/{deed}", json=body or None, headers=bearer(by))


async def a_published_one(news: AsyncClient, **changes: Any) -> str:
    article: str = (await begin(news, **changes)).json()["id"]
    assert (await do(news, article, "publication")).status_code == 200
    return article


async def test_a_manager_publishes_and_the_public_reads(news: AsyncClient, store: Store) -> None:
    begun = await begin(news, topics=["آب"])
    assert (begun.status_code, begun.json()["state"], begun.json()["version"]) == (201, "draft", 1)
    article = begun.json()["id"]
    assert (await news.get(f"/api/news/articles/{article}")).status_code == 404

    published = await do(news, article, "publication")

    assert published.json()["state"] == "published"
    assert published.json()["url"] == f"http://ravabet.test/n/{article}"
    read = (await news.get(f"/api/news/articles/{article}")).json()
    assert read["headline"] == "آب هفده روستا پایدار شد"
    assert await told(store) == ["news.published.v1"]


async def test_the_same_publication_at_the_same_instant_is_one(news: AsyncClient, store: Store) -> None:
    article = (await begin(news)).json()["id"]

    answers = await asyncio.gather(*(do(news, article, "publication") for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["published_at"] for answer in answers}) == 1
    assert await told(store) == ["news.published.v1"]


async def test_an_office_that_may_not_publish_directly_needs_the_desk(news: AsyncClient) -> None:
    manager = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))
    article = (await begin(news, by=manager, publisher={"kind": "office", "id": "roads"})).json()["id"]
    assert (await do(news, article, "publication", by=manager)).status_code == 409
    assert (await do(news, article, "approval", by=manager)).status_code == 403

    approved = await do(news, article, "approval", by=SECRETARY)

    assert approved.json()["state"] == "approved"
    assert (await do(news, article, "publication", by=manager)).json()["on_front"] is True


async def test_nobody_approves_their_own_article(news: AsyncClient) -> None:
    hq = {"kind": "body", "id": "media_hq"}
    article = (await begin(news, by=SECRETARY, publisher=hq)).json()["id"]

    refused = await do(news, article, "approval", by=SECRETARY)

    assert refused.status_code == 403
    assert "خودش" in refused.json()["detail"]
    assert (await do(news, article, "approval", by=GOVERNOR)).status_code == 200


async def test_a_correction_keeps_the_address_and_is_told_once(news: AsyncClient, store: Store) -> None:
    article = await a_published_one(news)
    correction: dict[str, Any] = {"text": "از فردا نوبت‌بندی نیست.", "note": "روز آغاز درست شد.", "major": True}

    first = await do(news, article, "correction", **correction)
    again = await do(news, article, "correction", **correction)

    assert first.json() == again.json()
    assert [each["note"] for each in first.json()["corrections"]] == ["روز آغاز درست شد."]
    assert await told(store) == ["news.published.v1", "news.corrected.v1"]


async def test_a_withdrawn_article_stays_with_its_explanation_alone(news: AsyncClient, store: Store) -> None:
    article = await a_published_one(news)

    withdrawn = await do(news, article, "withdrawal", explanation="خبر نادرست بود.")

    assert withdrawn.json()["state"] == "withdrawn"
    assert (await do(news, article, "withdrawal", explanation="خبر نادرست بود.")).status_code == 200
    read = (await news.get(f"/api/news/articles/{article}")).json()
    assert (read["explanation"], read["text"]) == ("خبر نادرست بود.", "")
    assert (await news.get("/api/news/articles")).json()["items"] == []
    assert await told(store) == ["news.published.v1", "news.withdrawn.v1"]


async def test_lists_are_read_page_by_page(news: AsyncClient) -> None:
    articles = [await a_published_one(news, headline=f"خبر {number}") for number in range(5)]

    first = (await news.get("/api/news/articles", params={"limit": 3, "publisher": "office/water"})).json()
    second = (await news.get("/api/news/articles", params={"limit": 3, "after": first["next"]})).json()

    assert [item["id"] for item in first["items"] + second["items"]] == articles[::-1]
    assert second["next"] is None
    assert (await news.get("/api/news/articles", params={"publisher": "office/roads"})).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"headline": ""}, 422, "invalid"),
        ({"headline": None}, 422, "invalid"),
        ({"text": "آ" * 1_000_000}, 422, "invalid"),
        ({"headline": "\u202e\u200f"}, 422, "unreadable"),
        ({"surprise": 1}, 422, "invalid"),
        ({"publisher": {"kind": "office", "id": "nowhere"}}, 404, "publisher-not-found"),
        ({"publisher": {"kind": "office", "id": "roads"}}, 403, "not-allowed"),
        ({"publisher": {"kind": "body", "id": "media_hq"}}, 403, "not-allowed"),
        ({"publisher": "water"}, 422, "invalid"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(
    news: AsyncClient, store: Store, changes: dict[str, Any], status: int, problem: str
) -> None:
    refused = await begin(news, **changes)

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == f"urn:ravabet:problem:{problem}"
    assert await store.count("articles", {}) == 0


async def test_text_is_cleaned_before_it_is_kept(news: AsyncClient) -> None:
    article = await begin(
        news,
        headline="كارگاه \u202eآموزشي",
        text="<p onclick='x()'>متن <script>alert(1)</script><b>مهم</b></p><a href='javascript:x'>پیوند</a>",
    )

    assert article.json()["headline"] == "کارگاه آموزشی"
    assert "script" not in article.json()["text"]
    assert "onclick" not in article.json()["text"]
    assert "javascript" not in article.json()["text"]
    assert "<b>مهم</b>" in article.json()["text"]


async def test_a_text_tells_how_it_is_written_or_is_told(news: AsyncClient, store: Store) -> None:
    plain = (await begin(news, text="تعداد<n و بقیه\n\n<x>&lt;script&gt;")).json()
    marked = (await begin(news, text="<div>خط یک</div><div>خط دو</div><x>&lt;script&gt;")).json()
    told = (await begin(news, text="<b>یک</b>", text_format="plain")).json()

    assert (plain["text"], plain["text_format"]) == ("تعداد<n و بقیه\n\n<x>&lt;script&gt;", "plain")
    assert marked["text"] == "<p>خط یک</p><p>خط دو</p><p>&lt;x&gt;&lt;script&gt;</p>"
    assert (marked["text_format"], told["text_format"]) == ("html", "html")
    assert told["text"] == "<p>&lt;b&gt;یک&lt;/b&gt;</p>"
    assert not [each for each in await store.find("articles", {}) if "<script" in each["content"]["text"]]

    page = await news.get(plain["path"], headers=bearer(MANAGER))
    assert "<p>تعداد&lt;n و بقیه</p><p>&lt;x&gt;&amp;lt;script&amp;gt;</p>" in page.text
    assert (await do(news, plain["id"], "publication")).status_code == 200
    corrected = await do(news, plain["id"], "correction", text="<i>دو</i>", text_format="plain", note="ن")
    assert corrected.json()["text"] == "<p>&lt;i&gt;دو&lt;/i&gt;</p>"


async def test_who_is_not_signed_in_is_told_so(news: AsyncClient) -> None:
    late = {"Authorization": f"Bearer {token_of(MANAGER, seconds=-1)}"}
    bodies = [
        await news.post("/api/news/articles", json={}),
        await news.post("/api/news/articles", json={}, headers=late),
        await news.post("/api/news/articles", json={}, headers={"Authorization": "Bearer nonsense"}),
        await news.post(
            "/api/news/articles", json={}, headers={"Authorization": f"Bearer {token_of(MANAGER)[:-3]}abc"}
        ),
    ]

    assert [answer.status_code for answer in bodies] == [401] * 4
    assert {answer.json()["type"] for answer in bodies} == {"urn:ravabet:problem:not-signed-in"}
    assert (await begin(news, by=OPERATOR)).status_code == 403


async def test_other_peoples_drafts_are_not_there(news: AsyncClient) -> None:
    article = (await begin(news)).json()["id"]
    stranger = Viewer("p-x", "م", frozenset({"pr_manager"}), frozenset({"roads"}))

    assert (await do(news, article, "publication", by=stranger)).status_code == 404
    assert (await news.get(f"/api/news/articles/{article}", headers=bearer(stranger))).status_code == 404
    assert (await news.get(f"/api/news/articles/{article}", headers=bearer(MANAGER))).status_code == 200


async def test_malformed_json_is_a_problem_too(news: AsyncClient) -> None:
    headers = bearer(MANAGER) | {"Content-Type": "application/json"}
    refused = await news.post("/api/news/articles", content=b"{", headers=headers)

    assert (refused.status_code, refused.json()["type"]) == (400, "urn:ravabet:problem:malformed-json")


async def test_a_draft_that_somebody_else_changed_is_not_overwritten(news: AsyncClient) -> None:
    article = (await begin(news)).json()["id"]
    change = {"headline": "تیتر تازه", "text": "متن تازه", "version": 1}
    path = f"/api/news/articles/{article}"

    assert (await news.put(path, json=change, headers=bearer(MANAGER))).json()["version"] == 2
    assert (await news.put(path, json=change, headers=bearer(MANAGER))).json()["version"] == 2
    other = change | {"headline": "تیتر دیگر"}
    assert (await news.put(path, json=other, headers=bearer(MANAGER))).status_code == 409
