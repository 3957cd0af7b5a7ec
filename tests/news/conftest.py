"""News, alive."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.news.main import create_news
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import MongoPublisherRepository
from services.news.settings import Settings
from shared.store.store import Store
from tests.broker_users import as_user
from tests.services import running_service


@pytest.fixture
def app(mongo_url: str, amqp_url: str) -> FastAPI:
    return create_news(
        Settings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test")
    )


@pytest.fixture
async def news(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """News as another program meets it, with an office that publishes directly, one that does not, and a body."""
    async with running_service(app) as client:
        publishers = MongoPublisherRepository(app.state.store)
        for publisher in (
            Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب", publishes_directly=True),
            Publisher(publisher_id("office", "roads"), "office", "اداره راهداری"),
            Publisher(publisher_id("body", "media_hq"), "body", "قرارگاه رسانه‌ای"),
        ):
            await publishers.put(publisher)
        yield client


@pytest.fixture
def store(app: FastAPI) -> Store:
    """Its database."""
    found: Store = app.state.store
    return found
