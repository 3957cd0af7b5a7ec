"""A bell that other replicas hear: only a wake-up, since polling stays the truth."""

import asyncio

from pymongo.errors import PyMongoError

from shared.store.store import Store

DOORBELLS = "doorbells"

_PAUSE_SECONDS = 1.0


class Doorbell:
    """Rung by the replicas that may not do the work, heard by the one that does.

    A collection of its own: to watch the outbox itself would cost the driver something for every event.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    async def ring(self) -> None:
        """Let the others know that something was kept. Raises the driver's error when the database is away."""
        await self._store.driver.collection(DOORBELLS).update_one(
            {"_id": self._name}, {"$inc": {"rings": 1}}, upsert=True
        )

    async def listen(self) -> None:
        """Ring the bells of this process for as long as it lives; begins anew when the stream is lost."""
        while True:
            try:
                async with self._store.driver.changes(DOORBELLS) as changes:
                    self._store.bells.ring(self._name)
                    async for _ in changes:
                        self._store.bells.ring(self._name)
            except PyMongoError:
                await asyncio.sleep(_PAUSE_SECONDS)
