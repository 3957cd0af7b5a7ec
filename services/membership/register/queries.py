"""Reads the register: lists, searches, pages to print."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel

from services.membership.register.domain import (
    ROWS_OF_A_PAGE,
    Book,
    Entry,
    Kind,
    Remark,
    Row,
    VolumeName,
    Word,
    page_of,
)
from services.membership.register.mongo import LETTERS, LONGEST_PART, ROWS, VOLUMES, to_row, to_volume
from shared.persian.jalali import jalali_of
from shared.persian.text import parts_for_finding
from shared.store.store import Store

MOST_FOUND: Final = 100
"""So many letters are listed for a search; whoever finds more says more."""
_FEW: Final = 2_000
"""A part of a name that so many letters have at most is looked for in the index. All others are met soon by reading."""
_FAR: Final = 500
_MOST_PARTS: Final = 6
_LONGEST_ENDING: Final = 3
"""Endings of words, such as «های», that people type apart."""

Order = Literal["date", "number"]


class RemarkView(BaseModel):
    """What became of a letter, as JSON shows it."""

    word: Word
    text: str
    at: datetime


class EntryView(BaseModel):
    """A registered letter as JSON shows it."""

    register_no: str
    series: str
    year: int
    number: int
    kind: Kind
    jalali_date: str
    at: datetime
    subject: str
    recipients: list[str]
    offices: list[str]
    signatory: str
    letter_id: str
    content_sha256: str
    volume: VolumeName
    page: int
    hash: str
    remarks: list[RemarkView]


class EntryList(BaseModel):
    """Some letters of the register, the latest first."""

    items: list[EntryView]
    total: int
    more: bool
    """Whether a search has found more than `total`, of which no more are listed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search in the register."""

    words: str = ""
    """Parts of a number, of a name or of the subject. Each of them must be found."""
    year: int | None = None
    series: str = ""

    def where(self) -> dict[str, Any]:
        """The filter for the database, but for the words."""
        where: dict[str, Any] = dict(LETTERS)
        where |= {"entry.year": self.year} if self.year else {}
        return where | ({"entry.series": self.series} if self.series else {})


@dataclass(frozen=True, slots=True)
class Line:
    """A letter of the register with what became of it."""

    entry: Entry
    volume: VolumeName
    position: int
    hash: str
    remarks: Sequence[Remark] = ()

    @property
    def page(self) -> int:
        return page_of(self.position)


@dataclass(frozen=True, slots=True)
class Found:
    """The letters of one page of a list, and how many there are."""

    lines: Sequence[Line]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the register as it is printed."""

    number: int
    rows: Sequence[Row]
    remarks: Mapping[str, Sequence[Remark]]
    """By letter."""

    @property
    def opening(self) -> str:
        """The hash that closed the page before."""
        return self.rows[0].previous

    @property
    def closing(self) -> str:
        """The hash of the last row, which closes the page."""
        return self.rows[-1].hash


