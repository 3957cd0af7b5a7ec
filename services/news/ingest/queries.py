"""Guests as the door knows them: looked up for each post, so kept in memory for a second."""

import asyncio
import time

from services.news.guests.contracts_domain import Contract, RegisteredContract, contracts_of
from services.news.guests.domain import State
from services.news.guests.mongo import CONTRACTS, GUESTS, MongoGuestRepository
from services.news.ingest.judging_domain import Admitted, Judge, admitted

_FRESH_SECONDS = 1.0


class GuestBook:
    """Who may come in. What an operator changes counts at once, and within a second at the other replica."""

    def __init__(self, repository: MongoGuestRepository) -> None:
        self._repository = repository
        self._known: dict[str, Admitted] = {}
        self._judges: dict[tuple[str, str], Judge] = {}
        self._read_at = float("-inf")
        self._changes = 0
        self._known_changes = 0
        self._reading = asyncio.Lock()
        self._changed = repository.store.bells.hang(GUESTS, CONTRACTS)

    async def find(self, name: str) -> Admitted | None:
        """The guest, if there is one of this name."""
        return (await self.all()).get(name)

    async def all(self) -> dict[str, Admitted]:
        """All guests by name."""
        if self._changed.has_rung():
            self._changes += 1
        if self._must_read():
            async with self._reading:
                if self._must_read():
                    await self._read()
        return self._known

    async def names_of_active(self) -> list[str]:
        """The names of those who are not suspended."""
        return [name for name, each in (await self.all()).items() if each.guest.state is State.ACTIVE]

    def _must_read(self) -> bool:
        return self._known_changes < self._changes or time.monotonic() - self._read_at > _FRESH_SECONDS

    async def _read(self) -> None:
        # Looked at before the first await: of what changes meanwhile some may not be read.
        read_at, changes = time.monotonic(), self._changes
        registered = await self._repository.contracts()
        self._judges = {(each.id, each.text): self._judge(each) for each in registered}
        own = {name: judge for (name, _), judge in self._judges.items()}
        guests = await self._repository.all()
        self._known = {guest.id: admitted(guest, contracts_of(guest, registered), own) for guest in guests}
        self._read_at, self._known_changes = read_at, changes

    def _judge(self, registered: RegisteredContract) -> Judge:
        """Return the judge of a contract, the one that was made before if there is one."""
        return self._judges.get((registered.id, registered.text)) or Judge.of(
            Contract(registered.id, registered.schema)
        )
