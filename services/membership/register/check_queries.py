"""Walks the chains of the register, and names the first page that is not as it was written."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from services.membership.register.domain import (
    NOTHING_BEFORE,
    ROWS_OF_A_PAGE,
    Book,
    Row,
    Verdict,
    Volume,
    VolumeName,
    Walk,
    page_of,
)
from services.membership.register.mongo import LETTERS, ROWS, VOLUMES, to_row, to_volume
from shared.store.driver import Document
from shared.store.store import Store

_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class RegisterChecks:
    """Finds out whether anybody has changed the register."""

    store: Store

    async def all(self, *, last_pages: int | None = None) -> list[Verdict]:
        """Check all books, the latest first; with `last_pages` only so many pages at the end of each volume."""
        return [await self.book(book, last_pages=last_pages) for book in await self._books()]

    async def missing(self) -> dict[Book, int]:
        """How many numbers of each book have no letter."""
        return {book: await self._missing(book) for book in await self._books()}

    async def book(self, book: Book, *, last_pages: int | None = None) -> Verdict:
        """Check both volumes of a book."""
        looked, last, broken = 0, NOTHING_BEFORE, None
        for name in VolumeName:
            walk, rows = await self._walk(book, name, last_pages)
            looked, broken = looked + rows, broken or walk.broken
            last = walk.hash if rows else last
        missing = 0 if last_pages else await self._missing(book)
        return Verdict(book, looked, -(-looked // ROWS_OF_A_PAGE), last, broken, missing)

    async def _books(self) -> list[Book]:
        volumes = [to_volume(each) for each in await self.store.find(VOLUMES, {})]
        return sorted({volume.book for volume in volumes}, reverse=True)

    async def _walk(self, book: Book, name: VolumeName, last_pages: int | None) -> tuple[Walk, int]:
        # What is entered while the check runs is beyond what the volume says now, and left to the next check.
        volume = await self._volume(book, name)
        is_kept = name is VolumeName.ENTERED
        last = volume.position if is_kept else await self._last_position(volume.id)
        walk, before = Walk(name), 0
        if last_pages and page_of(max(last, 1)) > last_pages:
            before = (page_of(last) - last_pages) * ROWS_OF_A_PAGE
            walk.position, walk.hash = before, await self._hash_at(volume.id, before)
        async for rows in self._rows(volume.id, after=before, up_to=last):
            for row in rows:
                walk.step(_read(row))
                if walk.broken:
                    return walk, walk.position - before
        if is_kept:
            there = await self._last_position(volume.id)
            now = await self._volume(book, name)
            walk.end(volume, last=there if there > now.position else volume.position)
        return walk, walk.position - before

    async def _rows(self, volume: str, *, after: int, up_to: int) -> AsyncIterator[list[Document]]:
        while after < up_to:
            stages: list[dict[str, Any]] = [
                {"$match": {"volume": volume, "position": {"$gt": after, "$lte": up_to}}},
                {"$sort": {"position": 1}},
                {"$limit": _AT_ONCE},
                {"$unset": ["parts", "text"]},
            ]
            rows = await self.store.aggregate(ROWS, stages)
            if not rows:
                return
            yield rows
            after = rows[-1]["position"]

    async def _volume(self, book: Book, name: VolumeName) -> Volume:
        document = await self.store.get(VOLUMES, book.volume(name))
        return to_volume(document) if document else Volume.new(book, name)

    async def _last_position(self, volume: str) -> int:
        found = await self.store.find(ROWS, {"volume": volume}, sort=[("position", -1)], limit=1)
        return int(found[0]["position"]) if found else 0

    async def _hash_at(self, volume: str, position: int) -> str:
        found = await self.store.find(ROWS, {"volume": volume, "position": position}, limit=1)
        return str(found[0]["hash"]) if found else ""

    async def _missing(self, book: Book) -> int:
        """How many numbers between the first and the last one have no letter."""
        where = {"entry.year": book.year, "entry.series": book.series} | LETTERS
        stages: list[dict[str, Any]] = [
            {"$match": where},
            {
                "$group": {
                    "_id": None,
                    "first": {"$min": "$entry.number"},
                    "last": {"$max": "$entry.number"},
                    "number": {"$sum": 1},
                }
            },
        ]
        counted = await self.store.aggregate(ROWS, stages)
        return counted[0]["last"] - counted[0]["first"] + 1 - counted[0]["number"] if counted else 0


def _read(document: Document) -> Row | None:
    """The row; None for one that was never written like this."""
    try:
        return to_row(document)
    except ValidationError:
        return None
