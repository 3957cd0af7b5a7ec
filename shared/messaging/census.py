"""Counts for the metrics: waiting rows and sizes of collections, measured every fifteen seconds.

Counting at every request of the metrics would cost too much.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from prometheus_client import Gauge

from shared.messaging import checks, metrics
from shared.messaging.set_aside import COLLECTION as ASIDE
from shared.store.audit.notes import AUDIT_WAITING
from shared.store.errors import is_unavailable
from shared.store.outbox import PENDING
from shared.store.store import Store
from shared.store.work import OUTBOX

_EVERY_SECONDS = 15.0


class Census:
    """Counts the waiting rows of a service by kind, and measures its collections."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            try:
                await self.count()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)

    async def count(self) -> None:
        """Count everything once and set the metrics."""
        pending = await self._groups(OUTBOX, {"state": PENDING}, ("type",), oldest="at")
        _show(pending, metrics.OUTBOX_PENDING, metrics.OUTBOX_AGE)
        aside = await self._groups(ASIDE, {}, ("state", "type"), oldest="received_at")
        _show(aside, metrics.SET_ASIDE, metrics.SET_ASIDE_AGE)
        waiting = await self._groups(AUDIT_WAITING, {}, (), oldest="at")
        number, age = waiting.get((), (0, 0.0))
        metrics.AUDIT_WAITING.set(number)
        metrics.AUDIT_AGE.set(age)
        await checks.show(self._store)
        for name in await self._store.driver.collection_names():
            if not name.startswith("system."):
                await self._measure(name)

    async def _groups(
        self, collection: str, where: Mapping[str, Any], by: tuple[str, ...], *, oldest: str
    ) -> dict[tuple[str, ...], tuple[int, float]]:
        """Return for each kind how many rows there are, and the age of the oldest in seconds."""
        kind = {name: f"${name}" for name in by}
        rows = await self._store.aggregate(
            collection,
            [{"$match": where}, {"$group": {"_id": kind, "number": {"$sum": 1}, "oldest": {"$min": f"${oldest}"}}}],
        )
        now = self._store.now()
        return {
            tuple(row["_id"].get(name) or "unknown" for name in by): (
                row["number"],
                (now - row["oldest"]).total_seconds(),
            )
            for row in rows
        }

    async def _measure(self, collection: str) -> None:
        (stats,) = await self._store.aggregate(collection, [{"$collStats": {"storageStats": {}}}])
        storage = stats["storageStats"]
        metrics.COLLECTION_DOCUMENTS.labels(collection).set(storage["count"])
        metrics.COLLECTION_BYTES.labels(collection).set(storage["storageSize"] + storage["totalIndexSize"])


def _show(found: Mapping[tuple[str, ...], tuple[int, float]], number: Gauge, age: Gauge) -> None:
    """Set the two metrics for each kind; kinds without rows disappear from the metrics."""
    number.clear()
    age.clear()
    for kind, (count, oldest) in found.items():
        number.labels(*kind).set(count)
        age.labels(*kind).set(oldest)
