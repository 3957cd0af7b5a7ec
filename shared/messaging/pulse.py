"""How a part that runs for ever says whether it is well."""

import time
from collections.abc import Callable

_SILENCE_SECONDS = 25.0


class Pulse:
    """The state of a relay or a consumer, as readiness asks for it. Who says nothing for 25 seconds is not well."""

    def __init__(self, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._clock = clock
        self._trouble: str | None = "not started"
        self._heard_at = clock()

    @property
    def trouble(self) -> str | None:
        """A sentence, or None when it is well."""
        silence = self._clock() - self._heard_at
        if self._trouble is None and silence > _SILENCE_SECONDS:
            return f"has not moved for {silence:.0f} seconds"
        return self._trouble

    def well(self) -> None:
        """It works."""
        self._trouble = None
        self.moves()

    def moves(self) -> None:
        """It still runs, well or not."""
        self._heard_at = self._clock()

    def unwell(self, sentence: str) -> None:
        """It does not work, and why."""
        self._trouble = sentence
