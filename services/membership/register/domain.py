"""The register: rows that are only ever added, each with the hash of the row before, so that no change goes unnoticed.

A book holds the letters of one series and Jalali year. It has two volumes: in the first stand the letters that were
signed before there was a register, in the second those that were entered with their signature. A volume is one chain,
read in pages; the hash of the last row of a page closes it, and stands at the head of the next.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

ROWS_OF_A_PAGE: Final = 25
NOTHING_BEFORE: Final = "0" * 64
"""What stands in place of a hash before the first row."""


class NoSuchBook(Exception):
    """No letter of this series was registered in this year."""


class Kind(StrEnum):
    """What sort of letter was registered."""

    DECREE = "decree"
    AMENDMENT = "amendment"
    CERTIFICATE = "certificate"
    APPRECIATION = "appreciation"
    INVITATION = "invitation"


class Word(StrEnum):
    """What became of a letter after it was registered."""

    REVOKED = "revoked"
    ANNULLED = "annulled"
    AMENDED = "amended"
    SUPERSEDED = "superseded"


class VolumeName(StrEnum):
    """The volumes of a book, in their order."""

    TRANSFERRED = "transferred"
    """Letters of earlier releases. Their chain proves nothing about the time before they were transferred."""
    ENTERED = "entered"


class Fault(StrEnum):
    """How a chain is broken."""

    MISSING = "missing"
    """A row is not there."""
    CHANGED = "changed"
    """A row does not have its hash any more."""
    RELINKED = "relinked"
    """A row does not follow the one before it."""
    CUT_OFF = "cut_off"
    """The last rows are not there, or there are more of them than were ever entered."""


@dataclass(frozen=True, slots=True, order=True)
class Book:
    """The register of one series in one Jalali year."""

    year: int
    series: str

    def volume(self, name: VolumeName) -> str:
        """The id of one of its volumes."""
        return f"{self.series}/{self.year}/{name.value}"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, with the title of that day."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter as it was registered. None of it ever changes."""

    series: str
    year: int
    number: int
    register_no: str
    kind: Kind
    at: datetime
    subject: str
    recipients: tuple[str, ...]
    offices: tuple[str, ...]
    """The offices of the recipients, by the names of that day."""
    signer: Signer
    letter_id: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What became of a registered letter later; a row of its own, since the letter's row never changes."""

    series: str
    year: int
    number: int
    register_no: str
    letter_id: str
    word: Word
    text: str
    """The reason, or the number of the letter that takes its place."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a volume: a letter, or a remark."""

    id: str
    volume: str
    position: int
    """Its place in the volume, from 1."""
    entry: Entry | None
    remark: Remark | None
    previous: str
    """The hash of the row before."""
    hash: str

    @property
    def page(self) -> int:
        """The page on which it stands, from 1."""
        return page_of(self.position)

    def digest(self) -> str:
        """The SHA-256 of all that stands in the row but its own hash.

        What is empty is left out, so that a later release can add fields to letters without changing older hashes.
        """
        content = asdict(self.entry or self.remark) if self.entry or self.remark else {}  # type: ignore[arg-type]
        said = [self.volume, self.position, "entry" if self.entry else "remark", _without_empty(content), self.previous]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_instant)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class Volume:
    """A volume as far as it is written: what the next row needs."""

    id: str
    series: str
    year: int
    name: VolumeName
    position: int = 0
    """The number of rows; in a transferred volume, which nobody but a migration writes, it stays 0."""
    hash: str = NOTHING_BEFORE
    entries: int = 0
    """How many of the rows are letters."""
    version: int = 0

    @classmethod
    def new(cls, book: Book, name: VolumeName) -> "Volume":
        """A volume without rows."""
        return cls(book.volume(name), book.series, book.year, name)

    @property
    def book(self) -> Book:
        return Book(self.year, self.series)

    def add(self, said: Entry | Remark) -> Row:
        """Write the next row."""
        position = self.position + 1
        is_entry = isinstance(said, Entry)
        row = Row(
            id=f"{self.id}/{position:06}",
            volume=self.id,
            position=position,
            entry=said if isinstance(said, Entry) else None,
            remark=said if isinstance(said, Remark) else None,
            previous=self.hash,
            hash="",
        )
        row = replace(row, hash=row.digest())
        self.position, self.hash, self.entries = position, row.hash, self.entries + is_entry
        return row


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place at which a chain is broken."""

    volume: VolumeName
    page: int
    position: int
    fault: Fault


@dataclass(slots=True)
class Walk:
    """Follows the rows of a volume from one to the next, up to the first fault."""

    volume: VolumeName
    position: int = 0
    hash: str = NOTHING_BEFORE
    broken: Broken | None = None

    def step(self, row: Row | None) -> None:
        """Look at the next row; None for one that was never written like this."""
        expected = self.position + 1
        if row is None:
            self._break(expected, Fault.CHANGED)
        elif row.position != expected:
            self._break(expected, Fault.MISSING)
        elif row.previous != self.hash:
            self._break(expected, Fault.RELINKED)
        elif row.digest() != row.hash:
            self._break(expected, Fault.CHANGED)
        else:
            self.position, self.hash = row.position, row.hash

    def end(self, volume: Volume, *, last: int) -> None:
        """Compare the last row that was looked at with what the volume says, and with the last one that there is."""
        if self.position < volume.position:
            self._break(self.position + 1, Fault.CUT_OFF)
        elif last > volume.position:
            self._break(volume.position + 1, Fault.CUT_OFF)
        elif self.hash != volume.hash:
            self._break(max(self.position, 1), Fault.RELINKED)

    def _break(self, position: int, fault: Fault) -> None:
        self.broken = self.broken or Broken(self.volume, page_of(position), position, fault)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of a book has found."""

    book: Book
    rows: int
    pages: int
    hash: str
    """The hash of the last row that was looked at. Kept elsewhere, it shows later whether all was written anew."""
    broken: Broken | None
    missing: int
    """How many numbers up to the last one have no row."""


def page_of(position: int) -> int:
    """The page of a volume on which this row stands."""
    return (position - 1) // ROWS_OF_A_PAGE + 1


def gaps_between(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """The numbers that are missing between these, which ascend: each gap by its first and its last number."""
    for before, after in pairwise(numbers):
        if after - before > 1:
            yield before + 1, after - 1


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value not in (None, "", (), [])}


def _instant(value: Any) -> str:
    """The database keeps milliseconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    raise TypeError(type(value).__name__)
