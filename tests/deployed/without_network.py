"""`python -m tests.deployed.without_network`: a county is installed and upgraded out of bundles, where no network is.

A second Docker with nothing in it is started in a network namespace that has no way out. By hand, as root, with Docker:
it takes some minutes and 5 GB of disk.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console

from shared.runtime.version import own_version
from tests.deployed.installed import PROFILE, Failed, build_images, run
from tests.deployed.next_release import VERSION as NEXT

console = Console(highlight=False, soft_wrap=True, markup=False)

_NAMESPACE: Final = "ravabet-cut-off"
_PATIENCE_SECONDS: Final = 60


def main() -> None:
    """Make two bundles, install the first on an empty server without a network, and upgrade it by the second."""
    own = own_version().release
    build_images(own, NEXT)
    with tempfile.TemporaryDirectory(prefix="ravabet-bundle-") as place:
        root = Path(place)
        key = _key(root)
        bundles = [_bundle(version, key, root) for version in (own, NEXT)]
        for bundle in bundles:
            console.print(f"{bundle.name}: {bundle.stat().st_size // 1_000_000} MB")
        with _server(root) as server:
            _install(server, root, *bundles)
    console.print("installed and upgraded without a network")


def _install(server: "Server", root: Path, first: Path, second: Path) -> None:
    started = time.monotonic()
    server.does("tar", "xf", str(first), "-C", str(root))
    signers = root / "maintainers"
    console.print(server.does(str(root / first.stem / "install"), "--signers", str(signers)))
    profile = PROFILE.format(https=443, subnet="172.28.91", smtp=1025, guests=5671).replace(
        "localhost:443", "localhost"
    )
    (root / "county.toml").write_text(profile, encoding="utf-8")
    ravabet = str(root / "opt" / "ravabet")
    server.does(ravabet, "setup", "--from", str(root / "county.toml"))
    server.does(ravabet, "up")
    page = server.does("curl", "-sS", "--cacert", str(root / "etc/certificates/ca.pem"), "https://localhost/")
    if "بهاردشت" not in page:
        raise Failed(f"the portal does not name the county: {page[:300]}")
    console.print(f"out of the bundle to a serving portal: {time.monotonic() - started:.0f} s")
    shutil.rmtree(root / first.stem)
    server.does("tar", "xf", str(second), "-C", str(root))
    console.print(server.does(str(root / "opt" / "install"), str(root / second.stem)))
    server.does(ravabet, "upgrade", "news", NEXT)
    live = server.does(
        "curl", "-sS", "--cacert", str(root / "etc/certificates/ca.pem"), "https://localhost/api/news/health/live"
    )
    if json.loads(live)["version"] != NEXT:
        raise Failed(f"news does not run {NEXT}: {live}")


class Server:
    """A machine without a network, as far as Docker and the commands on it can tell."""

    def __init__(self, root: Path) -> None:
        self.environment = os.environ | {
            "DOCKER_HOST": f"unix://{root}/docker.sock",
            "RAVABET_PROGRAMS": str(root / "opt"),
            "RAVABET_FOLDER": str(root / "etc"),
            "RAVABET_DATA": str(root / "data"),
            "NO_TERMINAL": "1",
        }

    def does(self, *command: str) -> str:
        """Run a command there and return what it printed. Raises Failed."""
        return run(["ip", "netns", "exec", _NAMESPACE, *command], self.environment, None)


@contextmanager
def _server(root: Path) -> Iterator[Server]:
    server = Server(root)
    subprocess.run(["ip", "netns", "delete", _NAMESPACE], capture_output=True, check=False)
    _do("ip", "netns", "add", _NAMESPACE)
    _do("ip", "-n", _NAMESPACE, "link", "set", "lo", "up")
    log = (root / "dockerd.log").open("w")
    places = [f"--data-root={root}/docker", f"--exec-root={root}/exec", f"--pidfile={root}/docker.pid"]
    # `ip netns exec` would hide the control groups, which Docker needs.
    docker = subprocess.Popen(
        ["nsenter", f"--net=/run/netns/{_NAMESPACE}", "dockerd", *places, f"--host=unix://{root}/docker.sock"],
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(server, docker)
        yield server
    finally:
        with log:
            if (root / "opt" / "ravabet").exists():
                server.does(str(root / "opt" / "ravabet"), "down")
            docker.terminate()
            docker.wait(_PATIENCE_SECONDS)
        _do("ip", "netns", "delete", _NAMESPACE)


def _wait_for(server: Server, docker: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while subprocess.run(["docker", "info"], env=server.environment, capture_output=True, check=False).returncode:
        if docker.poll() is not None or time.monotonic() > end:
            raise Failed("a second Docker does not start: see dockerd.log")
        time.sleep(0.5)


def _bundle(version: str, key: Path, root: Path) -> Path:
    _do(sys.executable, "-m", "deploy.bundle", "--key", str(key), "--into", str(root), "--version", version)
    return root / f"ravabet-{version}.tar"


def _key(root: Path) -> Path:
    key = root / "key"
    _do("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    public = key.with_suffix(".pub").read_text()
    (root / "maintainers").write_text(f'ravabet namespaces="ravabet-bundle" {public}')
    return key


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(str(error))
