"""The pulse of a background loop: how it reports to the readiness check whether it works."""

import time
from collections.abc import Callable

_SILENCE_SECONDS = 25.0


class Pulse:
    """The state of a loop, such as the relay. A loop that reports nothing for 25 seconds is in trouble."""

    def __init__(self, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._clock = clock
        self._trouble: str | None = "not started"
        self._heard_at = clock()

    @property
    def trouble(self) -> str | None:
        """A sentence that says what is wrong, or None when the loop works."""
        silence = self._clock() - self._heard_at
        if self._trouble is None and silence > _SILENCE_SECONDS:
            return f"has not reported for {silence:.0f} seconds"
        return self._trouble

    def well(self) -> None:
        """Report that the loop works."""
        self._trouble = None
        self.moves()

    def moves(self) -> None:
        """Report that the loop still runs, whether it works or not."""
        self._heard_at = self._clock()

    def unwell(self, sentence: str) -> None:
        """Report that the loop does not work, with a sentence that says why."""
        self._trouble = sentence
