"""The job that ends what is past its term, and tells thirty days before."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from services.membership.members.usecases import RollKeeper
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS: Final = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class TermKeeper:
    """Looks after the terms of memberships, in the replica that holds the lease."""

    store: Store
    lease: Lease
    keeper: RollKeeper

    async def run(self) -> None:
        """Look every minute; what ended while nobody looked is caught up."""
        while True:
            try:
                if await self.lease.hold():
                    await self.look()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)

    async def look(self) -> None:
        """End terms and suspensions that are over, then tell of those that are about to end."""
        for name, step in (
            ("membership.terms_ended", self.keeper.end_terms),
            ("membership.suspensions_ended", self.keeper.end_suspensions),
            ("membership.ends_announced", self.keeper.announce_ends),
        ):
            done = await self._all(step)
            if done:
                log.info(name, memberships=done)

    async def _all(self, step: Callable[[], Awaitable[int]]) -> int:
        done = 0
        while some := await self.store.run_again(step):
            done += some
        return done
