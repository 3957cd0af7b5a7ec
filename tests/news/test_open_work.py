"""What news answers in a handover."""

import json
from datetime import date
from typing import Any

from fastapi import FastAPI
from httpx import AsyncClient

from services.news.main import FEATURES
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web import open_work
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import MANAGER, SECRETARY, bearer
from tests.news.test_articles_api import a_published_one, begin, do


async def answer(app: FastAPI, **changes: Any) -> dict[str, Any]:
    """What news says when the holder of a post has changed."""
    facts = {
        "handover_id": "h1",
        "post_id": "office/water:pr_manager",
        "office_id": "water",
        "role": "pr_manager",
        "from_person_id": MANAGER.person_id,
        "to_person_id": "p-next",
        "since": date(2026, 11, 22),
    }
    event = HandoverOpened.model_validate(facts | changes)
    store = parts_of(app)[Store]
    handler = handlers_of((*FEATURES, open_work.FEATURE), parts_of(app)).get(event.type)
    assert handler
    async with store.unit_of_work():
        await handler(event)
    rows = await store.find("outbox", {"type": "news.open.work.listed.v1"}, sort=[("_id", 1)])
    said: dict[str, Any] = json.loads(rows[-1]["body"])["data"]
    return said


async def test_everything_of_the_office_that_is_not_published_goes_to_the_next_manager(
    app: FastAPI, news: AsyncClient
) -> None:
    """Whoever wrote it: a draft of an earlier manager would be nobody's otherwise."""
    draft = (await begin(news)).json()["id"]
    waiting = (await begin(news)).json()["id"]
    await do(news, waiting, "approval-request")
    approved = (await begin(news)).json()["id"]
    await do(news, approved, "approval", by=SECRETARY)
    await a_published_one(news)
    withdrawn = await a_published_one(news)
    await do(news, withdrawn, "withdrawal", explanation="نادرست بود")
    await begin(news, publisher={"kind": "office", "id": "roads"}, by=_of("roads"))

    said = await answer(app, from_person_id="p-somebody-before")

    assert {item["id"]: item["href"] for item in said["items"]} == {
        key: f"/n/desk/{key}" for key in (draft, waiting, approved)
    }
    notes = {item["id"]: item["note"] for item in said["items"]}
    assert notes[draft] == ""
    assert notes[approved] == "تأیید شده و آماده انتشار است"
    assert (said["service"], said["handover_id"], said["more"]) == ("news", "h1", 0)


async def test_no_headline_travels_before_it_is_public(app: FastAPI, news: AsyncClient) -> None:
    """Nobody has looked yet whether it names a citizen."""
    await begin(news, headline="شکایت آقای رستگار از قطع آب")

    said = await answer(app)

    assert "رستگار" not in json.dumps(said, ensure_ascii=False)
    assert said["items"][0]["title"].startswith("پیش‌نویس خبر، ")


async def test_another_post_passes_on_what_the_person_wrote_in_its_name(app: FastAPI, news: AsyncClient) -> None:
    of_body = {"kind": "body", "id": "media_hq"}
    mine = (await begin(news, by=SECRETARY, publisher=of_body)).json()["id"]
    await begin(news)
    place = {"post_id": "body/media_hq:secretariat:p-desk", "office_id": None, "body_id": "media_hq"}

    own = await answer(app, **place, role="secretariat", from_person_id=SECRETARY.person_id)
    of_another = await answer(app, **place, role="secretariat", from_person_id="p-other")
    of_head = await answer(app, role="head_of_office", from_person_id="p-head")
    of_county = await answer(app, office_id=None, role="operator", from_person_id=SECRETARY.person_id)

    assert [item["id"] for item in own["items"]] == [mine]
    assert (of_another["items"], of_head["items"], of_county["items"]) == ([], [], [])


async def test_what_is_too_much_for_one_message_is_counted(app: FastAPI, news: AsyncClient, store: Store) -> None:
    first = (await begin(news)).json()["id"]
    (document,) = await store.find("articles", {"_id": first})
    rows = [document | {"_id": f"copy{number:04}"} for number in range(MOST_ITEMS + 4)]
    await store.driver.collection("articles").insert_many(rows)

    said = await answer(app)

    assert (len(said["items"]), said["more"]) == (MOST_ITEMS, 5)


async def test_the_next_manager_goes_on_with_a_draft_of_the_one_before(news: AsyncClient) -> None:
    """Rights are the office's. Nobody approves their own; who took over has not written it."""
    draft = (await begin(news)).json()
    successor = _of("water", key="p-next")
    path = f"/api/news/articles/{draft['id']}"

    read = await news.get(path, headers=bearer(successor))
    changed = await news.put(
        path,
        json={"headline": "تیتر تازه", "text": "متن تازه", "version": draft["version"]},
        headers=bearer(successor),
    )
    published = await do(news, draft["id"], "publication", by=successor)

    assert (read.status_code, changed.status_code, published.status_code) == (200, 200, 200)
    assert published.json()["state"] == "published"


def _of(office: str, *, key: str = "p-roads") -> Viewer:
    return Viewer(key, "م", frozenset({"pr_manager"}), frozenset({office}))
