"""A real MongoDB and a real RabbitMQ, started once for all tests, and in them a place for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from pymongo import MongoClient

from deploy.local.servers import Servers
from shared.runtime.logging import configure_logging
from tests.behind import Behind
from tests.once_more import OnceMore
from tests.places import KeptPlaces, delete_virtual_host, drop_database, kept_places, make_virtual_host
from tests.servers import servers_of_this_run
from tests.side_by_side import Leading, Working
from tests.slowness import Alone, Slowness, refuse_missing_reasons
from tests.templates import compiled_once


def pytest_configure(config: pytest.Config) -> None:
    """Choose by what this process is: the one that leads workers, a worker, or one that does all by itself."""
    # Hypothesis fails an example that takes 200 ms, which says nothing on a machine that does other things as well.
    settings.register_profile("beside_others", deadline=None)
    settings.load_profile("beside_others")
    plugins: list[object]
    if hasattr(config, "workerinput"):
        plugins = [Working()]
    elif config.getoption("numprocesses", default=None):
        plugins = [Leading(), OnceMore(), Slowness()]
    else:
        plugins = [Alone(), Slowness()]
    for plugin in plugins:
        config.pluginmanager.register(plugin)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the servers, so that `make check` can leave it to `make test`."""
    for item in items:
        if isinstance(item, pytest.Function) and "servers" in item.fixturenames:
            item.add_marker("servers")
    refuse_missing_reasons(items)


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Log errors as services do: structlog's own way to draw them stops everything for seconds."""
    configure_logging("tests")


@pytest.fixture(scope="session", autouse=True)
def _templates() -> Iterator[None]:
    """Compile each template once: to do so for each application took half the time of a test of pages."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """MongoDB and RabbitMQ, for all tests of this run."""
    with servers_of_this_run() as running:
        yield running


@pytest.fixture
def mongo_url(places: KeptPlaces, request: pytest.FixtureRequest) -> str:
    """Give the URL of an empty database, one for each folder of tests; their indexes stay, which saves most of a start.

    A test of collections and indexes themselves wants `own_mongo_url`.
    """
    return places.database(request.path.parent.name)


@pytest.fixture
def amqp_url(places: KeptPlaces) -> str:
    """Give the URL of a virtual host that holds the topology, and nothing in its queues.

    A test that changes anything but the contents of queues wants `own_amqp_url`.
    """
    return places.virtual_host()


@pytest.fixture
def own_mongo_url(servers: Servers, behind: Behind) -> Iterator[str]:
    """Give the URL of a database that only this test knows."""
    name = f"test_{uuid4().hex}"
    yield servers.mongo_url_of(name)
    behind.clear(partial(drop_database, servers.mongo_url, name))


@pytest.fixture
def own_amqp_url(new_virtual_host: Callable[[], str], servers: Servers, behind: Behind) -> Iterator[str]:
    """Give the URL of a virtual host that only this test knows, with nothing in it."""
    url = new_virtual_host()
    yield url
    behind.clear(partial(delete_virtual_host, servers.management_url, url))


@pytest.fixture
def management_url(servers: Servers) -> str:
    """Give the address of RabbitMQ's management interface, with user and password."""
    return servers.management_url


@pytest.fixture(scope="session")
def with_servers(servers: Servers) -> dict[str, str]:
    """Give the settings that let a stack use the servers of this test run."""
    return {
        "RAVABET_MONGO_URL": servers.mongo_url,
        "RAVABET_AMQP_URL": servers.amqp_url,
        "RAVABET_AMQP_MANAGEMENT_URL": servers.management_url,
    }


@pytest.fixture(scope="session")
def mongo_server(servers: Servers) -> Iterator[MongoClient[dict[str, Any]]]:
    """Give the whole MongoDB, for those who make and drop databases."""
    with MongoClient[dict[str, Any]](servers.mongo_url) as client:
        yield client


@pytest.fixture(scope="session")
def places(servers: Servers) -> Iterator[KeptPlaces]:
    """What is kept for all tests of this process."""
    with kept_places(servers) as kept:
        yield kept


@pytest.fixture(scope="session")
def new_virtual_host(servers: Servers, behind: Behind) -> Iterator[Callable[[], str]]:
    """Give what makes a virtual host and says its URL; each is made while the test before is running."""
    make = partial(make_virtual_host, servers.management_url, servers.amqp_url)
    with behind.ahead(make, partial(delete_virtual_host, servers.management_url)) as one:
        yield one


@pytest.fixture(scope="session")
def behind() -> Iterator[Behind]:
    """Do what no test has to wait for."""
    with Behind() as behind:
        yield behind


@contextmanager
def virtual_host(servers: Servers) -> Iterator[str]:
    """Make a virtual host and give its AMQP URL, as an administrator; `as_user` makes it another's."""
    url = make_virtual_host(servers.management_url, servers.amqp_url)
    yield url
    delete_virtual_host(servers.management_url, url)
