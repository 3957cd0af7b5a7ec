"""The secretariat uploads, confirms and stops imports; the importer carries them on, batch by batch."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, Protocol

from services.membership.imports.access import IMPORT
from services.membership.imports.deciding_domain import Change, Decider, Outcome, Verdict
from services.membership.imports.domain import (
    MOST_ROWS,
    Contended,
    Import,
    ImportId,
    NoSheet,
    Progress,
    Refused,
    Starter,
    State,
)
from services.membership.imports.known_domain import Known
from services.membership.imports.tables_domain import Kind, Row, Table
from services.membership.imports.values_domain import Fault
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.actor import current_actor
from shared.runtime.context import current_cause
from shared.runtime.viewer import Viewer

_LONGEST_NAME: Final = 120
_BATCH: Final = 500
_ROWS_BETWEEN_PAUSES: Final = 10
_TOO_MANY: Final = "این فایل بیش از ۵۰٬۰۰۰ ردیف دارد؛ آن را به چند فایل تقسیم کنید."


class Book(Protocol):
    """An uploaded file."""

    @property
    def tables(self) -> Sequence[Table]:
        """The tables that were recognised in it."""

    @property
    def row_count(self) -> int:
        """About how many rows it has."""

    def rows(self) -> Iterator[Row]:
        """Yield its rows, always in the same order, those of posts last. Raises NoSheet when it is damaged."""

    def rows_of(self, kind: Kind) -> Iterator[Row]:
        """Yield the rows of one kind."""


class ImportRepository(Protocol):
    """Where imports, their files and their results are kept."""

    async def get(self, import_id: ImportId) -> Import:
        """Return the import, or raise ImportNotFound."""

    async def save(self, one: Import) -> None:
        """Keep the import."""

    async def keep_file(self, import_id: ImportId, content: bytes) -> None:
        """Keep the uploaded file, outside of any transaction; the same again changes nothing."""

    async def file(self, import_id: ImportId) -> bytes:
        """Return the uploaded file."""

    async def progress(self, import_id: ImportId) -> Progress:
        """Return how far the import is."""

    async def keep_progress(self, import_id: ImportId, progress: Progress) -> None:
        """Keep how far the import is."""

    async def keep_results(self, import_id: ImportId, before: Progress, verdicts: Sequence[Verdict]) -> None:
        """Keep the rows with faults or notes among those that follow `before`."""

    async def running(self) -> Sequence[Import]:
        """Return the imports whose rows are to be read, the one that was uploaded first in front."""

    async def ended(self) -> Sequence[Import]:
        """Return the imports that rest and whose file is still kept."""

    async def forget(self, import_id: ImportId) -> None:
        """Remove the file and the faulty rows."""


class Directory(Protocol):
    """Reads the whole directory."""

    async def known(self) -> Known:
        """Return what the county knows by now."""


class Clerk(Protocol):
    """Writes into the directory what somebody could have typed."""

    async def write(self, change: Change, *, by: Viewer) -> None:
        """Make a change and tell the other services. Raises Refused, and has then written nothing."""


class Batches(Protocol):
    """Runs a batch as one unit of work."""

    async def run(self, changes: Sequence[Change], write: Callable[[], Awaitable[Progress | None]]) -> Progress | None:
        """Read what the changes concern, run `write`, and keep all that it wrote. Raises Contended."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Takes files, and lets people confirm and stop imports."""

    imports: ImportRepository
    open_book: Callable[[bytes], Book]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def take(self, upload: Upload, *, is_dry_run: bool, by: Viewer) -> Import:
        """Keep a file that can be read, for the importer to go through. Raises NoSheet."""
        IMPORT.require(by)
        book = await asyncio.to_thread(self.open_book, upload.content)
        _must_not_be_too_many(book.row_count - len(book.tables))
        one = Import(
            id=ImportId(self.new_id()),
            file_name=for_keeping(upload.file_name)[-_LONGEST_NAME:],
            size=len(upload.content),
            sheets=tuple(table.sheet for table in book.tables),
            started_by=_starter(by),
            started_at=self.now(),
            is_dry_run=is_dry_run,
            state=State.CHECKING if is_dry_run else State.TAKING,
        )
        await self.imports.keep_file(one.id, upload.content)
        async with self.transaction():
            rows = max(book.row_count - len(book.tables), 0)
            await self.imports.keep_progress(one.id, Progress(rows=rows, is_check=is_dry_run))
            await self.imports.save(one)
        return one

    async def confirm(self, import_id: ImportId, *, by: Viewer) -> Import:
        """Let the rows be taken, or taken on from where the import was stopped. Raises NotNow."""
        IMPORT.require(by)
        async with self.transaction():
            one = await self.imports.get(import_id)
            one.confirm(by=_starter(by))
            progress = await self.imports.progress(import_id)
            if progress.is_check:
                await self.imports.keep_progress(import_id, progress.for_taking())
            await self.imports.save(one)
            return one

    async def cancel(self, import_id: ImportId, *, by: Viewer) -> Import:
        """Stop an import; what was written stays. A second time changes nothing. Raises NotNow."""
        IMPORT.require(by)
        async with self.transaction():
            one = await self.imports.get(import_id)
            if one.cancel(at=self.now()):
                await self.imports.save(one)
            return one


