"""Paused handlers: the events of these types wait until an operator resumes them."""

from collections.abc import Set as AbstractSet

from shared.messaging.metrics import PAUSED
from shared.store.driver import Document
from shared.store.store import Store

COLLECTION = "pauses"


class Pauses:
    """The paused types of one service, stored in its database for all replicas and for the operators' command."""

    def __init__(self, store: Store) -> None:
        self.types: AbstractSet[str] = frozenset()
        """The paused types at the last `refresh`."""
        self._store = store
        self._rows = store.driver.collection(COLLECTION)

    async def pause(self, event_type: str, why: str) -> None:
        """Let the events of a type wait from now on; running replicas notice within a second."""
        row = {"why": why, "since": self._store.now()}
        await self._rows.update_one({"_id": event_type}, {"$setOnInsert": row}, upsert=True)

    async def resume(self, event_type: str) -> bool:
        """Handle the events of a type again, beginning with those that waited. Returns False when it was not paused."""
        removed = await self._rows.delete_one({"_id": event_type})
        return bool(removed.deleted_count)

    async def listed(self) -> dict[str, Document]:
        """Return each paused type with `why` and `since`."""
        return {row["_id"]: row for row in await self._store.find(COLLECTION, {})}

    async def refresh(self) -> None:
        """Read the paused types from the database."""
        self.types = (await self.listed()).keys()
        PAUSED.clear()
        for event_type in self.types:
            PAUSED.labels(event_type).set(1)
