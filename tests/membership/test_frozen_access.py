"""Whoever is replaced can do nothing more for the office in any service; the successor goes on."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from httpx import AsyncClient

from services.membership.main import Parts
from services.membership.posts.usecases import Succession
from services.news.main import create_news
from services.news.main import real_parts as news_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings as NewsSettings
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.identity import MANAGER, bearer
from tests.membership.county import SETUP
from tests.membership.leaving import a_post
from tests.services import running_service

SUCCESSOR = Viewer("p-roads", "بهرام سپیدرو", frozenset({"pr_manager"}), frozenset({"roads", "water"}))
A_MINUTE = 60.0


@pytest.fixture
async def news(own_mongo_url: str, amqp_url: str) -> AsyncIterator[AsyncClient]:
    """News, beside membership and on the same broker."""
    settings = NewsSettings(
        mongo_url=own_mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test"
    )
    parts = news_parts(settings)
    async with running_service(create_news(parts)) as client:
        office = Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب", publishes_directly=True)
        await publisher_copies(parts.platform.store).put(office)
        yield client


async def replaced(parts: Parts) -> Succession:
    """The secretariat gives the post to another person, from today on."""
    today = day_of(parts.handover_desk.now())
    return await parts.platform.store.run_again(
        lambda: parts.personnel.succeed(a_post().id, "p-roads", since=today, replaces="p-water", by=SETUP)
    )


@pytest.mark.slow("runs two services")
async def test_the_old_token_ends_in_news_and_the_draft_is_on_the_successors_desk(
    membership: AsyncClient, parts: Parts, news: AsyncClient
) -> None:
    old_token = bearer(MANAGER)
    written = {"publisher": {"kind": "office", "id": "water"}, "headline": "نیمه‌کاره", "text": "متن"}
    begun = (await news.post("/api/news/articles", json=written, headers=old_token)).json()
    path = f"/api/news/articles/{begun['id']}"
    assert (await news.get(path, headers=old_token)).status_code == 200

    began = time.monotonic()
    succession = await replaced(parts)

    async def is_frozen() -> bool:
        return (await news.get(path, headers=old_token)).status_code == 401

    await eventually(is_frozen, within=A_MINUTE)
    assert timedelta(seconds=time.monotonic() - began) < timedelta(minutes=1)
    change = {"headline": "تیتر تازه", "text": "متن", "version": begun["version"]}
    assert (await news.put(path, json=change, headers=old_token)).status_code == 401
    assert (await news.post(f"{path}/publication", headers=old_token)).status_code == 401

    async def listed() -> list[str]:
        told = await membership.get(f"/api/membership/handovers/{succession.handover}", headers=bearer(SUCCESSOR))
        return [item["href"] for item in told.json()["items"]]

    hrefs = await eventually(listed)
    assert f"/n/desk/{begun['id']}" in hrefs
    assert (await news.put(path, json=change, headers=bearer(SUCCESSOR))).status_code == 200
    assert (await news.post(f"{path}/publication", headers=bearer(SUCCESSOR))).json()["state"] == "published"


@pytest.mark.usefixtures("membership")
async def test_a_succession_opens_its_handover_and_leaves_the_predecessor_without_the_posts_powers(
    parts: Parts,
) -> None:
    succession = await replaced(parts)

    assert succession.handover
    handover = await parts.handover_desk.handovers.open_of(a_post().id)
    assert handover
    assert (handover.id, handover.leaving.person_id) == (succession.handover, "p-water")
    assert handover.coming
    assert handover.coming.person_id == "p-roads"
    assert await parts.posts.held_by("p-water", on=handover.since) == []
