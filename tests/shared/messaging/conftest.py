"""Two services' ends of the bus: news publishes, the notifier listens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import aio_pika
import pytest

from shared.messaging import topology
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.broker_users import as_user
from tests.places import KeptPlaces

OpenStore = Callable[[str], Awaitable[Store]]
Listening = Callable[[EventHandlers], AbstractAsyncContextManager[Consumer]]


@pytest.fixture
def amqp_url(own_amqp_url: str) -> str:
    """A virtual host of the test's own: many of these tests change the topology, or do without."""
    return own_amqp_url


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> DriverName:
    name: DriverName = request.param
    return name


@pytest.fixture
async def news(mongo_url: str, driver: DriverName) -> AsyncIterator[Store]:
    """The publisher's database."""
    store = Store.open(mongo_url, service="news", now=lambda: datetime.now(UTC), driver=driver)
    await store.prepare()
    yield store
    await store.close()


@pytest.fixture
async def notifier(places: KeptPlaces, driver: DriverName) -> AsyncIterator[Store]:
    """The listener's database."""
    url = places.database("notifier-of-messaging")
    store = Store.open(url, service="notifier", now=lambda: datetime.now(UTC), driver=driver)
    await store.prepare({"heard": []})
    yield store
    await store.close()


@pytest.fixture
async def broker(amqp_url: str) -> str:
    """A virtual host with the whole topology."""
    await topology.declare(amqp_url)
    return amqp_url


@pytest.fixture
async def relay(news: Store, broker: str) -> AsyncIterator[Relay]:
    """News's relay, running."""
    part = Relay(news, url=as_user("news", broker))
    async with running([part.run]):
        yield part


@pytest.fixture
def listening(notifier: Store, broker: str) -> Listening:
    """Start the notifier's consumer with these handlers."""

    @asynccontextmanager
    async def listen(handlers: EventHandlers) -> AsyncIterator[Consumer]:
        consumer = Consumer(notifier, url=as_user("notifier", broker), handlers=handlers)
        async with running([consumer.run]):
            yield consumer

    return listen


@pytest.fixture
async def bus(broker: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """A channel, for putting things on the bus by hand."""
    connection = await aio_pika.connect(broker)
    async with connection:
        yield await connection.channel()
