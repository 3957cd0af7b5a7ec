"""The job that brings offices up to date which an earlier version of the service kept."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from services.membership.office_kinds.usecases import KindRepository
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.usecases import OfficeRepository, define_kind
from shared.runtime.stale import Stale
from shared.store.errors import is_unavailable
from shared.store.store import Store

_AGAIN_SECONDS: Final = 3600.0


class OlderOffices(OfficeRepository, Protocol):
    """Where offices are kept, also those of an earlier version."""

    async def without_words(self) -> list[Office]:
        """Return the offices that a version before this one kept, which no search finds."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Adds the words for search to older offices, and defines the kinds that they have."""

    store: Store
    offices: OlderOffices
    kinds: KindRepository

    async def run(self) -> None:
        """Look every hour, since a process of the earlier version may still keep an office during an upgrade."""
        while True:
            try:
                await self.renew()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_AGAIN_SECONDS)

    async def renew(self) -> None:
        """Renew the offices, each by itself; one that somebody else keeps at the same moment gets its words by that."""
        for office in await self.offices.without_words():
            with suppress(Stale):
                await self.store.run_again(partial(self._renew, office.id))

    async def _renew(self, office_id: OfficeId) -> None:
        async with self.store.transaction():
            office = await self.offices.get(office_id)
            await define_kind(self.kinds, office.facts)
            await self.offices.save(office)
