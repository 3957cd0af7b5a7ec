"""Letters that were numbered before there was a register: their rows, which a migration adds (ADR 33)."""

from collections.abc import Sequence
from typing import Any

from services.membership.register.domain import Book, Entry, Remark, Volume, VolumeName
from services.membership.register.mongo import ROWS, VOLUMES, to_document, to_row, volume_document
from shared.store.driver import Document
from shared.store.store import Store

Registered = tuple[Entry, Sequence[Remark]]
"""A letter, and what became of it."""


async def transferred(store: Store, book: Book, letters: Sequence[Registered]) -> list[tuple[str, Document]]:
    """The documents that these letters of one book still need, in order of their numbers.

    They go into the first volume of the book, in which nobody else writes: so a migration and a signature at the same
    instant do not meet.
    """
    keys = [entry.letter_id for entry, _ in letters]
    either: list[dict[str, Any]] = [
        {"entry.letter_id": {"$in": keys}, "entry.number": {"$gte": 0}},
        {"remark.letter_id": {"$in": keys}},
    ]
    there = [to_row(each) for one in either for each in await store.find(ROWS, one)]
    entered = {row.entry.letter_id for row in there if row.entry}
    noted = {(row.remark.letter_id, row.remark.word) for row in there if row.remark}
    volume = await _as_written(store, book)
    documents: list[tuple[str, Document]] = [(VOLUMES, volume_document(Volume.new(book, VolumeName.TRANSFERRED)))]
    in_order = sorted(letters, key=lambda each: each[0].number)
    new: list[Entry | Remark] = [entry for entry, _ in in_order if entry.letter_id not in entered]
    new += [each for _, remarks in in_order for each in remarks if (each.letter_id, each.word) not in noted]
    return [*documents, *((ROWS, to_document(volume.add(said))) for said in new)] if new else []


async def _as_written(store: Store, book: Book) -> Volume:
    """The first volume of a book, as far as its last row says."""
    volume = Volume.new(book, VolumeName.TRANSFERRED)
    found = await store.find(ROWS, {"volume": volume.id}, sort=[("position", -1)], limit=1)
    if found:
        volume.position, volume.hash = found[0]["position"], found[0]["hash"]
    return volume
