"""Guests as the door knows them: looked up for each post, so kept in memory for a second."""

import asyncio
import time
from dataclasses import dataclass, field

from services.news.guests.contracts_domain import Contract, RegisteredContract, contracts_of
from services.news.guests.domain import State
from services.news.guests.mongo import MongoGuestRepository
from services.news.ingest.judging_domain import Admitted, Judge, admitted

_FRESH_SECONDS = 1.0


@dataclass(slots=True)
class GuestBook:
    """Who may come in. What an operator changes counts within a second."""

    repository: MongoGuestRepository
    _known: dict[str, Admitted] = field(default_factory=dict)
    _judges: dict[tuple[str, str], Judge] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, name: str) -> Admitted | None:
        """The guest, if there is one of this name."""
        return (await self.all()).get(name)

    async def all(self) -> dict[str, Admitted]:
        """All guests by name."""
        if time.monotonic() - self._read_at > _FRESH_SECONDS:
            async with self._reading:
                if time.monotonic() - self._read_at > _FRESH_SECONDS:
                    await self._read()
        return self._known

    async def names_of_active(self) -> list[str]:
        """The names of those who are not suspended."""
        return [name for name, each in (await self.all()).items() if each.guest.state is State.ACTIVE]

    def forget(self) -> None:
        """Look all guests up again at the next post, since an operator has just changed one."""
        self._read_at = float("-inf")

    async def _read(self) -> None:
        registered = await self.repository.contracts()
        self._judges = {(each.id, each.text): self._judge(each) for each in registered}
        own = {name: judge for (name, _), judge in self._judges.items()}
        guests = await self.repository.all()
        self._known = {guest.id: admitted(guest, contracts_of(guest, registered), own) for guest in guests}
        self._read_at = time.monotonic()

    def _judge(self, registered: RegisteredContract) -> Judge:
        """Return the judge of a contract, the one that was made before if there is one."""
        return self._judges.get((registered.id, registered.text)) or Judge.of(
            Contract(registered.id, registered.schema)
        )