@dataclass(frozen=True, slots=True)
class Importer:
    """Reads the rows of an import, and writes them when it was confirmed.

    The progress is kept in the unit of work of each batch. Whoever carries on later reads the rows that are done again,
    in order to know them, and writes none of them.
    """

    imports: ImportRepository
    directory: Directory
    clerk: Clerk
    batches: Batches
    open_book: Callable[[bytes], Book]
    email_address: Callable[[str], str]
    slug: Callable[[str], str]
    now: Callable[[], datetime]
    size: int = _BATCH

    async def carry_on(self, one: Import, go_on: Callable[[], Awaitable[bool]]) -> None:
        """Go through the rows that are left, until the end, or until somebody stops it or `go_on` says no."""
        try:
            book = await asyncio.to_thread(self.open_book, await self.imports.file(one.id))
            person_id = one.started_by.person_id
            known, today = await self.directory.known(), day_of(self.now())
            decider = Decider(known, today, person_id, self.email_address, self.slug)
            reader = _Reader(book, decider, self.size)
            progress: Progress | None = await self.imports.progress(one.id)
            await reader.skip(progress.done if progress else 0)
            async with aclosing(reader.batches()) as batches:
                async for verdicts in batches:
                    if progress is None or not await go_on():
                        return
                    _must_not_be_too_many(progress.done + len(verdicts))
                    progress = await self._keep(one, progress, verdicts)
            if progress:
                await self._end(one, progress)
        except NoSheet as why:
            await self.fail(one.id, str(why))

    async def fail(self, import_id: ImportId, why: str) -> None:
        """Note that an import cannot be carried on."""

        async def write() -> Progress | None:
            one = await self.imports.get(import_id)
            if one.is_running:
                one.fail(why, at=self.now())
                await self.imports.save(one)
            return None

        await self.batches.run((), write)

    async def forget_old(self) -> None:
        """Remove the files of imports that ended long ago, and what was wrong with their rows."""
        for each in await self.imports.ended():
            if each.is_forgotten_at(self.now()):
                await self.imports.forget(each.id)
                each.is_file_kept = False
                await self.imports.save(each)

    async def _keep(self, one: Import, before: Progress, verdicts: Sequence[Verdict]) -> Progress | None:
        """Keep the results of a batch, or of each of its rows alone when somebody else works on the same."""
        try:
            return await self._keep_together(one, before, verdicts)
        except Contended:
            if len(verdicts) == 1:
                return await self._keep_together(one, before, [_refused(verdicts[0], _CONTENDED)])
        progress: Progress | None = before
        for verdict in verdicts:
            if progress is None:
                return None
            progress = await self._keep(one, progress, [verdict])
        return progress

    async def _keep_together(self, one: Import, before: Progress, verdicts: Sequence[Verdict]) -> Progress | None:
        by = Viewer(one.started_by.person_id, "", frozenset(one.started_by.roles))
        changes = [] if before.is_check else [each.change for each in verdicts if each.change]

        async def write() -> Progress | None:
            if not await self._is_ours(one, before):
                return None
            results = verdicts if before.is_check else await self._all_written(verdicts, by)
            after = before.grown(Counter(each.outcome.value for each in results))
            await self.imports.keep_progress(one.id, after)
            await self.imports.keep_results(one.id, before, results)
            return after

        return await self.batches.run(changes, write)

    async def _all_written(self, verdicts: Sequence[Verdict], by: Viewer) -> Sequence[Verdict]:
        """Write the rows one after the other, with pauses in which the service answers requests."""
        results = []
        for place, verdict in enumerate(verdicts):
            if place % _ROWS_BETWEEN_PAUSES == 0:
                await asyncio.sleep(0)
            results.append(await self._written(verdict, by))
        return results

    async def _written(self, verdict: Verdict, by: Viewer) -> Verdict:
        if verdict.change is None:
            return verdict
        try:
            await self.clerk.write(verdict.change, by=by)
        except Refused as refusal:
            return _refused(verdict, str(refusal))
        return verdict

    async def _is_ours(self, one: Import, before: Progress) -> bool:
        """Whether nobody stopped the import, confirmed it anew, or carried it on from the same row."""
        current = await self.imports.get(one.id)
        is_same = (current.state, current.started_by) == (one.state, one.started_by)
        return is_same and await self.imports.progress(one.id) == before

    async def _end(self, one: Import, progress: Progress) -> None:
        async def write() -> Progress | None:
            if await self._is_ours(one, progress):
                current = await self.imports.get(one.id)
                current.finish(at=self.now())
                await self.imports.save(current)
                exact = Progress(progress.done, progress.done, progress.counts, progress.is_check, progress.checked)
                await self.imports.keep_progress(one.id, exact)
            return None

        await self.batches.run((), write)


