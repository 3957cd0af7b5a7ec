"""A real MongoDB and a real RabbitMQ, started once for all tests, and in them a place of its own for each test."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from deploy.local.home import Home, environment_without_ports
from deploy.local.servers import Servers, running_servers
from shared.runtime.logging import configure_logging
from tests.behind import Behind
from tests.places import delete_virtual_host, drop_database, make_virtual_host


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the servers, so that `make check` can leave it to `make test`."""
    for item in items:
        if isinstance(item, pytest.Function) and "servers" in item.fixturenames:
            item.add_marker("servers")


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Log errors as services do: structlog's own way to draw them stops everything for seconds."""
    configure_logging("tests")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """MongoDB and RabbitMQ, for all tests of this run."""
    with tempfile.TemporaryDirectory(prefix="ravabet-tests-") as folder:
        home = Home(Path(folder), environment_without_ports())
        in_containers = os.environ.get("RAVABET_TEST_STACK") == "containers"
        with _containers(home) if in_containers else running_servers(home, throw_away=True) as running:
            yield running


@pytest.fixture
def mongo_url(servers: Servers, behind: Behind) -> Iterator[str]:
    """Give the URL of a database that only this test knows."""
    name = f"test_{uuid4().hex}"
    yield servers.mongo_url_of(name)
    behind.clear(partial(drop_database, servers.mongo_url, name))


@pytest.fixture
def amqp_url(new_virtual_host: Callable[[], str], servers: Servers, behind: Behind) -> Iterator[str]:
    """Give the URL of a virtual host that only this test knows."""
    url = new_virtual_host()
    yield url
    behind.clear(partial(delete_virtual_host, servers.management_url, url))


@pytest.fixture
def management_url(servers: Servers) -> str:
    """Give the address of RabbitMQ's management interface, with user and password."""
    return servers.management_url


@pytest.fixture
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


def _containers(home: Home) -> Any:
    # Only here: without Docker nothing of testcontainers needs to work, nor its import to be paid for.
    from tests.containers import running_containers  # noqa: PLC0415

    return running_containers(home)
