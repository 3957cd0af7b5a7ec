"""Wake-ups inside a process: who waits for a collection is told that something was kept there."""

import asyncio
from contextlib import suppress


class Bells:
    """One bell a collection. A ring before the wait is not lost; polling stays the truth."""

    def __init__(self) -> None:
        self._bells: dict[str, asyncio.Event] = {}

    def ring(self, *collections: str) -> None:
        """Wake whoever waits for these collections."""
        for name in collections:
            if name in self._bells:
                self._bells[name].set()

    async def wait(self, collection: str, *, at_most: float) -> None:
        """Return at the next ring, or after `at_most` seconds."""
        bell = self._bells.setdefault(collection, asyncio.Event())
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), at_most)
        bell.clear()