_CONTENDED: Final = "همین مورد را در همین لحظه شخص دیگری تغییر داد؛ این ردیف را دوباره وارد کنید."


def _must_not_be_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise NoSheet(_TOO_MANY)


def _starter(by: Viewer) -> Starter:
    """Return who acts now, for the audit trail of what is written later."""
    actor = current_actor()
    return Starter(
        person_id=by.person_id,
        roles=tuple(sorted(by.roles)),
        address=actor.address if actor else None,
        deed=actor.deed if actor else "",
        correlation_id=current_cause().correlation_id,
    )


def _refused(verdict: Verdict, sentence: str) -> Verdict:
    return Verdict(verdict.row, Outcome.FAULTY, fault=Fault("", sentence))


class _Reader:
    """Reads and decides in a thread, so that the service goes on answering."""

    def __init__(self, book: Book, decider: Decider, size: int) -> None:
        self._rows = in_order(book, decider)
        self._decider = decider
        self._size = size

    async def skip(self, number: int) -> None:
        while number > 0 and (found := await asyncio.to_thread(self._decide, min(number, self._size))):
            number -= len(found)

    async def batches(self) -> AsyncGenerator[Sequence[Verdict], None]:
        """Yield batches; the next one is read while this one is written, most of which is waiting for the database."""
        coming = asyncio.create_task(asyncio.to_thread(self._decide, self._size))
        try:
            while verdicts := await coming:
                coming = asyncio.create_task(asyncio.to_thread(self._decide, self._size))
                yield verdicts
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)

    def _decide(self, number: int) -> Sequence[Verdict]:
        return [self._decider.decide(row) for row in islice(self._rows, number)]


def in_order(book: Book, decider: Decider) -> Iterator[Row]:
    """Yield the rows, and look ahead at those of posts as soon as offices and people are known."""
    for kind in Kind:
        if kind is Kind.POSTS:
            rows = deque(book.rows_of(kind))  # held, since reading them from the file takes longer than deciding
            decider.look_ahead(rows)
            while rows:
                yield rows.popleft()
        else:
            yield from book.rows_of(kind)
