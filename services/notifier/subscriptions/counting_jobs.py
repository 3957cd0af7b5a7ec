"""The job that tells how many follow what, when that has changed, at most once a minute."""

from dataclasses import dataclass
from typing import Final

from services.notifier.subscriptions.counting_mongo import MongoCounts
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS
from shared.runtime.stale import Stale
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class SubscriberCounter:
    """Counts in one of the replicas: the one that holds the lease."""

    store: Store
    lease: Lease
    counts: MongoCounts

    async def run(self) -> None:
        """Count when a subscription changed, and every twenty seconds."""
        bell = self.store.bells.hang(SUBSCRIPTIONS)
        while True:
            try:
                if await self.lease.hold():
                    await self.store.run_again(self.tell)
            except Stale:
                pass  # another replica has just told it
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await bell.wait(at_most=_EVERY_SECONDS)

    async def tell(self) -> None:
        """Count, and tell what has changed."""
        counted = await self.counts.counted()
        async with self.store.transaction():
            count = await self.counts.told()
            if event := count.tell(counted, at=self.store.now()):
                await self.counts.save(count, event)
