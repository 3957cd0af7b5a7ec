"""The groups of set-aside events for the pages of operators, counted as often as the database bears it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.messaging.decisions import last_decision_at
from shared.messaging.groups import Group, groups_of
from shared.messaging.set_aside import COLLECTION
from shared.store.errors import is_unavailable
from shared.store.store import Store

FEW: Final = 5_000
"""So many events are counted in a few milliseconds; a hundred thousand take a third of a second."""

_EVERY_SECONDS: Final = 10.0
_OLDEST: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Counted:
    """All groups, and when their counting began."""

    groups: Sequence[Group]
    at: datetime
    loop_time: float
    """The same moment by the clock that never goes back."""


class Overview:
    """Counts the groups at each request while events are few, otherwise every ten seconds and after each decision."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: Counted | None = None
        self._counting = asyncio.Lock()

    async def groups(self) -> Counted:
        """Return the groups, the one with the oldest event first."""
        known, asked_at = self._counted, asyncio.get_running_loop().time()
        if known and await self._are_many() and await self._is_good(known):
            return known
        async with self._counting:
            counted = self._counted
            # Another request may have had them counted while this one waited.
            if counted is None or counted.loop_time < asked_at:
                counted = self._counted = await self._count()
            return counted

    async def run(self) -> None:
        """Keep the count of many events fresh, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                await self.refresh()
            except Exception as error:
                if not is_unavailable(error):
                    raise

    async def refresh(self) -> None:
        """Count many events now."""
        if await self._are_many():
            self._counted = await self._count()

    async def _count(self) -> Counted:
        at, loop_time = self._store.now(), asyncio.get_running_loop().time()
        return Counted(await groups_of(self._store), at, loop_time)

    async def _are_many(self) -> bool:
        return int(await self._store.driver.collection(COLLECTION).estimated_document_count()) > FEW

    async def _is_good(self, counted: Counted) -> bool:
        decided_at = await last_decision_at(self._store)
        return self._store.now() - counted.at < _OLDEST and (decided_at is None or decided_at < counted.at)
