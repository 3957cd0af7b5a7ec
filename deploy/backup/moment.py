"""All databases of a replica set as they are at one moment, its cluster time, while everybody goes on writing."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from bson.timestamp import Timestamp
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from deploy.backup.trouble import Trouble

Document = dict[str, Any]
Client = MongoClient[Document]

USUAL_WINDOW = 300.0
"""For so many seconds a server remembers its past, unless somebody has set it otherwise."""

_TOO_OLD = 239
_STRUCTURE_CHANGED = 246
_AT_ONCE = 1_000
_BYTES_A_SECOND = 20_000_000
"""A careful guess: a quarter of what a busy machine of two cores did (docs/performance.md)."""
_TRIES = 5
_SURE_AFTER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A collection, with what makes it anew."""

    name: str
    kind: str
    options: Mapping[str, Any]
    indexes: Sequence[Mapping[str, Any]]
    identity: Any
    """Another one when the collection was dropped and made again."""

    @property
    def has_documents(self) -> bool:
        return self.kind == "collection"


class Moment:
    """One moment of these databases."""

    def __init__(
        self,
        client: Client,
        names: Mapping[str, str],
        session: ClientSession,
        *,
        cluster_time: Timestamp,
        collections: Mapping[str, Sequence[Kept]],
        window: float,
    ) -> None:
        self.cluster_time = cluster_time
        self.collections = collections
        self._client = client
        self._names = names
        self._session = session
        self._window = window
        self._began = time.monotonic()
        self._read = 0
        self._size = sum(int(client[name].command("dbStats")["dataSize"]) for name in names.values())
        self._refuse_too_slow(self._size / _BYTES_A_SECOND)

    @property
    def size(self) -> int:
        """About how many bytes of documents there are."""
        return self._size

    def batches(self, service: str, collection: Kept) -> Iterator[bytes]:
        """Return the documents of a collection as they were at the moment, some at a time, in BSON.

        Each batch is 16 MB at most. MongoDB 6 and 7 read no capped collection at a moment, so one is read as it is now.
        """
        session = None if collection.options.get("capped") else self._session
        source = self._client[self._names[service]][collection.name]
        for batch in source.find_raw_batches({}, session=session, batch_size=_AT_ONCE):
            documents = cast("bytes", batch)
            self._read += len(documents)
            self._look_ahead()
            yield documents

    def confirm(self) -> None:
        """Raise Trouble when a collection that was read is not the one that was listed.

        A server reads one that was dropped meanwhile as though it had been empty.
        """
        now = _listed(self._client, self._names)
        for service, collections in self.collections.items():
            there = {each.name: each.identity for each in now[service]}
            for each in collections:
                if there.get(each.name) != each.identity:
                    raise Trouble(f"The collection {each.name} of {service} was dropped meanwhile: run it again")

    def _look_ahead(self) -> None:
        """Stop at once when it will take longer than the server remembers, and not only when it has taken that long."""
        took = time.monotonic() - self._began
        if took > _SURE_AFTER_SECONDS and self._read:
            self._refuse_too_slow(took * max(self._size / self._read, 1))

    def _refuse_too_slow(self, seconds: float) -> None:
        if seconds > self._window:
            raise Trouble(_too_long(seconds, self._window))


@contextmanager
def one_moment(client: Client, names: Mapping[str, str]) -> Iterator[Moment]:
    """Give the databases with these names, each of a service, as they are now. Raises Trouble.

    The moment lies between two looks at the collections that found the same. A session keeps the one it has chosen.
    """
    window = _window_of(client)
    for _ in range(_TRIES):
        collections = _listed(client, names)
        with client.start_session(snapshot=True) as session, _told(window):
            cluster_time = _choose(client, names, session, collections)
            if cluster_time and _identities(_listed(client, names)) == _identities(collections):
                yield Moment(client, names, session, cluster_time=cluster_time, collections=collections, window=window)
                return
    raise Trouble("There is nothing to back up, or collections are being made at this moment: run it again")


def _choose(
    client: Client, names: Mapping[str, str], session: ClientSession, collections: Mapping[str, Sequence[Kept]]
) -> Timestamp | None:
    """Let the session's first read choose the moment. None when there is no collection to read."""
    for service, kept in collections.items():
        for each in kept:
            if each.has_documents and not each.options.get("capped"):
                first = {"find": each.name, "limit": 1, "singleBatch": True, "projection": {"_id": 1}}
                answer = client[names[service]].command(first, session=session)
                # A collection that was dropped since it was listed gives no moment.
                if at := answer["cursor"].get("atClusterTime"):
                    return Timestamp(at.time, at.inc)
    return None


def _listed(client: Client, names: Mapping[str, str]) -> dict[str, list[Kept]]:
    return {service: sorted(_kept_in(client, name), key=_name_of) for service, name in names.items()}


def _kept_in(client: Client, database: str) -> Iterator[Kept]:
    for listed in client[database].list_collections():
        name, kind = listed["name"], listed["type"]
        if name.startswith("system."):
            continue
        if kind not in {"collection", "view"}:
            raise Trouble(f"{name} in {database} is a {kind}, which a backup cannot hold")
        indexes = list(client[database][name].list_indexes()) if kind == "collection" else []
        yield Kept(name, kind, dict(listed["options"]), indexes, listed["info"].get("uuid"))


def _window_of(client: Client) -> float:
    try:
        found = client.admin.command({"getParameter": 1, "minSnapshotHistoryWindowInSeconds": 1})
    except OperationFailure:
        # Only some users may ask; then the server itself says when it is too late.
        return USUAL_WINDOW
    return float(found["minSnapshotHistoryWindowInSeconds"])


@contextmanager
def _told(window: float) -> Iterator[None]:
    """Say in a sentence why the server does not read at the moment."""
    try:
        yield
    except OperationFailure as error:
        if error.code == _TOO_OLD:
            raise Trouble(_too_long(2 * window, window)) from error
        if error.code == _STRUCTURE_CHANGED:
            raise Trouble("Collections or indexes were changed meanwhile, as by an upgrade: run it again") from error
        raise


def _too_long(seconds: float, window: float) -> str:
    needed = 600 * (1 + int(2 * seconds // 600))
    return (
        f"Reading takes longer than the {window:.0f} seconds for which the database remembers one moment: on each of "
        f"its members run db.adminCommand({{setParameter: 1, minSnapshotHistoryWindowInSeconds: {needed}}}), then again"
    )


def _identities(listed: Mapping[str, Sequence[Kept]]) -> dict[str, list[tuple[str, Any]]]:
    return {service: [(each.name, each.identity) for each in kept] for service, kept in listed.items()}


def _name_of(kept: Kept) -> str:
    return kept.name
