"""The job that carries on batches, one at a time, in one of the replicas."""

from dataclasses import dataclass

import structlog

from services.membership.batches.domain import Batch
from services.membership.batches.mongo import BATCHES
from services.membership.batches.usecases import BatchClerk, BatchRepository
from shared.runtime.actor import Actor, acting
from shared.runtime.context import Cause, caused_by
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS = 3.0
"""A batch that was asked for at another replica begins after this time at most."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BatchRunner:
    """Runs batches in the replica that holds the lease; another one carries on when that is gone."""

    store: Store
    lease: Lease
    batches: BatchRepository
    clerk: BatchClerk

    async def run(self) -> None:
        """Look every few seconds, and at once when a batch was asked for or gone on with."""
        bell = self.store.bells.hang(BATCHES)
        try:
            while True:
                try:
                    if await self.lease.hold():
                        await self.run_all()
                except Exception as error:
                    if not is_unavailable(error):
                        raise
                await bell.wait(at_most=_EVERY_SECONDS)
        finally:
            await self.lease.give_back()

    async def run_all(self) -> None:
        """Carry on all batches of which items are left."""
        while running := await self.batches.running():
            await self._carry_on(running[0])
            if not await self.lease.hold():
                return

    async def _carry_on(self, batch: Batch) -> None:
        """Carry on one batch; changes are noted in the name of whoever asked for it."""
        by = batch.asked_by
        actor = Actor(by.deed, by.address, by.person_id, by.roles)

        def failed(error: Exception) -> bool:
            if is_unavailable(error):
                return False
            log.error("batch.item.failed", batch_id=batch.id, exc_info=error)
            return True

        with acting(lambda: actor), caused_by(Cause(correlation_id=by.correlation_id)):
            await self.clerk.carry_on(batch, self.lease.hold, failed)
