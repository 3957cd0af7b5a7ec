"""Builds the images. All that a build needs is fetched before, so that it gives the same layers without a network."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.images.trouble import CannotBuild

PROJECT: Final = Path(__file__).resolve().parents[2]
_HERE: Final = Path(__file__).parent
_LOCK: Final = PROJECT / "requirements" / "base.txt"
_WHEELS: Final = PROJECT / "build" / "wheels"
_KEPT_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Release:
    """What is built: a version and the commit behind it."""

    version: str
    revision: str
    created: str
    """The time of the commit, ISO 8601 with offset: a build has no other, so that it can be repeated."""

    @classmethod
    def here(cls, version: str) -> "Release":
        """The release that lies in this folder. Raises CannotBuild outside a clone."""
        git = ["git", "-C", str(PROJECT)]
        revision = _run([*git, "rev-parse", "--short=12", "HEAD"])
        changed = _run([*git, "status", "--porcelain", "--untracked-files=no"])
        return cls(version, revision + ("-changed" if changed else ""), _run([*git, "show", "-s", "--format=%cI"]))


def image_of(name: str, tag: str) -> str:
    """Return the name of an image: `ravabet/news:0.1.0`."""
    return f"ravabet/{name}:{tag}"


def build(
    names: Sequence[str], release: Release, *, tag: str, fresh: bool = False, source: Path = PROJECT
) -> Iterator[str]:
    """Build the images of these services, or the `gateway`, and yield the name of each as it is done.

    With `fresh`, no layer of an earlier build is used; `source` is the folder of the project. Raises CannotBuild with a
    sentence when something is missing.
    """
    with _context(release, source) as context:
        for name in names:
            recipe = "gateway.Dockerfile" if name == "gateway" else "Dockerfile"
            arguments = {
                "SERVICE": name,
                "VERSION": release.version,
                "REVISION": release.revision,
                "CREATED": release.created,
            }
            if name == "gateway":
                arguments = {key: arguments[key] for key in ("VERSION", "REVISION")}
            given = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
            cache = ["--no-cache"] if fresh else []
            image = image_of(name, tag)
            _run(["docker", "build", "-q", *cache, *given, "-f", str(context / recipe), "-t", image, str(context)])
            yield image


def fetch_wheels() -> None:
    """Download the locked libraries for the images' Python, and delete those that are no longer locked.

    Raises CannotBuild when the package index cannot be reached and something is missing.
    """
    mark = _WHEELS / "lock"
    if mark.exists() and mark.read_text() == _LOCK.read_text():
        return
    shutil.rmtree(_WHEELS, ignore_errors=True)
    only = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", *only]
    _run([*pip, "-r", str(_LOCK), "-d", str(_WHEELS)])
    mark.write_text(_LOCK.read_text())


def put_wheels(folder: Path, source: Path = PROJECT) -> None:
    """Put the locked libraries into a folder, with their list `base.txt`, and the wheel of this project.

    `source` is the folder of the project. Raises CannotBuild with a sentence when something is missing.
    """
    fetch_wheels()
    for wheel in _WHEELS.glob("*.whl"):
        shutil.copy2(wheel, folder)
    shutil.copy(_LOCK, folder)
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder.resolve())], source)


@contextmanager
def _context(release: Release, source: Path) -> Iterator[Path]:
    fetch_wheels()
    with tempfile.TemporaryDirectory(prefix="ravabet-image-") as folder:
        context = Path(folder)
        shutil.copytree(_WHEELS, context / "wheels", copy_function=shutil.copy2)
        _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(context)], source)
        for file in (_LOCK, _HERE / "Dockerfile", _HERE / "gateway.Dockerfile"):
            shutil.copy(file, context)
        (context / "time").write_text(release.created)
        yield context


def _run(command: Sequence[str], folder: Path = PROJECT) -> str:
    """Run a command to its end in a folder and return what it printed. Raises CannotBuild with its last lines."""
    if shutil.which(command[0]) is None:
        raise CannotBuild(f"{command[0]} is missing on this machine: install it and try again.")
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()
        raise CannotBuild(f"{' '.join(command[:3])} failed: " + "\n".join(lines[-_KEPT_LINES:]))
    return done.stdout.strip()
