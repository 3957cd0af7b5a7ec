"""Wake-ups inside a process: who waits for a collection is told that something was kept there."""

import asyncio
from contextlib import suppress


class Bell:
    """One listener's own bell. A ring before the wait is not lost; polling stays the truth."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener, now or when it comes to wait."""
        self._rung.set()

    async def wait(self, *, at_most: float) -> bool:
        """Return at the next ring, or after `at_most` seconds; whether it rang."""
        # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the ring.
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._rung.wait()
        has_rung = self._rung.is_set()
        self._rung.clear()
        return has_rung


class Bells:
    """The bells of all collections; each listener has its own, so that none takes another's ring."""

    def __init__(self) -> None:
        self._bells: dict[str, list[Bell]] = {}

    def hang(self, collection: str) -> Bell:
        """A new bell for a part that listens for as long as the process lives."""
        bell = Bell()
        self._bells.setdefault(collection, []).append(bell)
        return bell

    def ring(self, *collections: str) -> None:
        """Wake whoever waits for these collections."""
        for name in collections:
            for bell in self._bells.get(name, ()):
                bell.ring()
