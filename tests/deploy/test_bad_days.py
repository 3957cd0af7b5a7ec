"""What stands in the way of a county's start: one sentence each, that says what to do."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from deploy.local.bale_peer.running import running_bale_peer
from deploy.setup.profile import Bale, Profile
from deploy.setup.servers import Client, _has_no_set, _must_be_young, prepare_broker
from deploy.setup.trouble import CannotSetUp
from deploy.setup.trying import try_bale
from tests.deploy.test_setup import COUNTY

COMMAND = Path(__file__).parents[2] / "deploy" / "ravabet"
DOCKER = """#!/bin/sh
# Stands for Docker: a stack that does not run yet, with one image.
echo "$*" >>"$DOCKER_CALLS"
case "$*" in
  *"config --images") echo ravabet/news:0.1.0 ;;
  "version -f"*) echo amd64 ;;
  "image inspect"*) echo "$IMAGE_FOR" ;;
  *"ps -q gateway") echo "$GATEWAY" ;;
esac
"""


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """The folder of an installation, and a Docker that only notes what it is asked."""
    (tmp_path / "docker").write_text(DOCKER)
    (tmp_path / "docker").chmod(0o755)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def up(stack: Path, *settings: str, image_for: str = "amd64", gateway: str = "") -> tuple[int, str, bool]:
    """The exit code of `up`, what it complained of, and whether it started anything."""
    (stack / "compose.env").write_text("".join(f"{line}\n" for line in settings))
    calls = stack / "calls"
    env = {"RAVABET_FOLDER": str(stack), "DOCKER_CALLS": str(calls), "IMAGE_FOR": image_for, "GATEWAY": gateway}
    path = f"{stack}:{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - our own command
        [str(COMMAND), "up"], env=env | {"PATH": path}, capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr.strip(), "up -d" in calls.read_text()


@pytest.mark.parametrize("name", ["HTTP", "HTTPS"])
def test_a_port_in_use_is_named_with_the_setting_that_moves_it(
    stack: Path, taken: int, unused_tcp_port: int, name: str
) -> None:
    other = {"HTTP": "HTTPS", "HTTPS": "HTTP"}[name]

    code, said, is_started = up(stack, f"RAVABET_{name}_PORT={taken}", f"RAVABET_{other}_PORT={unused_tcp_port}")

    assert (code, is_started) == (1, False)
    assert said == (
        f"Port {taken} is in use by another program: stop that, "
        f"or put RAVABET_{name}_PORT=<another port> into {stack}/compose.env."
    )


def test_the_ports_of_a_gateway_that_runs_are_its_own(stack: Path, taken: int) -> None:
    assert up(stack, f"RAVABET_HTTP_PORT={taken}", f"RAVABET_HTTPS_PORT={taken}", gateway="c0ffee") == (0, "", True)


def test_free_ports_are_taken(stack: Path, unused_tcp_port: int) -> None:
    ports = (f"RAVABET_HTTP_PORT={unused_tcp_port}", f"RAVABET_HTTPS_PORT=127.0.0.1:{unused_tcp_port}")

    assert up(stack, *ports) == (0, "", True)


def test_an_image_for_another_processor_is_refused(stack: Path) -> None:
    code, said, is_started = up(stack, image_for="arm64")

    assert (code, is_started) == (1, False)
    assert said == "The image ravabet/news:0.1.0 is for arm64, this machine is amd64: load the bundle for amd64."


class Answering:
    """Stands for a MongoDB that no test can start, by what it answers."""

    def __init__(self, **answers: dict[str, Any]) -> None:
        self._answers = answers
        self.admin = self

    def command(self, name: str) -> dict[str, Any]:
        return self._answers[name]


def answering(**answers: dict[str, Any]) -> Client:
    return cast("Client", Answering(**answers))


def test_an_old_mongodb_is_refused() -> None:
    with pytest.raises(CannotSetUp, match=r"MongoDB 5\.0\.28 is too old: use 6\.0 or later\."):
        _must_be_young(answering(buildInfo={"version": "5.0.28"}))
    _must_be_young(answering(buildInfo={"version": "6.0.5"}))


def test_a_mongodb_without_a_replica_set_is_told_apart_from_one_that_waits_for_it() -> None:
    with pytest.raises(CannotSetUp, match="MongoDB runs alone: start it with --replSet rs0"):
        _has_no_set(answering(hello={"isWritablePrimary": True}))
    assert _has_no_set(answering(hello={"isreplicaset": True}))
    assert not _has_no_set(answering(hello={"setName": "rs0"}))


async def test_a_broker_without_its_management_interface_is_told(unused_tcp_port: int) -> None:
    nowhere = f"http://admin:secret@127.0.0.1:{unused_tcp_port}"

    with pytest.raises(CannotSetUp, match=r"management interface does not answer .* is its plugin switched on"):
        await prepare_broker(nowhere, "amqp://nowhere", {}, patience=0)


async def test_a_token_that_bale_does_not_know_is_told(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(COUNTY, encoding="utf-8")
    profile = Profile.read(tmp_path / "county.toml")
    async with running_bale_peer(token="1405:right") as peer:
        wrong = profile.model_copy(update={"bale": Bale(token="1405:wrong", server=peer.base_url)})
        right = profile.model_copy(update={"bale": Bale(token="1405:right", server=peer.base_url)})

        assert await try_bale(wrong)
        assert await try_bale(right) == ""
