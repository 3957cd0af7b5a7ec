"""What operators see of guests."""

import asyncio
from collections.abc import Mapping, Sequence
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
from shared.store.driver import Document
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
        names = [each.id for each in guests]
        offices = await self.publishers.by_id({_office_of(each) for each in guests})
        last_at, refused = await asyncio.gather(self._last_at(names), self._refused(names, now))
        return [
            GuestLine(each, offices[_office_of(each)], last_at.get(each.id), refused.get(each.id, 0)) for each in guests
        ]

    async def sheet(self, name: GuestName, *, now: datetime) -> GuestSheet:
        """The page of one. Raises GuestNotFound."""
        guest = await self.guests.get(name)
        (line,) = await self.lines([guest], now=now)
        own = [each for each in await self.guests.contracts() if each.guest == name]
        rows = await self.store.find(RECEIPTS, {"guest": name}, sort=[("at", -1)], limit=RECEIPTS_SHOWN)
        return GuestSheet(line, contracts_of(guest, own), own, [to_receipt(row) for row in rows])

    async def with_refusals(self, *, now: datetime) -> Sequence[GuestLine]:
        """Guests whose events were refused in the last day, the ones with most first."""
        every = await self.guests.all()
        refused = await self._refused([each.id for each in every], now)
        lines = await self.lines([each for each in every if each.id in refused], now=now)
        return sorted(lines, key=lambda line: -line.refused)

    async def _last_at(self, names: Sequence[GuestName]) -> Mapping[str, datetime]:
        # In the order of the index, of which MongoDB then reads one entry for each guest.
        pipeline: list[Document] = [
            {"$match": {"guest": {"$in": names}}},
            {"$sort": {"guest": 1, "at": -1}},
            {"$group": {"_id": "$guest", "at": {"$first": "$at"}}},
        ]
        return {row["_id"]: row["at"] for row in await self.store.aggregate(RECEIPTS, pipeline)}

    async def _refused(self, names: Sequence[GuestName], now: datetime) -> Mapping[str, int]:
        lately = {"guest": {"$in": names}, "at": {"$gt": now - _LATELY}, "state": State.REFUSED.value}
        pipeline: list[Document] = [{"$match": lately}, {"$group": {"_id": "$guest", "number": {"$sum": 1}}}]
        return {row["_id"]: row["number"] for row in await self.store.aggregate(RECEIPTS, pipeline)}


def _office_of(guest: Guest) -> PublisherId:
    return publisher_id("office", guest.office_id)
