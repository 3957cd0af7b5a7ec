"""A county in containers for the length of a test: built, set up, started by what an operator uses, and taken away."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.images.building import PROJECT, Release, build
from shared.runtime.version import own_version
from shared.web.paths import SERVICES
from tests.county_profile import OFFICIALS
from tests.deployed import next_release
from tests.deployed.next_release import write_next_release

_COMMAND: Final = PROJECT / "deploy" / "ravabet"
PROFILE: Final = (
    """
[county]
name = "بهاردشت"
public_address = "https://localhost:{https}"

[mail]
server = "smtp://{subnet}.1:{smtp}"
sender = "ravabet@bahardasht.example"

[guests]
listen = true
port = {guests}
"""
    + OFFICIALS
    + 'email = "rahbar@bahardasht.example"\n'
)


class Failed(Exception):
    """A command of the operator failed; the message has its last lines."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A county that runs, and the command by which it is operated."""

    url: str
    authority: Path
    environment: dict[str, str]

    def ravabet(self, *words: str, given: str | None = None) -> str:
        """Run `deploy/ravabet` and return what it printed. Raises Failed."""
        return run([str(_COMMAND), *words], self.environment, given)

    def python(self, program: str, *words: str) -> str:
        """Run a program among the services, with the settings of the operator. Raises Failed."""
        project, folder = self.environment["RAVABET_PROJECT"], self.environment["RAVABET_FOLDER"]
        compose = ["docker", "compose", "--project-name", project, "--env-file", f"{folder}/compose.env"]
        once = ["-f", f"{PROJECT}/deploy/compose.yaml", "run", "--rm", "-T", "--entrypoint", "python", "ravabet", "-"]
        return run([*compose, *once, *words], self.environment, program)


def build_images(before: str, after: str) -> None:
    """Build all images of this release under one tag, and those of the next release under another."""
    release = Release.here(own_version().release)
    with tempfile.TemporaryDirectory(prefix="ravabet-next-") as place:
        write_next_release(Path(place))
        names = (*SERVICES, "gateway")
        told = Release(next_release.VERSION, release.revision, release.created)
        for _ in [*build(names, release, tag=before), *build(names, told, tag=after, source=Path(place))]:
            pass


@contextmanager
def installed(*, version: str, smtp_port: int) -> Iterator[Installed]:
    """Set a county up on free ports and a free subnet, and start it. Raises Failed."""
    key = secrets.token_hex(3)
    with tempfile.TemporaryDirectory(prefix="ravabet-deployed-") as place:
        root = Path(place)
        http, https = _free_port(), _free_port()
        subnet = _free_subnet()
        environment = os.environ | {
            "RAVABET_FOLDER": f"{root}/etc",
            "RAVABET_DATA": f"{root}/data",
            "RAVABET_PROJECT": f"ravabet-{key}",
            "RAVABET_VERSION": version,
            "NO_TERMINAL": "1",
        }
        (root / "county.toml").write_text(
            PROFILE.format(https=https, subnet=subnet, smtp=smtp_port, guests=_free_port())
        )
        authority = root / "etc" / "certificates" / "ca.pem"
        county = Installed(f"https://localhost:{https}", authority, environment)
        county.ravabet("setup", "--from", f"{root}/county.toml", "--subnet", subnet)
        with (root / "etc" / "compose.env").open("a") as settings:
            settings.write(f"RAVABET_HTTP_PORT={http}\nRAVABET_HTTPS_PORT={https}\n")
        try:
            county.ravabet("up")
            yield county
        finally:
            run([str(_COMMAND), "down"], environment, None, may_fail=True)
            shutil.rmtree(root / "data", ignore_errors=True)


def run(command: Sequence[str], environment: dict[str, str], given: str | None, *, may_fail: bool = False) -> str:
    """Run a command to its end and return what it printed. Raises Failed with its last lines."""
    done = subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode and not may_fail:
        said = [*done.stdout.splitlines()[-25:], *done.stderr.splitlines()[-25:]]
        raise Failed(f"{' '.join(command[:4])} ended with {done.returncode}:\n" + "\n".join(said))
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _free_subnet() -> str:
    """The first three numbers of a network that no other one on this machine has."""
    networks = _docker("network", "ls", "-q").split()
    taken = _docker("network", "inspect", *networks, "-f", "{{range .IPAM.Config}}{{.Subnet}} {{end}}")
    return next(f"172.28.{number}" for number in range(100, 250) if f"172.28.{number}." not in taken)


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout


def has_docker() -> bool:
    """Whether Docker answers."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0
