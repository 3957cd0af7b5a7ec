"""News, alive."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.news.main import Parts, create_news, real_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings
from shared.store.store import Store
from tests.broker_users import as_user
from tests.services import running_service


@pytest.fixture
async def parts(mongo_url: str, amqp_url: str) -> AsyncIterator[Parts]:
    """What news is made of, over its real database."""
    parts = real_parts(
        Settings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test")
    )
    yield parts
    await parts.platform.store.close()


@pytest.fixture
def app(parts: Parts) -> FastAPI:
    return create_news(parts)


@pytest.fixture
async def news(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    """News as another program meets it, with an office that publishes directly, one that does not, and a body."""
    async with running_service(app) as client:
        publishers = publisher_copies(parts.platform.store)
        for publisher in (
            Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب", publishes_directly=True),
            Publisher(publisher_id("office", "roads"), "office", "اداره راهداری"),
            Publisher(publisher_id("body", "media_hq"), "body", "قرارگاه رسانه‌ای"),
        ):
            await publishers.put(publisher)
        yield client


@pytest.fixture
def store(parts: Parts) -> Store:
    """Its database."""
    return parts.platform.store
