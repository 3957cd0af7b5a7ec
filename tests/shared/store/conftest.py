"""A store on a database of its own, with either driver."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from shared.store.driver import DriverName
from shared.store.store import Store


@pytest.fixture
def mongo_url(own_mongo_url: str) -> str:
    """A database of the test's own: how collections and indexes are made is what is tried here."""
    return own_mongo_url


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> DriverName:
    name: DriverName = request.param
    return name


@pytest.fixture
async def store(mongo_url: str, driver: DriverName) -> AsyncIterator[Store]:
    opened = Store.open(mongo_url, service="news", now=lambda: datetime.now(UTC), driver=driver)
    await opened.prepare({"things": [], "others": []})
    yield opened
    await opened.close()
