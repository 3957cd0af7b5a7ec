"""Reminds those who have not seen their letters, and tells that terms are about to end."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from services.membership.service_records.domain import LetterKey, RecordId, ServiceRecord
from services.membership.service_records.usecases import LettersOfAKind, Links, RecordRepository
from shared.events.membership import DecreeExpiring
from shared.persian.jalali import day_of

AT_ONCE: Final = 50
"""How many records one step takes."""


class DueRecords(Protocol):
    """Where records are found for which something is to be done."""

    async def past(self, today: date, *, limit: int) -> list[RecordId]:
        """Return the records of letters that there is no use in serving any more."""

    async def to_remind(self, at: datetime, *, limit: int) -> list[RecordId]:
        """Return the records whose recipients are to be reminded by now."""

    async def about_to_end(self, today: date, *, limit: int) -> list[RecordId]:
        """Return the records of letters of whose end it is time to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompter:
    """Does what is due. Each step is done once, however often and in how many replicas it is asked for."""

    records: RecordRepository
    due: DueRecords
    letters: Mapping[str, LettersOfAKind]
    links: Links
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def remind(self) -> int:
        """Send those who are to be reminded another link. Returns how many were looked at; 0 when none is due."""
        async with self.transaction():
            keys = await self.due.to_remind(self.now(), limit=AT_ONCE)
            for key in keys:
                record = await self.records.find(key)
                if record and record.remind_at and record.remind_at <= self.now():
                    await self._remind(record)
            return len(keys)

    async def tell_endings(self) -> int:
        """Tell of the terms that end soon. Returns how many were looked at; 0 when none is due."""
        async with self.transaction():
            today = day_of(self.now())
            keys = await self.due.about_to_end(today, limit=AT_ONCE)
            for key in keys:
                record = await self.records.find(key)
                if record:
                    await self._tell_ending(record, today)
            return len(keys)

    async def let_go(self) -> int:
        """Ask nobody any more to see what is over, such as a meeting. Returns how many were looked at."""
        async with self.transaction():
            keys = await self.due.past(day_of(self.now()), limit=AT_ONCE)
            for key in keys:
                record = await self.records.find(key)
                if record and record.end("past"):
                    await self.records.save(record)
            return len(keys)

    async def _remind(self, record: ServiceRecord) -> None:
        served = await self.letters[record.letter.kind].served(record.letter.id)
        record.remind(at=self.now())
        if served.has_force(day_of(self.now())):
            await self.links.send(record, served)
        await self.records.save(record)

    async def _tell_ending(self, record: ServiceRecord, today: date) -> None:
        served = await self.letters[record.letter.kind].served(record.letter.id)
        days = record.tell_ending(today)
        is_in_force = served.has_force(today) and not served.is_followed
        if days is None or not is_in_force or record.letter.kind != "decree":
            await self.records.save(record)
            return
        event = DecreeExpiring(
            decree_id=record.letter.id,
            register_no=record.register_no,
            title=record.title,
            person_id=record.person_id or "",
            head_ids=await self._heads(record.letter),
            office_ids=[key for key, _ in served.offices],
            valid_until=record.ends_on or today,
            days_left=days,
        )
        await self.records.save(record, event)

    async def _heads(self, letter: LetterKey) -> list[str]:
        records = await self.records.of_letter(letter)
        return sorted(each.person_id for each in records if each.to == "head" and each.person_id)
