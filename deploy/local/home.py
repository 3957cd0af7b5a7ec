"""The folder in which one stack keeps everything: data, keys, logs, ports and passwords."""

import fcntl
import json
import os
import random
import re
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.trouble import CannotStart

PROJECT = Path(__file__).resolve().parents[2]

# Below the ports that outgoing connections take, so that none of them sits on ours.
_FIRST_PORT, _LAST_PORT = 20_000, 32_000


class Home:
    """One stack's folder, open to its owner only."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """Make the folder where it is missing. Ports and the like may be given by the environment."""
        self.folder = folder if folder.is_absolute() else PROJECT / folder
        self.environment = os.environ if environment is None else environment
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def room(self, name: str) -> Path:
        """Return a folder of this stack's own, made if need be."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def recall(self, name: str) -> str | None:
        """Return what was remembered under this name, in this start or an earlier one."""
        return self._memory().get(name)

    def remember(self, name: str, value: str) -> None:
        memory = self._memory() | {name: value}
        draft = self.folder / "memory.json.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(memory, indent=1))
        draft.replace(self.folder / "memory.json")

    def secret(self, name: str) -> str:
        """Return this stack's own random secret of that name, made once."""
        kept = self.recall(f"secret {name}")
        if kept is None:
            kept = secrets.token_urlsafe(24)
            self.remember(f"secret {name}", kept)
        return kept

    def port(self, name: str) -> int:
        """Return the port for this name: the one asked for, else the one it had before if free, else a free one.

        Raises:
            CannotStart: somebody else holds the port that was asked for.
        """
        variable = f"RAVABET_{name.upper()}_PORT"
        if asked := self.environment.get(variable):
            return asked_port(int(asked), variable)
        kept = self.recall(f"port {name}")
        if kept and is_free(int(kept)):
            return int(kept)
        port = self._free_port()
        self.remember(f"port {name}", str(port))
        return port

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this folder for one running stack.

        Raises:
            CannotStart: another stack runs in it.
        """
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStart(
                    f"A stack is running in {self.folder} already: stop it with Ctrl-C in its terminal, "
                    "or give this one its own folder and port (RAVABET_HOME=.ravabet-b RAVABET_PORT=8100)."
                ) from None
            yield

    def _memory(self) -> dict[str, str]:
        try:
            memory: dict[str, str] = json.loads((self.folder / "memory.json").read_text())
        except FileNotFoundError:
            return {}
        return memory

    def _free_port(self) -> int:
        taken = {value for name, value in self._memory().items() if name.startswith("port ")}
        for _ in range(1000):
            port = random.randint(_FIRST_PORT, _LAST_PORT)  # noqa: S311
            if str(port) not in taken and is_free(port):
                return port
        raise CannotStart("No free port was found: stop programs that are not needed and try again.")


def environment_without_ports() -> dict[str, str]:
    """Return our environment for a stack that stands beside the usual one: without the ports asked for that one."""
    return {name: value for name, value in os.environ.items() if not re.fullmatch(r"RAVABET_(\w+_)?PORT", name)}


def asked_port(port: int, variable: str) -> int:
    """Return the port if nobody holds it.

    Raises:
        CannotStart: somebody does.
    """
    if not is_free(port):
        raise CannotStart(
            f"Port {port} is used by another program: stop that program, or choose a port with {variable}={port + 100}."
        )
    return port


def is_free(port: int) -> bool:
    """Say whether this machine's loopback address has the port to give."""
    with socket.socket() as probe:
        # As servers do: a connection of the last run that is still closing does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
