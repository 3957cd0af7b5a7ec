"""Writes the register, in the transactions of those who number letters, and who revoke them."""

from dataclasses import dataclass
from typing import Protocol

from services.membership.register.domain import Book, Entry, Remark, Row, Volume, VolumeName


class RegisterRepository(Protocol):
    """Where the register is kept. Nothing in it is ever changed or removed."""

    async def volume(self, book: Book, name: VolumeName) -> Volume:
        """Return a volume as far as it is written; without rows when there is none yet."""

    async def add(self, row: Row, volume: Volume) -> None:
        """Keep a row and the volume that it was added to: both, or neither."""


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """The register as those write in it who number letters. It joins their transaction, and is called late in it.

    Whoever takes the number of a series first has the volume to themselves, so that it adds no conflicts.
    """

    rows: RegisterRepository

    async def enter(self, entry: Entry) -> None:
        """Enter a letter that has just been given its number."""
        await self._add(entry)

    async def remark(self, remark: Remark) -> None:
        """Note what became of a letter that was registered, in the book of its own year."""
        await self._add(remark)

    async def _add(self, said: Entry | Remark) -> None:
        volume = await self.rows.volume(Book(said.year, said.series), VolumeName.ENTERED)
        row = volume.add(said)
        await self.rows.add(row, volume)
