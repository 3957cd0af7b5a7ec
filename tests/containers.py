"""The tests' servers out of testcontainers: RAVABET_TEST_STACK=containers."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deploy.local.containers import MONGO_IMAGE, RABBIT_IMAGE
from deploy.local.home import Home
from deploy.local.mongo import SET, is_writable
from deploy.local.rabbit import speaks_amqp, version_at
from deploy.local.servers import Servers


@contextmanager
def running_containers(home: Home) -> Iterator[Servers]:
    """Run MongoDB and RabbitMQ in containers for the length of the block."""
    _do_without_missing_helper()
    # Imported late: it reads the environment when imported.
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415

    port = home.port("mongo")
    user, password = "ravabet", home.secret("rabbit")
    # The same port inside and outside: the set's member must reach itself by the name clients use.
    mongo = DockerContainer(MONGO_IMAGE).with_bind_ports(port, port).with_command(f"--replSet {SET} --port {port}")
    rabbit = (
        DockerContainer(RABBIT_IMAGE)
        .with_exposed_ports(5672, 15672)
        .with_env("RABBITMQ_DEFAULT_USER", user)
        .with_env("RABBITMQ_DEFAULT_PASS", password)
    )
    with mongo, rabbit:
        amqp_port = int(rabbit.get_exposed_port(5672))
        management = f"http://{user}:{password}@127.0.0.1:{rabbit.get_exposed_port(15672)}"
        _wait_until(lambda: is_writable(port))
        _wait_until(lambda: speaks_amqp(amqp_port) and version_at(management) is not None)
        yield Servers(
            mongo_url=f"mongodb://127.0.0.1:{port}/?replicaSet={SET}",
            amqp_url=f"amqp://{user}:{password}@127.0.0.1:{amqp_port}/",
            management_url=management,
        )


def _do_without_missing_helper() -> None:
    """Let testcontainers clean up by itself where its helper's image cannot be had."""
    if "TESTCONTAINERS_RYUK_DISABLED" in os.environ:
        return
    found = subprocess.run(
        ["docker", "images", "-q", "testcontainers/ryuk"],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if not found.stdout.strip():
        os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"


def _wait_until(is_ready: Callable[[], bool], *, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not is_ready():
        if time.monotonic() > end:
            raise TimeoutError(f"the containers were not ready after {seconds:.0f} s")
        time.sleep(0.1)
