"""The job that opens each period on the first day after it."""

from dataclasses import dataclass

from services.reporting.periods.usecases import PeriodKeeper
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PeriodOpener:
    """Opens periods in one of the replicas: the one that holds the lease."""

    store: Store
    lease: Lease
    keeper: PeriodKeeper

    async def run(self) -> None:
        """Look every few seconds, and at once when an office was registered: a new county waits for its first one."""
        bell = self.store.bells.hang("offices")
        while True:
            try:
                if await self.lease.hold():
                    await self.store.run_again(self.keeper.open_those_that_began)
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await bell.wait(at_most=_EVERY_SECONDS)
