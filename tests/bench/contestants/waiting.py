"""Waiting until a contestant can begin, or has done everything."""

import time
from typing import Any

from shared.messaging.pulse import Pulse
from shared.store.store import Store
from tests.eventually import eventually

_LONGEST_SECONDS = 240.0


async def until_well(pulse: Pulse) -> None:
    """A relay or a consumer is connected."""
    await eventually(lambda: _is_well(pulse))


async def until_kept(inbox: Any, events: int) -> float:
    """The moment at which the inbox holds so many; the same cheap question for every contestant."""
    await eventually(lambda: _holds(inbox, events), within=_LONGEST_SECONDS)
    return time.monotonic()


async def until_sent(store: Store) -> float:
    """The moment at which nothing waits in the outbox any more."""
    await eventually(lambda: _has_sent_all(store), within=_LONGEST_SECONDS)
    return time.monotonic()


async def _is_well(pulse: Pulse) -> bool:
    return pulse.trouble is None


async def _holds(inbox: Any, events: int) -> bool:
    return bool(await inbox.estimated_document_count() >= events and await inbox.count_documents({}) >= events)


async def _has_sent_all(store: Store) -> bool:
    return not await store.count("outbox", {"state": "pending"})
