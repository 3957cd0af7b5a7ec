"""What one process of a service does with events, without a broker."""

from collections.abc import Sequence

from shared.messaging.delivery import Delivery
from shared.messaging.handlers import EventHandlers
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.intake import Intake
from shared.messaging.pauses import Pauses
from shared.messaging.retry import Retry
from shared.store.store import Store


class Process:
    """Takes over from whichever was before it: a new one knows only what is in the database."""

    def __init__(self, store: Store, handlers: EventHandlers) -> None:
        self.pauses = Pauses(store)
        self._store = store
        self._intake = Intake(store, handlers, self.pauses, HeartbeatKeeper(store))
        self._retry = Retry(store, handlers, self.pauses)

    async def handle(self, messages: Sequence[Delivery]) -> list[Delivery]:
        return await self._intake.handle(messages)

    async def retry_due(self) -> None:
        """At a time when the lease of the process before has run out."""
        await self._store.driver.collection("leases").delete_many({})
        await self._retry.retry_due()
