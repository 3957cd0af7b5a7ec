"""A wake-up across replicas. Listeners poll as well, so a lost ring only delays the work."""

import asyncio

from pymongo.errors import PyMongoError

from shared.store.store import Store

DOORBELLS = "doorbells"

_PAUSE_SECONDS = 1.0


class Doorbell:
    """Rung by the replicas that do not hold the lease, heard by the one that holds it.

    It has a collection of its own: watching the outbox itself would cost the driver some work for every event.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self.heard = f"{name}.doorbell"
        """The bell of each process that rings when any replica rang: not the one of its own writes, or a replica would
        answer each ring with another one, for ever."""

    async def ring(self) -> None:
        """Tell the other replicas that something was written. Raises the driver's error when the database is away."""
        await self._store.driver.collection(DOORBELLS).update_one(
            {"_id": self._name}, {"$inc": {"rings": 1}}, upsert=True
        )

    async def listen(self) -> None:
        """Ring the bell `heard` of this process whenever a replica rings, until cancelled.

        A change stream that is lost is opened again.
        """
        while True:
            try:
                async with self._store.driver.changes(DOORBELLS) as changes:
                    self._store.bells.ring(self.heard)
                    async for _ in changes:
                        self._store.bells.ring(self.heard)
            except PyMongoError:
                await asyncio.sleep(_PAUSE_SECONDS)
