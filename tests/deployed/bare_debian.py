"""A bare Debian 12 with systemd as its first process, in a container of systemd-nspawn without any network."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from deploy.local import programs
from tests.deployed.installed import Failed

PACKAGES: Final = ("nginx-light", "rabbitmq-server", "python3-venv", "curl", "libcurl4")
"""What an operator fetches from Debian. `libcurl4` is for MongoDB, whose own package would ask for it."""
_BARE: Final = "systemd,systemd-sysv,dbus,iproute2,ca-certificates"
_MONGO_UNIT: Final = """
[Unit]
Description=MongoDB Database Server
After=network-online.target
Wants=network-online.target

[Service]
User=mongodb
Group=mongodb
EnvironmentFile=-/etc/default/mongod
Environment="MONGODB_CONFIG_OVERRIDE_NOFORK=1"
ExecStart=/usr/bin/mongod --config /etc/mongod.conf
RuntimeDirectory=mongodb
LimitFSIZE=infinity
LimitCPU=infinity
LimitAS=infinity
LimitNOFILE=64000
LimitNPROC=64000
LimitMEMLOCK=infinity
TasksMax=infinity
TasksAccounting=false

[Install]
WantedBy=multi-user.target
"""
_RUNNING: Final = {"running", "degraded"}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Server:
    """A running Debian, in which commands are run as its root."""

    root: Path
    first_process: int

    def run(self, *words: str, may_fail: bool = False) -> str:
        """Run a command and return all that it printed. Raises Failed."""
        code, said = self.tried(*words)
        if code and not may_fail:
            raise Failed(f"{' '.join(words[:4])} ended with {code}:\n" + "\n".join(said.splitlines()[-25:]))
        return said

    def tried(self, *words: str) -> tuple[int, str]:
        """Run a command and return its exit code and all that it printed."""
        env = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
        at = f"/proc/{self.first_process}/root"
        enter = ["nsenter", "--target", str(self.first_process), "-m", "-u", "-i", "-n", "-p", f"--root={at}"]
        done = subprocess.run(
            [*enter, *env, "DEBIAN_FRONTEND=noninteractive", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=900,
        )
        return done.returncode, done.stdout


def make_bare(folder: Path) -> Path:
    """Fetch a bare Debian and the files of the packages, once, and return its folder."""
    base = folder / "bare"
    if (base / ".whole").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    _must("debootstrap", "--variant=minbase", f"--include={_BARE}", "bookworm", str(base))
    _must("chroot", str(base), "apt-get", "-qq", "install", "-y", "--no-install-recommends", "-d", *PACKAGES)
    # Debian's installer writes it.
    (base / "etc" / "hosts").write_text("127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 bare\n")
    (base / "etc" / "hostname").write_text("bare\n")
    (base / ".whole").touch()
    return base


@contextmanager
def booted(base: Path, root: Path) -> Iterator[Server]:
    """Start a copy of the bare Debian and wait until it has started. Its files are deleted at the end."""
    _must("cp", "-a", str(base), str(root))
    nspawn = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--boot"]
    # MongoDB keeps passwords in memory that is never written to a disk; nspawn allows that to nobody by itself.
    nspawn.append("--system-call-filter=@memlock")
    with (root.parent / "console.log").open("wb") as console:
        container = subprocess.Popen(
            [*nspawn, "-D", str(root), "-M", "bare"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(root, until(lambda: _child_of(container.pid), within=20))
        until(lambda: server.tried("systemctl", "is-system-running")[1].strip() in _RUNNING, within=60)
        yield server
    finally:
        container.send_signal(signal.SIGTERM)
        try:
            container.wait(90)
        except subprocess.TimeoutExpired:
            container.kill()
            container.wait()
        shutil.rmtree(root, ignore_errors=True)


def put_mongodb(server: Server) -> None:
    """Put this machine's MongoDB where the package of its vendor would: program, user and unit."""
    shutil.copy2(programs.mongod(), server.root / "usr" / "bin" / "mongod")
    (server.root / "lib" / "systemd" / "system" / "mongod.service").write_text(_MONGO_UNIT)
    (server.root / "etc" / "sysusers.d").mkdir(exist_ok=True)
    (server.root / "etc" / "sysusers.d" / "mongodb.conf").write_text("u mongodb - MongoDB /var/lib/mongodb\n")
    server.run("systemd-sysusers", "mongodb.conf")


def until(probe: Callable[[], Value], *, within: float) -> Value:
    """Return the first answer of the probe that is one. Raises Failed."""
    end = time.monotonic() + within
    while not (value := probe()):
        if time.monotonic() > end:
            raise Failed(f"Still {value!r} after {within:.0f} seconds.")
        time.sleep(0.2)
    return value


def _child_of(process: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return next((int(each) for each in children if _program_of(each).endswith("/systemd")), 0)


def _program_of(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().partition(b"\0")[0].decode()
    except OSError:
        return ""


def _must(*words: str) -> None:
    if shutil.which(words[0]) is None:
        raise Failed(f"{words[0]} is missing on this machine: apt-get install debootstrap systemd-container")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(words[:3])} failed: " + "\n".join((done.stdout + done.stderr).splitlines()[-5:]))