@dataclass(frozen=True, slots=True)
class RegisterQueries:
    """Reads the register."""

    store: Store

    async def books(self) -> list[Book]:
        """All books, the latest first."""
        volumes = [to_volume(each) for each in await self.store.find(VOLUMES, {})]
        return sorted({volume.book for volume in volumes}, reverse=True)

    async def look(self, wanted: Wanted, *, by: Order, descending: bool, skip: int, limit: int) -> Found:
        """The letters of one page of a list. Those that are found by words are the latest."""
        if parts := list(dict.fromkeys(parts_for_finding(wanted.words)))[:_MOST_PARTS]:
            return await self._search(wanted, parts, skip=skip, limit=limit)
        numbers = await self._numbers(wanted)
        rows: list[Row] = []
        for year in sorted(numbers, reverse=descending):
            # Whole years are left out without being read: no letter of one year stands among those of another.
            if skip < numbers[year] and len(rows) < limit:
                of_year = replace(wanted, year=year)
                rows += await self._window(
                    of_year, by, numbers[year], descending=descending, skip=skip, limit=limit - len(rows)
                )
            skip = max(0, skip - numbers[year])
        return Found(await self._lines(rows), sum(numbers.values()))

    async def number_before(self, entry: Entry) -> int | None:
        """The number before this one in the same book, if any letter has one."""
        where = {
            "entry.year": entry.year,
            "entry.series": entry.series,
            "entry.number": {"$gte": 0, "$lt": entry.number},
        }
        found = await self.store.find(ROWS, where, sort=[("entry.number", -1)], limit=1)
        row = to_row(found[0]) if found else None
        return row.entry.number if row and row.entry else None

    async def rows_of(self, book: Book, name: VolumeName) -> int:
        """How many rows a volume has."""
        found = await self.store.find(ROWS, {"volume": book.volume(name)}, sort=[("position", -1)], limit=1)
        return to_row(found[0]).position if found else 0

    async def sheets(self, book: Book, name: VolumeName, *, first: int, last: int) -> list[Sheet]:
        """The pages of a volume from the first to the last one asked for."""
        between = {"$gt": (first - 1) * ROWS_OF_A_PAGE, "$lte": last * ROWS_OF_A_PAGE}
        found = await self.store.find(ROWS, {"volume": book.volume(name), "position": between}, sort=[("position", 1)])
        rows = [to_row(each) for each in found]
        remarks = await self._remarks(row.entry.letter_id for row in rows if row.entry)
        pages = sorted({row.page for row in rows})
        return [Sheet(page, [row for row in rows if row.page == page], remarks) for page in pages]

    async def _numbers(self, wanted: Wanted) -> Mapping[int, int]:
        """How many letters each year has, as the volumes say it: to count them takes longer than to show them."""
        numbers: Counter[int] = Counter()
        for volume in [to_volume(each) for each in await self.store.find(VOLUMES, {})]:
            if wanted.year in {None, volume.year} and wanted.series in {"", volume.series}:
                is_counted = volume.name is not VolumeName.TRANSFERRED
                numbers[volume.year] += (
                    volume.entries if is_counted else await self.store.count(ROWS, {"volume": volume.id} | LETTERS)
                )
        return numbers

    async def _window(
        self, wanted: Wanted, by: Order, total: int, *, descending: bool, skip: int, limit: int
    ) -> list[Row]:
        """Rows of one year, read from its nearer end: what is left out is walked over as well."""
        from_behind = skip > total // 2
        if from_behind:
            limit = max(0, min(limit, total - skip))
            skip = total - skip - limit
            if not limit:
                return []
        sort = [(name, -1 if descending != from_behind else 1) for name in _order(wanted, by)]
        where = wanted.where()
        if skip > _FAR:
            # The index alone is walked over; otherwise the database would read every row that it leaves out.
            stages: list[dict[str, Any]] = [{"$match": where}, {"$sort": dict(sort)}, {"$skip": skip}]
            keys = await self.store.aggregate(ROWS, [*stages, {"$limit": limit}, {"$project": {"_id": 1}}])
            where, skip = {"_id": {"$in": [each["_id"] for each in keys]}}, 0
        found = await self.store.find(ROWS, where, sort=sort, skip=skip, limit=limit)
        rows = [to_row(each) for each in found]
        return rows[::-1] if from_behind else rows

    async def _search(self, wanted: Wanted, parts: Sequence[str], *, skip: int, limit: int) -> Found:
        numbers = {part: await self._how_many_have(part) for part in parts}
        if any(not number and len(part) > _LONGEST_ENDING for part, number in numbers.items()):
            return Found((), 0)
        # An ending that is typed apart, such as «ای», may stand within a word, where the index does not have it.
        numbers = {part: number for part, number in numbers.items() if number}
        if not numbers:
            return Found((), 0)
        if min(numbers.values()) > _FEW and len(parts) > 1:
            # Each of the words alone is very common: those who have them side by side, such as the parts of a name.
            together = "".join(parts)
            if 0 < (number := await self._how_many_have(together)) <= _FEW:
                parts, numbers = [together], {together: number}
        rarest = min(numbers, key=lambda part: numbers[part])
        where = wanted.where()
        is_indexed = numbers[rarest] <= _FEW
        if is_indexed:
            where["parts"] = _beginning(rarest)
        read = [part for part in parts if not is_indexed or part != rarest or len(part) > LONGEST_PART]
        if read:
            where["$and"] = [{"text": {"$regex": part}} for part in read]
        counted = await self.store.aggregate(
            ROWS, [{"$match": where}, {"$limit": MOST_FOUND + 1}, {"$count": "number"}]
        )
        total = counted[0]["number"] if counted else 0
        sort = [(name, -1) for name in _order(wanted, "date")]
        found = (
            await self.store.find(ROWS, where, sort=sort, skip=skip, limit=max(0, min(limit, MOST_FOUND - skip)))
            if total and skip < MOST_FOUND
            else []
        )
        return Found(await self._lines([to_row(each) for each in found]), min(total, MOST_FOUND), total > MOST_FOUND)

    async def _how_many_have(self, part: str) -> int:
        stages: list[dict[str, Any]] = [
            {"$match": {"parts": _beginning(part)}},
            {"$limit": _FEW + 1},
            {"$count": "number"},
        ]
        counted = await self.store.aggregate(ROWS, stages)
        return counted[0]["number"] if counted else 0

    async def _lines(self, rows: Sequence[Row]) -> list[Line]:
        remarks = await self._remarks(row.entry.letter_id for row in rows if row.entry)
        return [
            Line(row.entry, _name_of(row.volume), row.position, row.hash, remarks.get(row.entry.letter_id, ()))
            for row in rows
            if row.entry
        ]

    async def _remarks(self, letters: Iterable[str]) -> Mapping[str, Sequence[Remark]]:
        """What became of these letters, in order of time."""
        found = await self.store.find(ROWS, {"remark.letter_id": {"$in": list(letters)}}, sort=[("remark.at", 1)])
        remarks: dict[str, list[Remark]] = {}
        for row in map(to_row, found):
            if row.remark:
                remarks.setdefault(row.remark.letter_id, []).append(row.remark)
        return remarks


def view(line: Line) -> EntryView:
    """A letter as JSON shows it."""
    entry = line.entry
    return EntryView(
        register_no=entry.register_no,
        series=entry.series,
        year=entry.year,
        number=entry.number,
        kind=entry.kind,
        jalali_date=str(jalali_of(entry.at)),
        at=entry.at,
        subject=entry.subject,
        recipients=list(entry.recipients),
        offices=list(entry.offices),
        signatory=f"{entry.signer.name}، {entry.signer.title}",
        letter_id=entry.letter_id,
        content_sha256=entry.content_sha256,
        volume=line.volume,
        page=line.page,
        hash=line.hash,
        remarks=[RemarkView(word=each.word, text=each.text, at=each.at) for each in line.remarks],
    )


def _order(wanted: Wanted, by: Order) -> Sequence[str]:
    """The fields by which an index is sorted. Within a book the numbers are in order of time."""
    if by == "number" or (wanted.year and wanted.series):
        first = ("entry.series", "entry.year") if wanted.series and not wanted.year else ("entry.year", "entry.series")
        return (*first, "entry.number")
    return ("entry.at", "_id")


def _beginning(part: str) -> dict[str, Any]:
    return {"$regex": f"^{part[:LONGEST_PART]}"}


def _name_of(volume: str) -> VolumeName:
    return VolumeName(volume.rpartition("/")[2])
