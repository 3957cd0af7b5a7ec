"""A unit of work for a job that changes hundreds of documents: its writes travel together, in one call a collection."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from pymongo.collation import Collation

from shared.events import Event
from shared.store.audit.notes import Notes
from shared.store.copying import own_copy
from shared.store.driver import Document
from shared.store.flush import Change, fits, flush
from shared.store.store import Store
from shared.store.transaction import Asked, Transaction, find
from shared.store.work import Filter, Sort, current_work

Key = tuple[str, Any]


class Gathering:
    """Collects writes and sends them at the commit, or before a query that could see them.

    A document that somebody else changed first therefore shows only then, as a `Conflict`, and nothing is kept.
    """

    def __init__(self, transaction: Transaction, store: Store, session: Any, notes: Notes | None) -> None:
        self._transaction = transaction
        self._store = store
        self._session = session
        self._notes = notes
        self._known: dict[Key, Document | None] = {}
        self._absent: dict[tuple[str, str], set[Any]] = {}
        self._before: dict[Key, Document | None] = {}
        self._changes: dict[Key, Change] = {}

    async def foresee(self, collection: str, keys: Iterable[Any]) -> None:
        """Read the documents with these ids in one query; `get` then answers without the server."""
        wanted = list(dict.fromkeys(key for key in keys if (collection, key) not in self._known))
        if not wanted:
            return
        self._known |= dict.fromkeys((collection, key) for key in wanted)
        for document in await self._read(collection, {"_id": {"$in": wanted}}):
            self._known[collection, document["_id"]] = document

    async def foresee_absence(self, collection: str, field: str, values: Collection[str]) -> None:
        """Find out in one query which of the values no document has; `find` then answers for those without the server.

        It holds for a value until this unit writes a document that has it.
        """
        if values:
            there = {each.get(field) for each in await self._read(collection, {field: {"$in": list(values)}})}
            self._absent[collection, field] = set(values) - there

    async def get(self, collection: str, key: Any) -> Document | None:
        return own_copy(await self._present(collection, key))

    async def find(
        self,
        collection: str,
        where: Filter,
        *,
        sort: Sort = (),
        collation: Collation | None = None,
        limit: int = 0,
        skip: int = 0,
    ) -> list[Document]:
        if self._is_absent(collection, where):
            return []
        await self._send_if_seen_in(collection)
        return await self._transaction.find(collection, where, sort=sort, collation=collation, limit=limit, skip=skip)

    async def count(self, collection: str, where: Filter) -> int:
        await self._send_if_seen_in(collection)
        return await self._transaction.count(collection, where)

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        await self.send()
        return await self._transaction.aggregate(collection, pipeline)

    async def replace(self, collection: str, where: Filter, document: Document, *, insert: bool = False) -> bool:
        now = await self._present(collection, document["_id"])
        if insert != (now is None) or (now is not None and not fits(now, where)):
            return False
        self._keep(collection, document["_id"], Change(own_copy(document), None if insert else dict(where), insert))
        return True

    async def put(self, collection: str, document: Document) -> None:
        await self._present(collection, document["_id"])
        self._keep(collection, document["_id"], Change(own_copy(document)))

    async def delete(self, collection: str, key: Any) -> None:
        await self._present(collection, key)
        self._keep(collection, key, Change(None))

    async def next_number(self, counter: str) -> int:
        return await self._transaction.next_number(counter)

    def emit(self, *events: Event) -> None:
        self._transaction.emit(*events)

    async def send(self) -> None:
        """Send the collected writes. Raises Conflict when somebody else changed one of the documents first."""
        changes, self._changes = self._changes, {}
        await flush(self._writing, changes, self._session)

    def note(self) -> None:
        """Note for the audit trail what each document was before this unit, and what it is now."""
        if self._notes:
            for (collection, key), before in self._before.items():
                if self._notes.audits(collection):
                    self._notes.saw(collection, key, before)
                    self._notes.changed(collection, key, self._known[collection, key])

    async def _present(self, collection: str, key: Any) -> Document | None:
        """Return the document as this unit would leave it; not a copy."""
        await self.foresee(collection, [key])
        return self._known[collection, key]

    async def _read(self, collection: str, where: Filter) -> list[Document]:
        return await find(self._store.driver, collection, Asked(where), session=self._session)

    def _is_absent(self, collection: str, where: Filter) -> bool:
        return any(
            isinstance(value := where.get(field), str) and value in absent
            for (name, field), absent in self._absent.items()
            if name == collection
        )

    async def _send_if_seen_in(self, collection: str) -> None:
        if any(changed == collection for changed, _ in self._changes):
            await self.send()

    def _keep(self, collection: str, key: Any, change: Change) -> None:
        place = (collection, key)
        earlier = self._changes.get(place)
        self._changes[place] = change.after(earlier) if earlier else change
        self._before.setdefault(place, self._known[place])
        self._known[place] = change.document
        for (name, field), absent in self._absent.items():
            if name == collection and change.document:
                absent.discard(change.document.get(field))

    def _writing(self, collection: str) -> Any:
        self._transaction.touched.add(collection)
        return self._store.driver.collection(collection)


@asynccontextmanager
async def gathering(store: Store) -> AsyncIterator[Gathering]:
    """Open a unit of work that the repositories of this task join. Raises Conflict at its end; see `Gathering`."""
    session = await store.driver.start_session()
    notes = store.auditing.begin()
    transaction = Transaction(store.driver, session, source=store.source, now=store.now, notes=notes)
    work = Gathering(transaction, store, session, notes)
    token = current_work.set(work)
    try:
        try:
            yield work
            await work.send()
            work.note()
            await transaction.commit()
        except BaseException:
            await transaction.abort()
            raise
        store.bells.ring(*transaction.touched)
    finally:
        current_work.reset(token)
        await session.end_session()
