"""Imports in MongoDB: the import, its file in pieces, how far it is, and the rows with faults, a document a batch."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo import IndexModel

from services.membership.accounts.mongo import PEOPLE
from services.membership.handovers.mongo import HANDOVERS
from services.membership.imports.deciding_domain import Change, OfficeChange, PersonChange, PostChange, Verdict
from services.membership.imports.domain import Contended, Import, ImportId, ImportNotFound, Progress
from services.membership.imports.tables_domain import shown
from services.membership.offices.mongo import OFFICES
from services.membership.posts.mongo import POSTS
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.errors import AlreadyExists
from shared.store.flush import Conflict
from shared.store.gathering import Gathering, gathering
from shared.store.store import Indexes, Store

IMPORTS: Final = "imports"
FILES: Final = "import_files"
PROGRESS: Final = "import_progress"
RESULTS: Final = "import_results"

INDEXES: Indexes = {
    IMPORTS: [IndexModel([("state", 1), ("started_at", 1)]), IndexModel([("started_at", -1)])],
    FILES: [IndexModel([("import_id", 1), ("place", 1)])],
    PROGRESS: [],
    RESULTS: [IndexModel([("import_id", 1), ("is_check", 1), ("place", 1)])],
}
AUDITED: Audited = {IMPORTS: all_but(), FILES: NOT_AUDITED, PROGRESS: NOT_AUDITED, RESULTS: NOT_AUDITED}
"""A row of a file changes the directory, and that is audited; how far the import is, is not."""

_PIECE: Final = 1024 * 1024
_IMPORT = Shape(Import)


@dataclass(frozen=True, slots=True)
class MongoImportRepository:
    """Keeps imports."""

    store: Store

    async def get(self, import_id: ImportId) -> Import:
        """Return the import, or raise ImportNotFound."""
        document = await self.store.get(IMPORTS, import_id)
        if document is None:
            raise ImportNotFound("ورودی با این شناسه ثبت نشده است.")
        return to_import(document)

    async def save(self, one: Import) -> None:
        """Keep the import."""
        stale = Stale("این ورود را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="import")
        await save(self.store, IMPORTS, one, _IMPORT.document(one), stale=stale)

    async def keep_file(self, import_id: ImportId, content: bytes) -> None:
        """Keep the uploaded file, outside of any transaction; the same again changes nothing."""
        for place in range(0, len(content), _PIECE):
            piece = {"import_id": import_id, "place": place, "bytes": content[place : place + _PIECE]}
            await self.store.add_new(FILES, [{"_id": f"{import_id}:{place}", **piece}])

    async def file(self, import_id: ImportId) -> bytes:
        """Return the uploaded file."""
        pieces = await self.store.find(FILES, {"import_id": import_id}, sort=[("place", 1)])
        return b"".join(piece["bytes"] for piece in pieces)

    async def progress(self, import_id: ImportId) -> Progress:
        """Return how far the import is."""
        return to_progress(await self.store.get(PROGRESS, import_id))

    async def keep_progress(self, import_id: ImportId, progress: Progress) -> None:
        """Keep how far the import is."""
        async with self.store.unit_of_work() as work:
            await work.put(PROGRESS, {"_id": import_id, **_progress(progress)})

    async def keep_results(self, import_id: ImportId, before: Progress, verdicts: Sequence[Verdict]) -> None:
        """Keep the rows with faults or notes among those that follow `before`."""
        rows = [_result(each) for each in verdicts if each.fault or each.note]
        if not rows:
            return
        place = {"import_id": import_id, "is_check": before.is_check, "place": before.done}
        key = f"{import_id}:{before.is_check:d}:{before.done}"
        counted = sum(1 for each in verdicts if each.fault)
        async with self.store.unit_of_work() as work:
            await work.put(RESULTS, {"_id": key, **place, "faulty": counted, "rows": rows})

    async def running(self) -> Sequence[Import]:
        """Return the imports whose rows are to be read, the one that was uploaded first in front."""
        where = {"state": {"$in": ["checking", "taking"]}}
        return [to_import(each) for each in await self.store.find(IMPORTS, where, sort=[("started_at", 1)])]

    async def ended(self) -> Sequence[Import]:
        """Return the imports that rest and whose file is still kept."""
        where = {"state": {"$nin": ["checking", "taking"]}, "is_file_kept": True}
        return [to_import(each) for each in await self.store.find(IMPORTS, where)]

    async def forget(self, import_id: ImportId) -> None:
        """Remove the file and the faulty rows."""
        for collection in (FILES, RESULTS):
            await self.store.driver.collection(collection).delete_many({"import_id": import_id})


@dataclass(frozen=True, slots=True)
class MongoBatches:
    """Runs a batch as one unit of work whose writes travel together."""

    store: Store

    async def run(self, changes: Sequence[Change], write: Callable[[], Awaitable[Progress | None]]) -> Progress | None:
        """Read what the changes concern, run `write`, and keep all that it wrote. Raises Contended."""

        async def once() -> Progress | None:
            async with gathering(self.store) as work:
                await _foresee(work, changes)
                return await write()

        try:
            return await self.store.run_again(once)
        except (Conflict, AlreadyExists, Stale) as error:
            raise Contended from error


async def _foresee(work: Gathering, changes: Sequence[Change]) -> None:
    offices: set[str] = set()
    people: set[str] = set()
    posts: set[str] = set()
    for change in changes:
        match change:
            case OfficeChange():
                offices.add(change.facts.id)
            case PersonChange():
                people.add(change.person_id)
            case PostChange():
                offices |= {change.place.office_id} if change.place.office_id else set()
                people.add(change.held.person_id)
                posts.add(change.place.post_id(change.role, change.held.person_id))
    for collection, keys in ((OFFICES, offices), (PEOPLE, people), (POSTS, posts)):
        await work.foresee(collection, sorted(keys))
    # Each post that gets a holder asks whether a pack waits for them.
    await work.foresee_absence(HANDOVERS, "post_id", posts)


def to_import(document: Document) -> Import:
    """The import of a document."""
    return _IMPORT.aggregate(document)


def to_progress(document: Document | None) -> Progress:
    """The progress of a document; none for an import that has not begun."""
    if document is None:
        return Progress()
    return Progress(
        rows=document["rows"],
        done=document["done"],
        counts=document["counts"],
        is_check=document["is_check"],
        checked=document["checked"],
    )


def _progress(progress: Progress) -> Document:
    return {
        "rows": progress.rows,
        "done": progress.done,
        "counts": dict(progress.counts),
        "is_check": progress.is_check,
        "checked": dict(progress.checked),
    }


def _result(verdict: Verdict) -> Document:
    row, fault = verdict.row, verdict.fault
    told: dict[str, Any] = {"sheet": row.sheet, "row": row.number, "kind": row.kind.value, "note": verdict.note}
    if fault:
        told |= {"field": fault.field, "sentence": fault.sentence, "values": dict(fault.values)}
        told |= {"suggestion": fault.suggestion, "cells": {name: shown(cell) for name, cell in row.cells.items()}}
    return told
