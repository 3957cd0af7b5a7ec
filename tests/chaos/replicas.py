"""The processes of the services, two of each: one that works and a standby."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from deploy.local.home import PROJECT
from tests.chaos.service import Orders


class Replica:
    """One process of a service, which can be killed, frozen and begun again."""

    def __init__(self, orders: Orders, log: Path) -> None:
        """Start it at once."""
        self.orders = orders
        self._log = log
        self.start()

    def start(self) -> None:
        """Begin it, again after it was killed; the log goes on."""
        with self._log.open("ab") as output:
            self._popen = subprocess.Popen(
                [*_ending_with_us(), sys.executable, "-m", "tests.chaos.service", json.dumps(asdict(self.orders))],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=os.environ | {"PYTHONWARNINGS": "ignore"},
                start_new_session=True,  # Ctrl-C is for the campaign, which ends its processes itself
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen.poll() is None

    @property
    def is_frozen(self) -> bool:
        """Whether SIGSTOP holds it."""
        return self.is_running and _state_of(self.pid) == "T"

    def thaw(self) -> None:
        """Let it go on as if nothing had happened."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it now, frozen or not."""
        self._popen.kill()
        self._popen.wait()


@contextmanager
def ended_afterwards(replicas: Sequence[Replica]) -> Iterator[None]:
    """Whatever happens, none is left behind."""
    try:
        yield
    finally:
        for replica in replicas:
            replica.kill()


def _state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _ending_with_us() -> list[str]:
    """The words before a command that let the kernel end it when we are killed, frozen or not."""
    return ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
