"""Where contestants meet: the servers, a fresh place for each run, and the processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from uuid import uuid4

import httpx
from pymongo import MongoClient

from deploy.local.home import PROJECT, Home, environment_without_ports
from deploy.local.servers import Servers, running_servers
from tests.bench.contestants.life import READY

_LONGEST_SECONDS = 300


class NotMeasured(Exception):
    """A row could not be had; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Databases and a virtual host that only one run knows."""

    name: str
    servers: Servers

    @property
    def amqp_url(self) -> str:
        """The virtual host."""
        return f"{self.servers.amqp_url.rpartition('/')[0]}/{self.name}"

    def mongo_url_of(self, service: str) -> str:
        """The database of one service."""
        return self.servers.mongo_url_of(f"{self.name}-{service}")


@dataclass(frozen=True, slots=True)
class Arena:
    """The servers of this run of the benchmarks, and how thorough it is."""

    home: Home
    servers: Servers
    times: int
    """How often each contestant runs."""
    size: float
    """The part of the events that is used: 1 is all."""
    tell: Callable[[str], None]
    """Shows what is going on."""

    def runs(self, what: str) -> Iterator[str]:
        """One name for each run of a measurement."""
        return (f"{what}, run {run} of {self.times}" for run in range(1, self.times + 1))

    def sized(self, events: int) -> int:
        """So many events in this run."""
        return max(1, int(events * self.size))

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Databases and a virtual host, gone afterwards."""
        name = f"bench-{uuid4().hex[:12]}"
        user = quote(httpx.URL(self.servers.management_url).username, safe="")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        with httpx.Client(base_url=self.servers.management_url, timeout=30) as management:
            management.put(f"/api/vhosts/{name}").raise_for_status()
            management.put(f"/api/permissions/{name}/{user}", json=everything).raise_for_status()
            try:
                yield Place(name, self.servers)
            finally:
                management.delete(f"/api/vhosts/{name}").raise_for_status()
                with MongoClient[dict[str, Any]](self.servers.mongo_url) as client:
                    for database in client.list_database_names():
                        if database.startswith(name):
                            client.drop_database(database)


@contextmanager
def open_arena(*, times: int, size: float, tell: Callable[[str], None]) -> Iterator[Arena]:
    """Start the servers in a folder that is gone afterwards. Raises CannotStart."""
    with tempfile.TemporaryDirectory(prefix="ravabet-bench-", ignore_cleanup_errors=True) as folder:
        home = Home(Path(folder), environment_without_ports())
        with running_servers(home, throw_away=True) as servers:
            yield Arena(home, servers, times, size, tell)


class Contestant:
    """A process of its own that plays one role and ends with its result."""

    def __init__(self, name: str, **arguments: Any) -> None:
        """Start `tests.bench.contestants.<name>`."""
        self._name = name
        self._process = subprocess.Popen(
            [*_ending_with_us(), sys.executable, "-m", f"tests.bench.contestants.{name}", json.dumps(arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        """Return when it says that it can begin. Raises NotMeasured."""
        output: IO[str] = self._process.stdout  # type: ignore[assignment]
        if output.readline().strip() != READY:
            self.result()
            raise NotMeasured(f"{self._name} did not get ready")

    def result(self) -> Any:
        """What it found out. Raises NotMeasured when it fails or takes too long."""
        try:
            output, complaints = self._process.communicate(timeout=_LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotMeasured(f"{self._name} took longer than {_LONGEST_SECONDS} s") from None
        if self._process.returncode:
            raise NotMeasured(f"{self._name} failed: {(complaints.strip().splitlines() or ['no reason given'])[-1]}")
        return json.loads(output.strip().splitlines()[-1])

    def end(self) -> None:
        """Let nothing of it stay behind."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def contestant(name: str, **arguments: Any) -> Iterator[Contestant]:
    """Run one until the block ends."""
    running = Contestant(name, **arguments)
    try:
        yield running
    finally:
        running.end()


def play(name: str, **arguments: Any) -> Any:
    """Run one to its end and return its result. Raises NotMeasured."""
    with contestant(name, **arguments) as running:
        return running.result()


def _ending_with_us() -> list[str]:
    """The words before a command that let the kernel end it when we are killed."""
    return ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
