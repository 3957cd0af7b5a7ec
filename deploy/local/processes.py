"""Processes that end with the one that started them, however that ends."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from deploy.local.home import PROJECT
from deploy.local.trouble import CannotStart


class Process:
    """One program of the stack, in a process group of its own, writing into its log."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        is_ready: Callable[[], bool] = lambda: True,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it at once; `is_ready` says when it can be used."""
        self.name = name
        self.log = log
        self._command = [*_ending_with_us(), *command]
        self._is_ready = is_ready
        self._env = None if env is None else dict(env)
        self.start()

    def start(self) -> None:
        """Start it, again after a stop. The log begins anew; the one before it is kept beside it."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as output:
            self._popen = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=PROJECT,
                start_new_session=True,  # Ctrl-C in the terminal is for the one who started us: it stops us in order
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._popen.poll()

    def wait(self, *, seconds: float = 60) -> None:
        """Wait until it can be used.

        Raises:
            CannotStart: it ended before that, or the time is over.
        """
        end = time.monotonic() + seconds
        while not self._is_ready():
            if not self.is_running:
                raise CannotStart(
                    f"{self.name} ended while it was starting: read {self.log}. Its last line: {self.last_words()}"
                )
            if time.monotonic() > end:
                raise CannotStart(f"{self.name} was not ready after {seconds:.0f} s: read {self.log}.")
            time.sleep(0.05)

    def last_words(self) -> str:
        """Return the last line of its log that says something."""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1][:400] if lines else "it wrote nothing"

    def ask_to_stop(self) -> None:
        """Ask it to end in order, without waiting."""
        if self.is_running:
            os.kill(self.pid, signal.SIGTERM)

    def stop(self, *, grace: float = 20) -> None:
        """Stop it and all it started: in order if that takes no longer than the grace, else at once."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(grace)
        self.kill()

    def kill(self) -> None:
        """End it and all it started, now."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()


def stop_all(processes: Iterable[Process], *, at_once: bool = False) -> None:
    """Stop them side by side, in the time of the slowest; without the grace if it must be at once."""
    stopping = list(processes)
    for process in stopping:
        if at_once:
            process.kill()
        else:
            process.ask_to_stop()
    for process in stopping:
        process.stop()


def _ending_with_us() -> Sequence[str]:
    """Return the words before a command that let the kernel end it when we are killed."""
    return ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()
