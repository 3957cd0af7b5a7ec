"""Media while something is away: the service that was to prepare them, or the bucket in which they are."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from moto.server import ThreadedMotoServer

from services.news.main import Parts, create_news, real_parts
from services.news.media.domain import State, described
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings
from shared.store.files import FILES
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.identity import MANAGER
from tests.news.test_articles_api import begin, do
from tests.news.test_media_api import JPEG, MP4, an_article_with, send
from tests.services import running_service


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 with the bucket `ravabet`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    httpx.put(f"http://{host}:{port}/ravabet").raise_for_status()
    yield f"http://{host}:{port}"
    server.stop()


@asynccontextmanager
async def news_with(endpoint: str, mongo_url: str, amqp_url: str) -> AsyncIterator[tuple[AsyncClient, Parts]]:
    settings = Settings(
        mongo_url=mongo_url,
        amqp_url=as_user("news", amqp_url),
        public_url="http://ravabet.test",
        s3_endpoint=endpoint,
        s3_key_id="key",
        s3_secret="an-invented-secret",
    )
    assert "an-invented-secret" not in repr(settings)
    parts = real_parts(settings)
    async with running_service(create_news(parts)) as client:
        office = Publisher(publisher_id("office", "water"), "office", "اداره آب", publishes_directly=True)
        await publisher_copies(parts.platform.store).put(office)
        yield client, parts


async def test_files_in_an_s3_are_served_as_those_in_the_database(s3: str, mongo_url: str, amqp_url: str) -> None:
    async with news_with(s3, mongo_url, amqp_url) as (news, parts):
        picture, video = (await send(news)).json(), (await send(news, MP4)).json()
        await an_article_with(news, picture["id"], video["id"])

        for rendition in picture["renditions"]:
            assert (await news.get(rendition["url"])).status_code == 200
        part = await news.get(video["renditions"][0]["url"], headers={"Range": "bytes=1000000-1000009"})
        assert (part.status_code, part.content) == (206, MP4[1_000_000:1_000_010])
        assert await parts.platform.store.count(FILES, {}) == 0


async def test_text_still_works_while_the_files_are_away(mongo_url: str, amqp_url: str) -> None:
    async with news_with("http://127.0.0.1:1", mongo_url, amqp_url) as (news, _):
        assert (await send(news)).status_code == 503

        article = (await begin(news)).json()["id"]
        assert (await do(news, article, "publication")).status_code == 200
        assert (await news.get(f"/n/{article}")).status_code == 200


async def test_a_picture_that_was_waiting_is_prepared_after_a_restart(app: FastAPI, parts: Parts) -> None:
    file = io.BytesIO(JPEG)
    await parts.platform.store.prepare()
    media = await parts.media_library.add(file, name="a.jpg", said=described(alt="نهر"), by=MANAGER)
    assert media.state is State.PREPARING

    async with running_service(app):

        async def ready() -> bool:
            return (await parts.media.file(media.id)).state is State.READY

        await eventually(ready)
