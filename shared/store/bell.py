"""Wake-ups inside a process: a loop that waits for a collection learns at once that something was written there."""

import asyncio
from contextlib import suppress


class Bell:
    """One listener's bell. A ring before the wait is not lost. Listeners also poll, so a missing ring only delays."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener now, or as soon as it next waits."""
        self._rung.set()

    def has_rung(self) -> bool:
        """Return whether it rang since it was last asked or waited for."""
        rung = self._rung.is_set()
        self._rung.clear()
        return rung

    async def wait(self, *, at_most: float) -> bool:
        """Wait for the next ring, for `at_most` seconds. Returns whether it rang."""
        # Not asyncio.wait_for: before Python 3.12 it loses a cancellation that comes at the same moment as the ring.
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._rung.wait()
        return self.has_rung()


class Bells:
    """The bells of all collections. Each listener has its own bell, so that none consumes another's ring."""

    def __init__(self) -> None:
        self._bells: dict[str, list[Bell]] = {}

    def hang(self, *collections: str) -> Bell:
        """Return a new bell, for a listener that lives as long as the process; it rings for each of these."""
        bell = Bell()
        for collection in collections:
            self._bells.setdefault(collection, []).append(bell)
        return bell

    def ring(self, *collections: str) -> None:
        """Wake the listeners of these collections."""
        for name in collections:
            for bell in self._bells.get(name, ()):
                bell.ring()
