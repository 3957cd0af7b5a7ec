"""The MongoDB and the RabbitMQ of a test run: started by one process, used by all."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from deploy.local.home import Home, environment_without_ports
from deploy.local.servers import Servers, running_servers

_HANDED_OVER = "RAVABET_TEST_SERVERS"


@contextmanager
def servers_of_this_run() -> Iterator[Servers]:
    """Give the servers that another process runs for us; where there are none, run them for the length of the block."""
    if urls := os.environ.get(_HANDED_OVER):
        yield Servers(**json.loads(urls))
        return
    with tempfile.TemporaryDirectory(prefix="ravabet-tests-") as folder:
        home = Home(Path(folder), environment_without_ports())
        in_containers = os.environ.get("RAVABET_TEST_STACK") == "containers"
        with _containers(home) if in_containers else running_servers(home, throw_away=True) as running:
            yield running


@contextmanager
def handed_over(servers: Servers) -> Iterator[None]:
    """Let the processes started in the block use these servers."""
    os.environ[_HANDED_OVER] = json.dumps(
        {
            "mongo_url": servers.mongo_url,
            "amqp_url": servers.amqp_url,
            "management_url": servers.management_url,
        }
    )
    yield
    del os.environ[_HANDED_OVER]


def _containers(home: Home) -> AbstractContextManager[Servers]:
    # Only here: without Docker nothing of testcontainers needs to work, nor its import to be paid for.
    from tests.containers import running_containers  # noqa: PLC0415

    return running_containers(home)
