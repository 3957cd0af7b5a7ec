"""MongoDB and RabbitMQ out of Docker, where it answers and their images can be had."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from typing_extensions import override

from deploy.local.home import Home
from deploy.local.processes import Process

MONGO_IMAGE = "mongo:6.0"
RABBIT_IMAGE = "rabbitmq:4-management"


def can_be_had() -> bool:
    """Say whether Docker answers and both images are here or were pulled."""
    if shutil.which("docker") is None or not _docker("info", seconds=10):
        return False
    return all(_has(image) or _pulled(image) for image in (MONGO_IMAGE, RABBIT_IMAGE))


class Container(Process):
    """A container that lives as long as the `docker run` which we started and watch."""

    def __init__(
        self,
        name: str,
        image: str,
        *,
        home: Home,
        ports: Mapping[int, int],
        data: str,
        is_ready: Callable[[], bool],
        variables: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        """Start it with its data in this home. Ports are published on this machine's loopback address only."""
        self._container = f"ravabet-{sha256(str(home.folder).encode()).hexdigest()[:8]}-{name}"
        folder = home.room(f"{name}-container")
        folder.chmod(0o777)  # the container's own user writes here; the home above it is closed to others
        options = ["--rm", "--name", self._container, "--hostname", "ravabet", "-v", f"{folder}:{data}"]
        options += [word for outer, inner in ports.items() for word in ("-p", f"127.0.0.1:{outer}:{inner}")]
        options += [word for key, value in (variables or {}).items() for word in ("-e", f"{key}={value}")]
        command = ["docker", "run", *options, image, *arguments]
        super().__init__(name, command, log=home.log(name), is_ready=is_ready)

    @override
    def start(self) -> None:
        self._remove()  # what a start that was killed left behind
        super().start()

    @override
    def kill(self) -> None:
        self._remove()
        super().kill()

    def _remove(self) -> None:
        _docker("rm", "-f", "-v", self._container, seconds=30)


def _has(image: str) -> bool:
    return _docker("image", "inspect", image, seconds=10)


def _pulled(image: str) -> bool:
    # Asking first is quick; a pull from where nobody answers is not.
    return _docker("manifest", "inspect", image, seconds=15) and _docker("pull", "-q", image, seconds=900)


def _docker(*arguments: str, seconds: float) -> bool:
    try:
        done = subprocess.run(["docker", *arguments], capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
