"""What operators see of guests."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.news.guests.contracts_domain import Contract, RegisteredContract, contracts_of
from services.news.guests.domain import Guest, GuestName
from services.news.guests.mongo import MongoGuestRepository
from services.news.ingest.domain import Receipt, State
from services.news.ingest.mongo import RECEIPTS, to_receipt
from services.news.publishers.domain import Publisher, PublisherId, publisher_id
from services.news.publishers.queries import PublisherQueries
from shared.persian.text import tokens_for_finding, tokens_for_index
from shared.store.store import Store

_LATELY: Final = timedelta(days=1)
RECEIPTS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A guest in the list."""

    guest: Guest
    office: Publisher
    last_at: datetime | None
    """When its last event came."""
    refused: int
    """How many of its events were refused in the last day."""


@dataclass(frozen=True, slots=True)
class GuestSheet:
    """All of a guest but its secrets."""

    line: GuestLine
    contracts: Sequence[Contract]
    own: Sequence[RegisteredContract]
    receipts: Sequence[Receipt]
    """The last ones."""


@dataclass(frozen=True, slots=True)
class GuestDesk:
    """Reads guests with their offices and receipts."""

    store: Store
    guests: MongoGuestRepository
    publishers: PublisherQueries

    async def found(self, words: str) -> Sequence[Guest]:
        """Guests with these words in their own or their office's name. There are dozens, so all are looked at."""
        every, tokens = await self.guests.all(), set(tokens_for_finding(words))
        offices = await self.publishers.by_id({_office_of(each) for each in every})
        return [
            each for each in every if tokens <= set(tokens_for_index(f"{each.id} {offices[_office_of(each)].name}"))
        ]

    async def lines(self, guests: Sequence[Guest], *, now: datetime) -> Sequence[GuestLine]:
        """The lines of these guests."""
        offices = await self.publishers.by_id({_office_of(each) for each in guests})
        return await asyncio.gather(*(self._line(each, offices[_office_of(each)], now) for each in guests))

    async def sheet(self, name: GuestName, *, now: datetime) -> GuestSheet:
        """The page of one. Raises GuestNotFound."""
        guest = await self.guests.get(name)
        (line,) = await self.lines([guest], now=now)
        own = [each for each in await self.guests.contracts() if each.guest == name]
        rows = await self.store.find(RECEIPTS, {"guest": name}, sort=[("at", -1)], limit=RECEIPTS_SHOWN)
        return GuestSheet(line, contracts_of(guest, own), own, [to_receipt(row) for row in rows])

    async def with_refusals(self, *, now: datetime) -> Sequence[GuestLine]:
        """Guests whose events were refused in the last day, the ones with most first."""
        lines = await self.lines(await self.guests.all(), now=now)
        return sorted((line for line in lines if line.refused), key=lambda line: -line.refused)

    async def _line(self, guest: Guest, office: Publisher, now: datetime) -> GuestLine:
        last = await self.store.find(RECEIPTS, {"guest": guest.id}, sort=[("at", -1)], limit=1)
        lately = {"guest": guest.id, "at": {"$gt": now - _LATELY}, "state": State.REFUSED.value}
        return GuestLine(guest, office, last[0]["at"] if last else None, await self.store.count(RECEIPTS, lately))


def _office_of(guest: Guest) -> PublisherId:
    return publisher_id("office", guest.office_id)
