"""What the last check of the topology found, and when the last backup was made: kept for the metrics."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from shared.messaging import metrics
from shared.messaging.missed import Missed
from shared.store.store import Store
from shared.store.work import SIGNS

_CHECK = "topology"
_BACKUP = "backup"


async def note(store: Store, *, differences: int, missed: Sequence[Missed]) -> None:
    """Write down what a check found for this service."""
    counted = Counter(each.event_type for each in missed)
    found = {
        "at": store.now(),
        "differences": differences,
        "missed": [{"type": event_type, "number": number} for event_type, number in sorted(counted.items())],
    }
    await store.driver.collection(SIGNS).update_one({"_id": _CHECK}, {"$set": found}, upsert=True)


async def note_backup(store: Store, at: datetime) -> None:
    """Write down the moment of a backup that is whole."""
    await store.driver.collection(SIGNS).update_one({"_id": _BACKUP}, {"$max": {"at": at}}, upsert=True)


async def backed_up_at(store: Store) -> datetime | None:
    """Return the moment of the last whole backup, if there was one."""
    found = await store.get(SIGNS, _BACKUP)
    return found["at"] if found else None


async def show(store: Store) -> None:
    """Set the metrics from the last check, if there was one, and from the last backup."""
    backup = await backed_up_at(store)
    # A county without any backup must not look like one whose backup is new.
    metrics.BACKUP_AGE.set((store.now() - backup).total_seconds() if backup else math.inf)
    found = await store.get(SIGNS, _CHECK)
    if found is None:
        # Nor must one that nobody checks look like one that was checked just now.
        metrics.TOPOLOGY_CHECK_AGE.set(math.inf)
    else:
        metrics.TOPOLOGY_CHECK_AGE.set((store.now() - found["at"]).total_seconds())
        metrics.TOPOLOGY_DIFFERENCES.set(found["differences"])
        metrics.EVENTS_MISSED.clear()
        for each in found["missed"]:
            metrics.EVENTS_MISSED.labels(each["type"]).set(each["number"])
