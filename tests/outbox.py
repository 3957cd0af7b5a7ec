"""What a service has told the others."""

from shared.events.heartbeats import HEARTBEATS
from shared.store.store import Store


async def told(store: Store) -> list[str]:
    """The types of its events in their order, without the heartbeats that come whenever they are due."""
    rows = await store.find("outbox", {"type": {"$ne": HEARTBEATS[store.service].type}}, sort=[("_id", 1)])
    return [row["type"] for row in rows]
