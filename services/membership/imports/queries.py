"""Reads imports, how far they are, and what is wrong with their rows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from services.membership.imports.domain import Import, ImportNotFound, Progress, State
from services.membership.imports.mongo import IMPORTS, PROGRESS, RESULTS, to_import, to_progress
from services.membership.imports.tables_domain import COLUMNS, Kind
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.store.driver import Document
from shared.store.store import Store

MOST_ERRORS: Final = 500
"""How many faulty rows an answer holds; all of them are in the file that can be downloaded."""


class RowError(BaseModel):
    """What is wrong with a row."""

    sheet: str
    row: int
    field: str
    sentence: str
    suggestion: str = ""


class ImportView(BaseModel):
    """An import, and how far it is. `rows` is an estimate until all rows were read once."""

    id: str
    state: State
    file_name: str
    dry_run: bool
    started_at: datetime
    ended_at: datetime | None
    rows: int
    done: int
    created: int
    changed: int
    unchanged: int
    error_count: int
    errors: list[RowError]
    """The first 500."""
    why: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A faulty row, as it is shown and written into the file of faulty rows."""

    kind: Kind
    error: RowError
    column: str
    """The heading of the field."""
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """An import with its progress."""

    one: Import
    progress: Progress


@dataclass(frozen=True, slots=True)
class ImportQueries:
    """Reads imports."""

    store: Store

    async def one(self, import_id: str) -> Seen:
        """The import. Raises ImportNotFound."""
        document = await self.store.get(IMPORTS, import_id)
        if document is None:
            raise ImportNotFound("ورودی با این شناسه ثبت نشده است.")
        return Seen(to_import(document), to_progress(await self.store.get(PROGRESS, import_id)))

    async def view(self, import_id: str) -> ImportView:
        """The import for a program."""
        seen = await self.one(import_id)
        one, progress = seen.one, seen.progress
        errors = await self.faulty(seen, limit=MOST_ERRORS)
        return ImportView(
            id=one.id,
            state=one.state,
            file_name=one.file_name,
            dry_run=one.is_dry_run,
            started_at=one.started_at,
            ended_at=one.ended_at,
            rows=progress.rows,
            done=progress.done,
            created=progress.of("created"),
            changed=progress.of("changed"),
            unchanged=progress.of("unchanged"),
            error_count=progress.of("faulty"),
            errors=[each.error for each in errors],
            why=_(one.why),
        )

    async def faulty(self, seen: Seen, *, limit: int, skip: int = 0) -> list[Faulty]:
        """Some of the faulty rows, in the order of the file."""
        found: list[Faulty] = []
        place, skip = await self._before(seen, skip)
        async for each in self.all_faulty(seen, after=place):
            if skip > 0:
                skip -= 1
                continue
            found.append(each)
            if len(found) == limit:
                break
        return found

    async def all_faulty(self, seen: Seen, *, after: int = -1) -> AsyncIterator[Faulty]:
        """Yield all faulty rows, or those of the batches behind a place."""
        async for row in self._results(seen, after):
            if "sentence" in row:
                yield _faulty(row)

    async def notes(self, seen: Seen, *, limit: int) -> Sequence[str]:
        """The ids that new offices get because their rows name none."""
        has_note = {"rows.note": {"$gt": ""}}
        found = await self.store.aggregate(
            RESULTS,
            [
                {"$match": _of(seen) | has_note},
                {"$sort": {"place": 1}},
                {"$unwind": "$rows"},
                {"$match": has_note},
                {"$limit": limit},
                {"$project": {"note": "$rows.note"}},
            ],
        )
        return [each["note"] for each in found]

    async def history(self, *, skip: int, limit: int) -> list[Seen]:
        """Some of the imports, the latest first."""
        found = await self.store.find(IMPORTS, {}, sort=[("started_at", -1)], skip=skip, limit=limit)
        return await self._with_progress(found)

    async def how_many(self) -> int:
        """How many imports there were."""
        return await self.store.count(IMPORTS, {})

    async def unfinished(self) -> list[Seen]:
        """The imports that wait for somebody, or run; the latest first."""
        states = [State.CHECKING, State.CHECKED, State.TAKING, State.CANCELLED]
        where = {"state": {"$in": [state.value for state in states]}, "is_file_kept": True}
        found = await self.store.find(IMPORTS, where, sort=[("started_at", -1)], limit=20)
        return await self._with_progress(found)

    async def _with_progress(self, found: Sequence[Document]) -> list[Seen]:
        kept = await self.store.find(PROGRESS, {"_id": {"$in": [document["_id"] for document in found]}})
        by_id = {document["_id"]: document for document in kept}
        return [Seen(to_import(each), to_progress(by_id.get(each["_id"]))) for each in found]

    async def _before(self, seen: Seen, skip: int) -> tuple[int, int]:
        """The place of the last batch that is skipped as a whole, and how many rows are left to skip after it."""
        place = -1
        if skip > 0:
            counts = {"$project": {"place": 1, "faulty": 1}}
            for batch in await self.store.aggregate(RESULTS, [{"$match": _of(seen)}, {"$sort": {"place": 1}}, counts]):
                if batch["faulty"] > skip:
                    break
                place, skip = batch["place"], skip - batch["faulty"]
        return place, skip

    async def _results(self, seen: Seen, place: int) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the rows with faults that were kept after a place; a batch's worth of them is read at a time."""
        while True:
            where = _of(seen) | {"place": {"$gt": place}, "faulty": {"$gt": 0}}
            batches = await self.store.find(RESULTS, where, sort=[("place", 1)], limit=8)
            if not batches:
                return
            for batch in batches:
                place = batch["place"]
                for row in batch["rows"]:
                    yield row


def _of(seen: Seen) -> dict[str, Any]:
    return {"import_id": seen.one.id, "is_check": seen.progress.is_check}


def _faulty(row: Mapping[str, Any]) -> Faulty:
    values = {name: digits(value) if isinstance(value, int) else value for name, value in row["values"].items()}
    kind = Kind(row["kind"])
    error = RowError(
        sheet=row["sheet"],
        row=row["row"],
        field=row["field"],
        sentence=_(row["sentence"], **values) if values else _(row["sentence"]),
        suggestion=row["suggestion"],
    )
    heading = next((column.heading for column in COLUMNS[kind] if column.field == row["field"]), "")
    return Faulty(kind, error, _(heading) if heading else "", row["cells"])
