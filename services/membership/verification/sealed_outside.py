"""Looks at the signature within a PDF, with the county's certificates."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from services.membership.sealing.sealer_outside import Sealer
from services.membership.verification.domain import Seal
from shared.runtime.later import TryLater

_AT_ONCE: Final = 2
_MOST_WAITING: Final = 8


@dataclass(slots=True)
class SealLook:
    """Looks at a few PDFs at a time, beside the requests of others. It reads no contents, so that none can harm it."""

    sealer: Sealer
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE), init=False)
    _waiting: int = field(default=0, init=False)

    async def inspect(self, pdf: bytes) -> Seal:
        """Return what the signature says. Raises TryLater when too many others wait."""
        if self._waiting >= _MOST_WAITING:
            raise TryLater("پرونده‌های زیادی در حال بررسی است؛ چند ثانیه دیگر دوباره تلاش کنید.", seconds=10)
        self._waiting += 1
        try:
            async with self._turns:
                found = await asyncio.to_thread(self.sealer.inspect, pdf)
        finally:
            self._waiting -= 1
        return Seal(found.verdict.value)
