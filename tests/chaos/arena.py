"""The servers of a campaign, its own to kill, and the databases in them."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.containers import Container
from deploy.local.home import Home, environment_without_ports
from deploy.local.mongo import Mongo
from deploy.local.processes import Process, stop_all
from deploy.local.rabbit import Rabbit, version_at
from shared.messaging import topology
from tests.chaos.service import ENOUGH, HOLD
from tests.chaos.waiting import until
from tests.chaos.wires import Wires

PUBLISHER, RECEIVER, PEER = "news", "reporting", "notifier"

# A transaction that its process left behind blocks its documents for so long; the server's default is a minute.
_TRANSACTION_SECONDS = 5
_CTL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")


class Arena:
    """A broker and a database that can be killed, frozen and begun again on the same data."""

    def __init__(self, folder: Path, rabbit: Rabbit, mongo: Mongo, wires: Wires) -> None:
        self.folder = folder
        self.wires = wires
        self.broker_version = version_at(rabbit.management_url) or "?"
        self._rabbit = rabbit
        self._mongo = mongo
        self._client: MongoClient[dict[str, Any]] = MongoClient(mongo.url, tz_aware=True)
        self._management = httpx.Client(base_url=rabbit.management_url, timeout=15)
        self._shorten_transactions()

    def database(self, service: str) -> Database[dict[str, Any]]:
        """The database of a service, past the wire."""
        return self._client[f"chaos_{service}"]

    def clear(self) -> None:
        """Let nothing remain of an earlier campaign."""
        for service in (PUBLISHER, RECEIVER, PEER):
            self._client.drop_database(f"chaos_{service}")
        for left in (*self.folder.glob("*.ledger"), self.folder / ENOUGH, self.folder / HOLD):
            left.unlink(missing_ok=True)

    def mongo_url_of(self, service: str) -> str:
        """The same by way of the wire, as the service reaches it."""
        return self.wires.mongo_url_of(f"chaos_{service}")

    def kill_broker(self) -> None:
        """End the broker with SIGKILL and begin it again."""
        self._rabbit.process.kill()
        self._rabbit.process.start()
        self._rabbit.wait()

    def restart_broker(self) -> None:
        """Stop the broker in order and begin it again."""
        self._rabbit.process.stop()
        self._rabbit.process.start()
        self._rabbit.wait()

    def kill_database(self) -> None:
        """End the database with SIGKILL and begin it again."""
        self._mongo.process.kill()
        self._mongo.process.start()
        self._mongo.wait()
        self._shorten_transactions()

    @contextmanager
    def frozen_broker(self) -> Iterator[None]:
        """Hold the broker for the length of the block."""
        with _frozen(self._rabbit.process):
            yield

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        """Hold the database for the length of the block."""
        with _frozen(self._mongo.process):
            yield

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let the broker take its disk for full, so that it blocks all who publish."""
        self._control("set_disk_free_limit", "1000000GB")
        until(lambda: not self._has_room(), "the disk alarm", within=30)
        try:
            yield
        finally:
            self._control("set_disk_free_limit", "50MB")
            until(self._has_room, "the end of the disk alarm", within=30)

    def put_in_queue(self, service: str, message_id: str, text: str) -> bool:
        """Put a message straight into the queue of a service; whether the broker took it."""
        message = {
            "routing_key": topology.queue_of(service),
            "properties": {"message_id": message_id, "delivery_mode": 2},
            "payload": text,
            "payload_encoding": "string",
        }
        try:
            answer = self._management.post("/api/exchanges/%2F/amq.default/publish", json=message)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK and bool(answer.json()["routed"])

    def messages_by_queue(self) -> dict[str, tuple[int, int]]:
        """How many messages are ready in each queue of the services at work, and how many of it are delivered.

        Nobody is there to empty the queues of other services that listen to the same events.
        """
        at_work = {
            queue
            for service in (PUBLISHER, RECEIVER, PEER)
            for queue in (topology.queue_of(service), topology.dead_queue_of(service))
        }
        queues = self._management.get("/api/queues/%2F").raise_for_status().json()
        return {
            queue["name"]: (queue.get("messages_ready", 0), queue.get("messages_unacknowledged", 0))
            for queue in queues
            if queue["name"] in at_work
        }

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()
        self._management.close()

    def _has_room(self) -> bool:
        return self._management.get("/api/health/checks/local-alarms").status_code == httpx.codes.OK

    def _control(self, *words: str) -> None:
        process = self._rabbit.process
        if isinstance(process, Container):
            _docker("exec", process._container, "rabbitmqctl", *words)
            return
        command = [str(_CTL) if _CTL.exists() else "rabbitmqctl", "-n", "ravabet@localhost", *words]
        subprocess.run(command, env=process._env, check=True, capture_output=True, timeout=60)

    def _shorten_transactions(self) -> None:
        self._client.admin.command("setParameter", 1, transactionLifetimeLimitSeconds=_TRANSACTION_SECONDS)


@contextmanager
def open_arena(folder: Path, *, in_docker: bool) -> Iterator[Arena]:
    """Start both servers with their data in this folder. Raises CannotStart."""
    home = Home(folder, environment_without_ports())
    started: list[Process] = []
    try:
        rabbit = Rabbit(home, in_docker=in_docker)
        started += rabbit.processes
        mongo = Mongo(home, in_docker=False)
        started.append(mongo.process)
        rabbit.wait()
        mongo.wait()
        asyncio.run(topology.declare(rabbit.amqp_url))
        with Wires(amqp_url=rabbit.amqp_url, mongo_url=mongo.url).laid() as wires:
            arena = Arena(folder, rabbit, mongo, wires)
            try:
                yield arena
            finally:
                arena.close()
    finally:
        stop_all(started, at_once=True)


@contextmanager
def _frozen(process: Process) -> Iterator[None]:
    if isinstance(process, Container):
        _docker("pause", process._container)
    else:
        os.killpg(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if isinstance(process, Container):
            _docker("unpause", process._container)
        else:
            os.killpg(process.pid, signal.SIGCONT)


def _docker(*words: str) -> None:
    subprocess.run(["docker", *words], check=True, capture_output=True, timeout=60)
