"""The enquiry desk answers anybody who asks whether a letter is genuine."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.membership.verification.domain import Record, Seal, Verdict, code_in


class Records(Protocol):
    """What the register says of letters."""

    async def by_code(self, code: str, *, on: date) -> Record | None:
        """The registered letter with this verification code."""

    async def by_sha256(self, sha256: str, *, on: date) -> Record | None:
        """The registered letter whose stored page has this hash."""


class Seals(Protocol):
    """Who looks at the signature within a PDF, in bounded time, whatever the PDF is."""

    async def inspect(self, pdf: bytes) -> Seal:
        """Return what the signature says. Raises TryLater when too many are being looked at."""


class Alarm(Protocol):
    """Who is told that a stored letter is not what was signed."""

    def sound(self, letter_id: str) -> None:
        """Tell operators, in the log and by a metric."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a letter."""

    record: Record
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Examined:
    """What is said of a PDF: it is the page of a letter as it is kept, or its signature says this."""

    answer: Answer | None
    seal: Seal | None


@dataclass(frozen=True, slots=True)
class EnquiryDesk:
    """Answers about letters."""

    records: Records
    seals: Seals
    alarm: Alarm
    today: Callable[[], date]

    async def by_code(self, typed: str) -> Answer | None:
        """What is said of the letter with this code; None when no registered letter has it, or it is no code."""
        code = code_in(typed)
        return self._answer(await self.records.by_code(code, on=self.today())) if code else None

    async def of_pdf(self, pdf: bytes) -> Examined:
        """What is said of a PDF. The page as it is kept is known by its hash; any other by its signature."""
        record = await self.records.by_sha256(await asyncio.to_thread(_sha256, pdf), on=self.today())
        answer = self._answer(record)
        return Examined(answer, None if answer else await self.seals.inspect(pdf))

    def _answer(self, record: Record | None) -> Answer | None:
        if record is None:
            return None
        verdict = record.verdict(on=self.today())
        if verdict is Verdict.ALTERED:
            self.alarm.sound(record.letter_id)
        return Answer(record, verdict)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
