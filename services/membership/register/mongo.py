"""The register in MongoDB: its rows, and how far each volume is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from pymongo import IndexModel

from services.membership.register.domain import Book, Entry, Row, Volume, VolumeName
from shared.persian.text import joined_for_finding, parts_for_finding
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.errors import AlreadyExists
from shared.store.store import Indexes, Store

ROWS = "register_rows"
VOLUMES = "register_volumes"
LETTERS = {"entry.number": {"$gte": 0}}
"""The rows that are letters, as the indexes say it."""
INDEXES: Indexes = {
    ROWS: [
        IndexModel([("volume", 1), ("position", 1)], unique=True, name="chain"),
        IndexModel(
            [("entry.year", 1), ("entry.series", 1), ("entry.number", 1)],
            unique=True,
            partialFilterExpression=LETTERS,
            name="numbers",
        ),
        IndexModel(
            [("entry.series", 1), ("entry.year", 1), ("entry.number", 1), ("_id", 1)],
            partialFilterExpression=LETTERS,
            name="numbers_of_series",
        ),
        *(
            IndexModel(
                [*first, ("entry.at", 1), ("_id", 1), ("entry.number", 1)],
                partialFilterExpression=LETTERS,
                name=name,
            )
            for name, first in (
                ("by_date", ()),
                ("of_year", (("entry.year", 1),)),
                ("of_series", (("entry.series", 1),)),
            )
        ),
        IndexModel([("entry.letter_id", 1)], partialFilterExpression=LETTERS, name="letters"),
        IndexModel([("remark.letter_id", 1)], sparse=True, name="remarks"),
        IndexModel([("parts", 1)], sparse=True, name="parts"),
    ],
    VOLUMES: [],
}
AUDITED: Audited = {ROWS: all_but("parts", "text"), VOLUMES: all_but()}

LONGEST_PART = 12
_LONGEST_TEXT = 120

_ROW = Shape(Row)
_VOLUME = Shape(Volume)


@dataclass(frozen=True, slots=True)
class MongoRegisterRepository:
    """Keeps the register."""

    store: Store

    async def volume(self, book: Book, name: VolumeName) -> Volume:
        """Return a volume as far as it is written; without rows when there is none yet."""
        document = await self.store.get(VOLUMES, book.volume(name))
        return to_volume(document) if document else Volume.new(book, name)

    async def add(self, row: Row, volume: Volume) -> None:
        """Keep a row and the volume that it was added to: both, or neither."""
        stale = Stale("در همین لحظه نامه دیگری ثبت شد؛ دوباره تلاش کنید.", of="register")
        async with self.store.unit_of_work() as work:
            if not await work.replace(ROWS, {"_id": row.id}, to_document(row), insert=True):
                raise AlreadyExists
            await save(self.store, VOLUMES, volume, _VOLUME.document(volume), stale=stale, taken=stale)


def counter_of(series: str, year: int) -> str:
    """The counter that gives the numbers of a book (ADR 5)."""
    return f"register/{series}/{year}"


def to_document(row: Row) -> Document:
    """The document of a row, with what it is found by."""
    return _ROW.document(row) | (found_by(row.entry) if row.entry else {})


def to_row(document: Document) -> Row:
    """The row of a document."""
    return _ROW.aggregate(document)


def to_volume(document: Document) -> Volume:
    """The volume of a document."""
    return _VOLUME.aggregate(document)


def volume_document(volume: Volume) -> Document:
    """The document of a volume that nobody writes in but a migration."""
    return _VOLUME.document(volume) | {"version": 1}


def found_by(entry: Entry) -> Document:
    """The fields by which a letter is found: its names, subject and number written together, and their endings.

    Any part of a name is the beginning of one of its endings, so that an index of the endings finds it. Offices and
    subjects, which are long and alike, are found by the beginnings of their words: half as much to keep.
    """
    wholly = (entry.register_no, *entry.recipients)
    by_word = (*entry.offices, entry.subject)
    endings = {ending for each in wholly for ending in _endings(each, range(_LONGEST_TEXT))}
    endings |= {ending for each in by_word for ending in _endings(each, _beginnings_of_words(each))}
    texts = [joined_for_finding(each)[:_LONGEST_TEXT] for each in (*wholly, *by_word)]
    return {"parts": sorted(endings), "text": " ".join(texts)}


def _endings(name: str, places: Iterable[int]) -> Iterator[str]:
    text = joined_for_finding(name)[:_LONGEST_TEXT]
    return (text[place : place + LONGEST_PART] for place in places if place < len(text))


def _beginnings_of_words(name: str) -> Iterable[int]:
    return accumulate(map(len, parts_for_finding(name.replace("\u200c", " "))), initial=0)
