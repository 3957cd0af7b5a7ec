"""The jobs that end what is past its term, tell thirty days before, and name what an older version stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from services.membership.accounts.queries import PersonQueries
from services.membership.members.mongo import MEMBERSHIPS, NAMELESS
from services.membership.members.usecases import RollKeeper
from shared.persian.text import tokens_for_index
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS: Final = 60.0
_AGAIN_SECONDS: Final = 3600.0

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


@dataclass(frozen=True, slots=True)
class NameKeeper:
    """Adds the names by which rosters are sorted and searched to memberships that an older version stored."""

    store: Store
    people: PersonQueries

    async def run(self) -> None:
        """Look every hour, since a process of the earlier version may still store a membership during an upgrade."""
        while True:
            try:
                await self.add_missing()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_AGAIN_SECONDS)

    async def add_missing(self) -> None:
        """Add the names to those that have none. One that is stored at the same moment gets its name from there."""
        memberships = self.store.driver.collection(MEMBERSHIPS)
        lacking = await self.store.find(MEMBERSHIPS, NAMELESS)
        names = await self.people.names({document["person_id"] for document in lacking})
        for document in lacking:
            name = document.get("person_name") or names[document["person_id"]]
            named = {"person_name": name, "name_tokens": tokens_for_index(name)}
            await memberships.update_one({"_id": document["_id"], **NAMELESS}, {"$set": named})
