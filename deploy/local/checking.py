"""The check of the broker's topology, which the stack runs every minute."""

import os
import sys
import time
from collections.abc import Callable

from deploy.local.processes import Process
from deploy.local.stack import Stack

_EVERY_SECONDS = 60.0


class TopologyCheck:
    """Runs `ravabet topology --check` beside the stack, and tells what it says whenever that changes."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack = stack
        self._say = say
        self._process: Process | None = None
        self._due_at = time.monotonic() + _EVERY_SECONDS
        self._found = ""

    def step(self) -> None:
        """Begin a check when it is time, or tell the result of one that has ended. Never waits."""
        if self._process and not self._process.is_running:
            self._tell(self._process)
            self._process = None
        elif self._process is None and time.monotonic() >= self._due_at:
            self._due_at = time.monotonic() + _EVERY_SECONDS
            self._process = Process(
                "topology-check",
                [sys.executable, "-m", *self._stack.topology, "--check"],
                log=self._stack.home.log("topology-check"),
                env=os.environ | self._stack.env,
            )

    def end(self) -> None:
        """End a check that runs."""
        if self._process:
            self._process.kill()

    def _tell(self, process: Process) -> None:
        found = process.log.read_text(errors="replace").strip() if process.exit_code else ""
        if found != self._found:
            self._say(found or "The broker's topology is in place again, and nothing is missed.")
        self._found = found
