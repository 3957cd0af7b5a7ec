"""What one process of a service does with events, without a broker."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from shared.messaging.delivery import Delivery
from shared.messaging.handlers import EventHandlers
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.intake import Intake
from shared.messaging.pauses import Pauses
from shared.messaging.retry import Retry
from shared.store.store import Store
from tests.shared.messaging.listener import Listener


class Process:
    """Takes over from whichever was before it: a new one knows only what is in the database."""

    def __init__(self, store: Store, handlers: EventHandlers) -> None:
        self.pauses = Pauses(store)
        self._store = store
        self._intake = Intake(store, handlers, self.pauses, HeartbeatKeeper(store))
        self._retry = Retry(store, handlers, self.pauses)

    async def handle(self, messages: Sequence[Delivery]) -> list[Delivery]:
        return await self._intake.handle(messages)

    async def dies_in_a_try(self, listener: Listener) -> bool:
        """Let its next try begin and never end. Returns False when there was nothing to try."""
        listener.gate.clear()
        listener.begun.clear()
        begun, trying = asyncio.create_task(listener.begun.wait()), asyncio.create_task(self.retry_due())
        try:
            await asyncio.wait({begun, trying}, return_when=asyncio.FIRST_COMPLETED)
            return not trying.done()
        finally:
            for task in (begun, trying):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            listener.gate.set()

    async def retry_due(self) -> None:
        """At a time when the lease of the process before has run out."""
        await self._store.driver.collection("leases").delete_many({})
        await self._retry.retry_due()
