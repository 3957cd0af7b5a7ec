"""How another command speaks with a running stack: a socket in its home, one line asked, one line answered."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.home import Home
from deploy.local.stack import NoSuchProcess, Stack
from deploy.local.trouble import CannotStart

_NAME = "control"
_SECONDS = 120


class Refused(Exception):
    """The running stack did not do what was asked; the message says why."""


@dataclass(frozen=True, slots=True)
class RunningElsewhere:
    """A stack that runs in another process's care."""

    url: str
    folder: Path

    def stop(self, name: str) -> str:
        """Stop one of its processes and return a sentence that says so."""
        return _ask(self.folder, f"stop {name}")

    def start(self, name: str) -> str:
        """Start one of its processes again and return a sentence when it can be used."""
        return _ask(self.folder, f"start {name}")


def find_running(folder: Path) -> RunningElsewhere | None:
    """Return the stack that runs in this home, or None."""
    try:
        return RunningElsewhere(_ask(folder, "where"), folder)
    except OSError:
        return None


@contextmanager
def listening(home: Home) -> Iterator[socket.socket]:
    """Listen for commands to the stack of this home. Only its owner can reach the socket."""
    (home.folder / _NAME).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, _short_path(home.folder) as path:
        listener.bind(path)
        listener.listen()
        try:
            yield listener
        finally:
            (home.folder / _NAME).unlink(missing_ok=True)


def answer_one(listener: socket.socket, stack: Stack) -> None:
    """Take one command, do it and answer."""
    asker, _ = listener.accept()
    with asker:
        asker.settimeout(5)
        try:
            asked = asker.makefile("r").readline().split()
            asker.sendall((json.dumps(_done(stack, asked)) + "\n").encode())
        except OSError:  # who asked has gone
            return


def _done(stack: Stack, asked: list[str]) -> dict[str, str]:
    try:
        match asked:
            case ["where"]:
                return {"done": stack.url}
            case ["stop", name]:
                return {"done": stack.stop(name)}
            case ["start", name]:
                return {"done": stack.start(name)}
            case _:
                return {"refused": "Name a process, for example: make stop S=notifier"}
    except (NoSuchProcess, CannotStart) as reason:
        return {"refused": str(reason)}


def _ask(folder: Path, line: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection, _short_path(folder) as path:
        connection.settimeout(_SECONDS)
        connection.connect(path)
        connection.sendall(f"{line}\n".encode())
        answer = json.loads(connection.makefile("r").readline() or "{}")
    if "done" not in answer:
        raise Refused(answer.get("refused", "The stack ended before it answered."))
    return str(answer["done"])


@contextmanager
def _short_path(folder: Path) -> Iterator[str]:
    """Give a path of the socket that fits into 107 bytes, however deep the folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{_NAME}"
    finally:
        os.close(opened)
