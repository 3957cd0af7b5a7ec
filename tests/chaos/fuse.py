"""How a service strikes itself down at the step that it was told: the signal comes exactly there."""

import os
import signal
from pathlib import Path


class Fuse:
    """Read by all replicas of a role, burnt by the first that reaches the step.

    The order is a file with the step, the signal, and how many times the step is passed before. Who can rename it has
    it, and the new name says who that was.
    """

    def __init__(self, order: Path) -> None:
        self._order = order
        self._text = ""
        self._passes_left = 0

    def reach(self, step: str) -> None:
        """This step is reached now; nothing may come back from here."""
        if not step:
            return
        try:
            text = self._order.read_text()
        except FileNotFoundError:
            return
        wanted, signal_name, passes = text.split()
        if wanted != step:
            return
        if text != self._text:
            self._text, self._passes_left = text, int(passes)
        self._passes_left -= 1
        if self._passes_left < 0 and self._is_mine():
            # Sent by the only thread that matters to itself, so it does not return before the signal is there.
            os.kill(os.getpid(), signal.Signals[signal_name])

    def _is_mine(self) -> bool:
        try:
            self._order.rename(self._order.with_suffix(f".{os.getpid()}"))
        except FileNotFoundError:
            return False
        return True
