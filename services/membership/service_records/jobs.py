"""The job that reminds those who have not seen their letters, and tells of terms that end soon."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from services.membership.service_records.reminding_usecases import Prompter
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS: Final = 600.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ServiceKeeper:
    """Looks for what is due, in the replica that holds the lease."""

    store: Store
    lease: Lease
    prompter: Prompter

    async def run(self) -> None:
        """Look every ten minutes; what came due while nobody looked is caught up."""
        await self.store.wait_until_prepared()
        while True:
            try:
                if await self.lease.hold():
                    await self.look()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)

    async def look(self) -> None:
        """Remind of letters, tell of ends, and let go what is over."""
        for name, step in (
            ("letters.reminded", self.prompter.remind),
            ("letters.ends_announced", self.prompter.tell_endings),
            ("letters.let_go", self.prompter.let_go),
        ):
            done = await self._all(step)
            if done:
                log.info(name, records=done)

    async def _all(self, step: Callable[[], Awaitable[int]]) -> int:
        done = 0
        while some := await self.store.run_again(step):
            done += some
        return done
