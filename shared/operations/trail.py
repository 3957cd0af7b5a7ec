"""Searches in an audit trail."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from shared.persian.jalali import TEHRAN
from shared.store.audit.chain import AUDIT
from shared.store.driver import Document
from shared.store.store import Store

_PIECE = 500

# Somebody may have removed fields from a row; the others are shown all the same.
_BLANK: Document = {
    "at": datetime.fromtimestamp(0, UTC),
    **dict.fromkeys(("person_id", "address", "correlation_id")),
    **dict.fromkeys(("deed", "collection", "key", "kind", "hash"), ""),
    **dict.fromkeys(("roles", "changes"), ()),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The Persian names of a service's deeds and collections."""

    deeds: Mapping[str, str] = field(default_factory=dict)
    """By route, such as `POST /n/desk/new`; several routes may have the same name."""
    things: Mapping[str, str] = field(default_factory=dict)
    """By collection."""

    def deed(self, route: str) -> str | None:
        """Return the name of a route's deed, if it has one."""
        return self.deeds.get(route)

    def routes(self, deed: str) -> list[str]:
        """Return the routes of a deed; for an unknown name the name itself, which may be a route."""
        return [route for route, name in self.deeds.items() if name == deed] or [deed]


@dataclass(frozen=True, slots=True)
class Search:
    """The criteria of a search. Empty ones do not count. Days are those of Tehran, and `until` is included."""

    person: str = ""
    deed: str = ""
    what: str = ""
    """A collection or one of its documents: `decrees`, `decrees/0k3…`."""
    since: date | None = None
    until: date | None = None

    def where(self, words: Words) -> dict[str, Any]:
        """Return the MongoDB filter of the search."""
        where: dict[str, Any] = {"person_id": self.person} if self.person else {}
        if self.deed:
            where["deed"] = {"$in": words.routes(self.deed)}
        if self.what:
            collection, _, key = self.what.partition("/")
            where |= {"collection": collection} | ({"key": key} if key else {})
        at = {"$gte": _begins(self.since)} if self.since else {}
        if self.until:
            at["$lt"] = _begins(self.until + timedelta(days=1))
        return where | ({"at": at} if at else {})


async def newest(store: Store, where: Mapping[str, Any], *, before: int | None, limit: int) -> list[Document]:
    """Return matching rows, the newest first, only those before a sequence number if one is given."""
    below = {"_id": {"$lt": before}} if before else {}
    return [_BLANK | row for row in await store.find(AUDIT, {**where, **below}, sort=[("_id", -1)], limit=limit)]


async def walk(store: Store, where: Mapping[str, Any]) -> AsyncIterator[Document]:
    """Yield all matching rows in the order of the chain, reading some at a time."""
    reached = 0
    while rows := await store.find(AUDIT, {**where, "_id": {"$gt": reached}}, sort=[("_id", 1)], limit=_PIECE):
        for row in rows:
            yield _BLANK | row
        reached = rows[-1]["_id"]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
