"""A RabbitMQ node of a test's own, to be stopped, starved and hurried without harm to others."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.home import Home, environment_without_ports
from deploy.local.processes import stop_all
from deploy.local.rabbit import Rabbit
from deploy.local.servers import Servers

_CONTROL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
_MEMORY = "{resource_limit, memory, node()}"


class OwnBroker:
    """A node on this machine, and the power over it."""

    def __init__(self, rabbit: Rabbit, folder: Path, names_port: str) -> None:
        self.address = Servers(mongo_url="", amqp_url=rabbit.amqp_url, management_url=rabbit.management_url)
        self._node = rabbit.process
        self._env = os.environ | {"HOME": str(folder), "LANG": "C.UTF-8", "ERL_EPMD_PORT": names_port}

    async def restart(self) -> None:
        """Stop it in order, and start it again."""
        await asyncio.to_thread(self._node.stop)
        self._node.start()
        await asyncio.to_thread(self._node.wait, seconds=60)

    async def alarm(self) -> None:
        """Say that memory is short: publishers are blocked from now on."""
        await self._evaluate(f"rabbit_alarm:set_alarm({{{_MEMORY}, []}}).")

    async def all_clear(self) -> None:
        """Say that memory is plenty again."""
        await self._evaluate(f"rabbit_alarm:clear_alarm({_MEMORY}).")

    async def hurry_consumers(self, *, seconds: float) -> None:
        """Close each channel opened from now on that keeps a delivery for longer."""
        milliseconds = int(seconds * 1000)
        await self._evaluate(
            f"application:set_env(rabbit, consumer_timeout, {milliseconds}),"
            f"application:set_env(rabbit, channel_tick_interval, {milliseconds // 2})."
        )

    async def _evaluate(self, expression: str) -> None:
        control = await asyncio.create_subprocess_exec(
            _CONTROL,
            "-q",
            "-n",
            "ravabet@localhost",
            "eval",
            expression,
            env=self._env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await control.communicate()
        assert control.returncode == 0, said.decode()


@contextmanager
def own_broker(folder: Path) -> Iterator[OwnBroker]:
    """Run a node for the length of the block; the test is skipped where the machine has no RabbitMQ to run."""
    if not (_CONTROL.exists() and shutil.which("epmd")):
        pytest.skip("RabbitMQ is not installed here: the broker that the tests were given may not be stopped")
    home = Home(folder, environment_without_ports())
    rabbit = Rabbit(home, in_docker=False)
    try:
        rabbit.wait()
        yield OwnBroker(rabbit, home.room("rabbit"), str(home.recall("port epmd")))
    finally:
        stop_all(rabbit.processes, at_once=True)
