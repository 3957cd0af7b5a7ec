"""`make up` with stubs for services: how it starts, stops, and what it says when it cannot."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from pymongo import MongoClient

from deploy.local.__main__ import tell
from deploy.local.control import Refused, RunningElsewhere, find_running
from deploy.local.home import PROJECT, Home, environment_without_ports
from deploy.local.stack import Stack, running_stack
from tests.system.stubs.modules import STUBS, free_gateway_port
from tests.system.stubs.noting import NOTED

T = TypeVar("T")

pytestmark = pytest.mark.system


@dataclass
class Command:
    """A `make up` in a process of its own."""

    folder: Path
    process: subprocess.Popen[str]
    stack: RunningElsewhere

    def end(self, number: signal.Signals) -> str:
        """Send it a signal and return what it wrote until it ended."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=120)[0]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    """Start a stack in a folder of this test; whatever still runs afterwards is killed."""
    with ExitStack() as running:

        def start(name: str = "a", **env: str) -> Command:
            folder = tmp_path / name
            settings = {"RAVABET_HOME": str(folder), "RAVABET_PORT": str(free_gateway_port(folder)), **env}
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.system.stubs.up"],
                cwd=PROJECT,
                env=environment_without_ports() | settings,
                stdout=subprocess.PIPE,
                text=True,
            )
            running.enter_context(process)
            running.callback(process.kill)
            return Command(folder, process, until(lambda: found(folder, process)))

        yield start


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, with_servers: dict[str, str]) -> Iterator[Stack]:
    """Run a stack in this process; whoever stops a part of it starts it again."""
    folder = tmp_path_factory.mktemp("stack")
    port = free_gateway_port(folder)
    home = Home(folder, environment_without_ports() | with_servers | {"RAVABET_PORT": str(port)})
    with running_stack(home, modules=STUBS) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "news"),
        ("/offices/water", "news"),
        ("/n/1", "news"),
        ("/nobody-knows", "news"),
        ("/membership/sign-in", "membership"),
        ("/v/1", "membership"),
        ("/reporting", "reporting"),
        ("/u/1", "notifier"),
        ("/api/notifier/subscriptions", "notifier"),
    ],
)
def test_each_path_reaches_its_owner(stack: Stack, path: str, service: str) -> None:
    answer = httpx.get(stack.url + path, headers={"X-Forwarded-For": "6.6.6.6"}).json()

    assert (answer["service"], answer["path"]) == (service, path)
    assert answer["headers"]["x-forwarded-for"] == "127.0.0.1"


def test_a_stopped_service_is_answered_for_and_comes_back(stack: Stack) -> None:
    stack.stop("notifier")

    page = httpx.post(f"{stack.url}/notifier")
    problem = httpx.get(f"{stack.url}/api/notifier/subscriptions")
    neighbour = httpx.get(f"{stack.url}/offices")
    stack.start("notifier")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert 'lang="fa" dir="rtl"' in page.text
    assert (problem.status_code, problem.headers["Content-Type"]) == (503, "application/problem+json")
    assert problem.json()["title"].startswith("این بخش")
    assert neighbour.status_code == 200
    assert httpx.get(f"{stack.url}/notifier").status_code == 200


def test_too_much_at_once_is_refused_in_persian(stack: Stack) -> None:
    answer = httpx.post(f"{stack.url}/api/news/articles", content=bytes(13_000_000))

    assert answer.status_code == 413
    assert "۱۲ مگابایت" in answer.json()["title"]


def test_a_request_keeps_its_id(stack: Stack) -> None:
    kept = httpx.get(stack.url, headers={"X-Request-ID": "0192-abcd-request"})
    made = httpx.get(stack.url, headers={"X-Request-ID": "two words"})

    assert kept.headers["X-Request-ID"] == kept.json()["headers"]["x-request-id"] == "0192-abcd-request"
    assert made.headers["X-Request-ID"] == made.json()["headers"]["x-request-id"] != "two words"


def test_a_stack_is_told_by_another_command_to_stop_and_start_one(
    start: Callable[..., Command], with_servers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = start(**with_servers)
    monkeypatch.setenv("RAVABET_HOME", str(running.folder))

    assert tell("stop", "notifier") == "notifier is stopped; make start S=notifier starts it again."
    assert httpx.get(f"{running.stack.url}/notifier").status_code == 503
    assert tell("stop", "notifier") == "notifier is stopped already."
    assert tell("start", "notifier") == "notifier is running."
    assert httpx.get(f"{running.stack.url}/notifier").status_code == 200
    with pytest.raises(Refused, match='no process "mailman": choose one of mail, bale, membership'):
        tell("stop", "mailman")
    with pytest.raises(Refused, match="make stop S=notifier"):
        tell("stop", "")


def test_what_an_earlier_version_stored_is_migrated(stack: Stack) -> None:
    assert (stack.home.folder / NOTED).read_text() == "membership\nnews\n"


def test_without_a_stack_there_is_nothing_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAVABET_HOME", str(tmp_path))

    with pytest.raises(Refused, match="start one with make up"):
        tell("stop", "notifier")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_stack_ends(
    start: Callable[..., Command], with_servers: dict[str, str], number: signal.Signals
) -> None:
    running = start(**with_servers)
    assert len(processes_of(running.folder)) > 7

    running.end(number)

    until(lambda: not processes_of(running.folder))
    assert running.process.returncode == (-9 if number is signal.SIGKILL else 0)


@pytest.mark.slow("starts MongoDB and RabbitMQ three times")
def test_two_stacks_do_not_meet_and_a_second_start_keeps_the_data(start: Callable[..., Command]) -> None:
    """Both with servers of their own: the long way, as on a bare machine."""
    began = time.monotonic()
    first = start("a", RAVABET_SERVERS="programs")
    took_at_first = time.monotonic() - began
    second = start("b", RAVABET_SERVERS="programs")
    write(first.folder)
    assert first.stack.url != second.stack.url
    assert written(first.folder) == 1
    assert written(second.folder) == 0

    second.end(signal.SIGTERM)

    assert httpx.get(first.stack.url).status_code == 200
    first.end(signal.SIGINT)
    until(lambda: not processes_of(first.folder) and not processes_of(second.folder))
    began = time.monotonic()
    again = start("a", RAVABET_SERVERS="programs")
    assert time.monotonic() - began < max(15, took_at_first), "a busy machine takes longer, for both"
    assert written(again.folder) == 1
    assert (again.folder / NOTED).read_text() == "membership\nnews\n", "the second start has nothing new to migrate"


def found(folder: Path, process: subprocess.Popen[str]) -> RunningElsewhere | None:
    """Return the stack once it runs; fail if its command has ended."""
    assert process.poll() is None, process.communicate()[0]
    return find_running(folder)


def write(folder: Path) -> None:
    with mongo_of(folder) as client:
        client.kept.things.insert_one({"kept": True})


def written(folder: Path) -> int:
    with mongo_of(folder) as client:
        return client.kept.things.count_documents({})


def mongo_of(folder: Path) -> MongoClient[dict[str, Any]]:
    return MongoClient(f"mongodb://127.0.0.1:{Home(folder).recall('port mongo')}/?replicaSet=rs0")


def processes_of(folder: Path) -> list[str]:
    """Return the commands of all processes that were told of this folder."""
    commands = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            except OSError:  # it has just ended
                continue
            if str(folder).encode() in told:
                commands.append((process / "cmdline").read_text())
    return commands


def until(condition: Callable[[], T | None], *, seconds: float = 180) -> T:
    """Wait until the condition is met and return what it gave."""
    end = time.monotonic() + seconds
    while not (met := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return met
