"""What the last check of the topology found, kept in the database of each service for its metrics."""

from collections import Counter
from collections.abc import Sequence

from shared.messaging import metrics
from shared.messaging.missed import Missed
from shared.store.store import Store
from shared.store.work import SIGNS

_CHECK = "topology"


async def note(store: Store, *, differences: int, missed: Sequence[Missed]) -> None:
    """Write down what a check found for this service."""
    counted = Counter(each.event_type for each in missed)
    found = {
        "at": store.now(),
        "differences": differences,
        "missed": [{"type": event_type, "number": number} for event_type, number in sorted(counted.items())],
    }
    await store.driver.collection(SIGNS).update_one({"_id": _CHECK}, {"$set": found}, upsert=True)


async def show(store: Store) -> None:
    """Set the metrics from the last check, if there was one."""
    found = await store.get(SIGNS, _CHECK)
    if found is None:
        return
    metrics.TOPOLOGY_CHECK_AGE.set((store.now() - found["at"]).total_seconds())
    metrics.TOPOLOGY_DIFFERENCES.set(found["differences"])
    metrics.EVENTS_MISSED.clear()
    for each in found["missed"]:
        metrics.EVENTS_MISSED.labels(each["type"]).set(each["number"])
