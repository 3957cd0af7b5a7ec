"""The letters that were caught."""

import asyncio
import base64
import re
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any

from deploy.local.peer.journal import Journal

KEPT = 5_000


@dataclass(frozen=True)
class Letter:
    """One letter as it came over the wire."""

    id: int
    at: datetime
    sender: str
    to: tuple[str, ...]
    raw: bytes

    @property
    def subject(self) -> str:
        return self._header("Subject")

    @property
    def from_(self) -> str:
        return self._header("From") or self.sender

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, _read(value)) for name, value in self._parsed.raw_items()]

    @property
    def links(self) -> list[str]:
        """Web addresses of the plain text, in order."""
        return _URL.findall(self.text)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "from": self.from_,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "links": self.links,
            "headers": self.headers,
            "message_id": self._header("Message-ID"),
        }

    @cached_property
    def _parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, _class=EmailMessage, policy=default)

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted.lower()), "")

    def _part(self, kind: str) -> str:
        part = self._parsed.get_body((kind,))
        return str(part.get_content()) if part else ""


class Letters:
    """The last `kept` letters, newest first; with a folder they are there again after a restart."""

    def __init__(self, folder: Path | None = None, *, kept: int = KEPT) -> None:
        self._journal = Journal(folder, "letters")
        self._letters: deque[Letter] = deque(map(_from_record, self._journal), maxlen=kept)
        self._journal.rewrite(map(_to_record, self._letters))
        self._last_id = self._letters[-1].id if self._letters else 0
        self._news = asyncio.Condition()

    async def add(self, *, sender: str, to: list[str], raw: bytes) -> Letter:
        self._last_id += 1
        letter = Letter(self._last_id, datetime.now(UTC), sender, tuple(to), raw)
        self._letters.append(letter)
        self._journal.append(_to_record(letter))
        async with self._news:
            self._news.notify_all()
        return letter

    def get(self, number: int) -> Letter | None:
        return next((letter for letter in self._letters if letter.id == number), None)

    def to(self, address: str | None = None) -> list[Letter]:
        """Return all letters, or those to one address."""
        wanted = address.lower() if address else None
        return [
            letter
            for letter in reversed(self._letters)
            if wanted is None or wanted in (recipient.lower() for recipient in letter.to)
        ]

    def counts(self) -> list[tuple[str, int]]:
        """Return each recipient with the number of letters, the fullest mailbox first."""
        return Counter(recipient for letter in self._letters for recipient in letter.to).most_common()

    async def arrived(self, address: str | None = None, *, count: int = 1, within: float = 30.0) -> list[Letter]:
        """Return the letters to an address as soon as there are `count`.

        Raises:
            TimeoutError: there were not enough in time.
        """
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self.to(address)) >= count)
        return self.to(address)

    def clear(self) -> None:
        self._letters.clear()
        self._journal.rewrite([])


def _read(value: str) -> str:
    # The email package's newer reader puts a space inside a word that was cut into two encoded ones.
    return str(make_header(decode_header("".join(value.splitlines()))))


def _to_record(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "at": letter.at.isoformat(),
        "sender": letter.sender,
        "to": letter.to,
        "raw": base64.b64encode(letter.raw).decode(),
    }


def _from_record(record: dict[str, Any]) -> Letter:
    return Letter(
        id=record["id"],
        at=datetime.fromisoformat(record["at"]),
        sender=record["sender"],
        to=tuple(record["to"]),
        raw=base64.b64decode(record["raw"]),
    )


_URL = re.compile(r"https?://[^\s<>\"]+")
