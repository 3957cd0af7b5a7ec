"""What `make up` says when it cannot start: one sentence, and what to do."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local import mongo, rabbit
from deploy.local.home import PROJECT, Home, environment_without_ports
from deploy.local.servers import running_servers
from deploy.local.stack import running_stack
from deploy.local.trouble import CannotStart
from tests.system.stubs.modules import STUBS, free_gateway_port

pytestmark = pytest.mark.system


def test_a_taken_port_is_named(tmp_path: Path, with_servers: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        home = Home(tmp_path, environment_without_ports() | with_servers | {"RAVABET_PORT": str(port)})

        with pytest.raises(CannotStart, match=f"Port {port} is used .* a port with RAVABET_PORT="):
            running_stack(home, modules=STUBS).__enter__()


def test_a_second_stack_in_the_same_folder_is_told_so(tmp_path: Path) -> None:
    with Home(tmp_path).locked(), pytest.raises(CannotStart, match=f"A stack is running in {tmp_path} already"):
        running_stack(Home(tmp_path), modules=STUBS).__enter__()


def test_a_service_that_ends_at_once_is_named_with_its_last_line(tmp_path: Path, with_servers: dict[str, str]) -> None:
    environment = environment_without_ports() | with_servers | {"RAVABET_PORT": str(free_gateway_port(tmp_path))}
    broken = replace(STUBS, services={"news": "tests.system.stubs.missing"})

    with pytest.raises(CannotStart, match=r"news ended while it was starting: .*news.log.* No module named"):
        running_stack(Home(tmp_path, environment), modules=broken).__enter__()


@pytest.mark.parametrize(
    ("refuse_old", "version", "sentence"),
    [
        (mongo.refuse_old, "5.0.31", "MongoDB 5.0.31 is too old: use 6.0 or later"),
        (rabbit.refuse_old, "3.9.29", "RabbitMQ 3.9.29 is too old: use 3.10 or later"),
    ],
)
def test_a_server_too_old_is_refused(refuse_old: Callable[[str], None], version: str, sentence: str) -> None:
    with pytest.raises(CannotStart, match=sentence):
        refuse_old(version)


@pytest.mark.parametrize("version", ["6.0.5", "7.0.24", "8.2.1"])
def test_a_newer_mongodb_will_do(version: str) -> None:
    mongo.refuse_old(version)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path, with_servers: dict[str, str]) -> None:
    nobody = f"amqp://guest:guest@127.0.0.1:{free_gateway_port(tmp_path)}/"
    home = Home(tmp_path, environment_without_ports() | with_servers | {"RAVABET_AMQP_URL": nobody})

    with pytest.raises(CannotStart, match=r"RabbitMQ at RAVABET_AMQP_URL .* does not answer"):
        running_servers(home).__enter__()


def test_an_old_python_is_told_what_to_install(tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        old = tmp_path / "programs" / name
        old.parent.mkdir(exist_ok=True)
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && exec echo Python 3.9.2\nexit 1\n')
        old.chmod(0o755)
    for name in ("deploy/local/prepare", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)

    said = subprocess.run(  # noqa: S603
        [tmp_path / "deploy/local/prepare"],
        env=os.environ | {"PATH": f"{tmp_path}/programs:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert "Python 3.11 or later is needed, this machine has Python 3.9.2: install one" in said.stderr
