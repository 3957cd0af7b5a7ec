"""The only writer of the audit chain; it runs beside the requests, so that they never wait for one another."""

import asyncio
from typing import Any

import structlog

from shared.store.audit.chain import AUDIT, AUDIT_HEAD, BEGINNING, HEAD, head_after, link
from shared.store.audit.notes import AUDIT_WAITING
from shared.store.driver import Document
from shared.store.errors import AlreadyExists, is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store
from shared.store.transaction import abort, commit

_AT_ONCE = 500
_POLL_SECONDS = 2.0
_GATHER_SECONDS = 0.1
"""After the first note. What comes together is written together, and not while its request is still being answered."""
_PAUSE_SECONDS = 30.0
_LEASE_SECONDS = 15

log = structlog.get_logger()


class HeadLost(Exception):
    """The chain has rows but no head. Its end may have been cut off too, so nothing is appended to it."""


class TrailWriter:
    """Appends notes to the chain, in the order in which it finds them, on the one replica that holds the lease."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lease = Lease(store, "audit", seconds=_LEASE_SECONDS)
        self._bell = store.bells.hang(AUDIT_WAITING)

    async def run(self) -> None:
        """Append notes until cancelled."""
        try:
            while True:
                await self._write_all()
                if await self._bell.wait(at_most=_POLL_SECONDS):
                    await asyncio.sleep(_GATHER_SECONDS)
        finally:
            await self._lease.give_back()

    async def _write_all(self) -> None:
        try:
            while await self._lease.hold() and await self.write() == _AT_ONCE:
                pass
        except (HeadLost, AlreadyExists) as error:
            # Requests go on storing notes. These pile up until a person looks into it; the metrics show how many wait.
            log.error("audit.not_written", why=str(error) or "its next row is there already")  # noqa: TRY400
            await asyncio.sleep(_PAUSE_SECONDS)
        except Exception as error:
            if not is_unavailable(error):
                raise

    async def write(self) -> int:
        """Append the next notes to the chain, and return how many there were.

        Raises HeadLost when the chain has rows but no head, AlreadyExists when there is a row in the place of the next.
        """
        if not await self._store.find(AUDIT_WAITING, {}, limit=1):
            return 0
        return await self._store.run_again(self._append)

    async def _append(self) -> int:
        """Add the rows, move the head and delete the notes in one transaction: a killed writer leaves all or nothing.

        Should two writers ever run at once, they conflict on the head, and the second begins again after the first.
        """
        session = await self._store.driver.start_session()
        try:
            try:
                rows = await self._rows(session)
                if rows:
                    await self._keep(rows, session)
                    await commit(session)
            finally:
                await abort(session)
        finally:
            await session.end_session()
        if rows:
            # A copy outside of the database: somebody who rewrites the whole chain there cannot change the log.
            log.info("audit.written", sequence=rows[-1]["_id"], hash=rows[-1]["hash"])
        return len(rows)

    async def _rows(self, session: Any) -> list[Document]:
        head = await self._collection(AUDIT_HEAD).find_one({"_id": HEAD}, session=session)
        if head is None:
            if await self._collection(AUDIT).find_one({}, session=session):
                raise HeadLost("the head of the chain is missing")
            head = BEGINNING
        waiting = self._collection(AUDIT_WAITING).find({}, session=session, batch_size=_AT_ONCE)
        rows: list[Document] = []
        for note in await waiting.sort("_id", 1).limit(_AT_ONCE).to_list(None):
            rows.append(link(note, head))
            head = head_after(rows[-1])
        return rows

    async def _keep(self, rows: list[Document], session: Any) -> None:
        await self._collection(AUDIT_HEAD).replace_one(
            {"_id": HEAD}, head_after(rows[-1]), upsert=True, session=session
        )
        await self._collection(AUDIT).insert_many(rows, session=session)
        written = {"_id": {"$in": [row["note"] for row in rows]}}
        await self._collection(AUDIT_WAITING).delete_many(written, session=session)

    def _collection(self, name: str) -> Any:
        return self._store.driver.collection(name)
