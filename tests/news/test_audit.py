"""What the trail of news says after real requests."""

from fastapi import FastAPI
from httpx import AsyncClient

from services.news.main import FEATURES
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY
from tests.news.test_articles_api import begin, do
from tests.trail import changes, nameless, trail


async def test_an_article_is_in_the_trail_from_its_draft_to_its_withdrawal(news: AsyncClient, store: Store) -> None:
    text = "آب هفده روستا از امروز نوبت‌بندی نیست. " * 30
    article = (await begin(news, text=text)).json()["id"]
    await do(news, article, "approval", by=SECRETARY)
    await do(news, article, "publication")
    await do(news, article, "withdrawal", explanation="تاریخ نادرست بود.")

    drafted, approved, published, withdrawn = await trail(store, 4)

    assert {row["key"] for row in (drafted, approved, published, withdrawn)} == {article}
    assert (drafted["person_id"], approved["person_id"]) == (MANAGER.person_id, SECRETARY.person_id)
    written = changes(drafted)["content.text"][1]
    assert written.startswith(("<", "آب هفده روستا"))
    assert "sha256" in written
    assert len(written) < len(text)
    assert changes(drafted)["tokens"] == (None, "•")
    assert changes(approved)["approved_by"] == (None, SECRETARY.person_id)
    assert changes(published)["state"] == ("approved", "published")
    assert published["deed"] == "POST /api/news/articles/{article_id}/publication"
    assert changes(withdrawn)["withdrawal.explanation"] == (None, "تاریخ نادرست بود.")


async def test_a_request_that_is_refused_leaves_nothing(news: AsyncClient, store: Store) -> None:
    article = (await begin(news)).json()["id"]
    assert (await do(news, article, "approval")).status_code == 403
    assert (await do(news, article, "publication")).status_code == 200

    rows = await trail(store, 2)
    assert [row["deed"].rpartition("/")[2] for row in rows] == ["articles", "publication"]
    # Publishers were put there by no request.
    assert {row["collection"] for row in rows} == {"articles"}


async def test_every_deed_has_a_name_where_people_read_of_it(app: FastAPI) -> None:
    assert nameless(app, FEATURES) == {"POST /theme"}
