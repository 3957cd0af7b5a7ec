"""The rows of an audit trail that somebody asks for."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from shared.persian.jalali import TEHRAN
from shared.store.audit.chain import AUDIT
from shared.store.driver import Document
from shared.store.store import Store

_PIECE = 500

# Somebody may have torn pieces out of a row; the rest of it is shown all the same.
_BLANK: Document = {
    "at": datetime.fromtimestamp(0, UTC),
    **dict.fromkeys(("person_id", "address", "correlation_id")),
    **dict.fromkeys(("deed", "collection", "key", "kind", "hash"), ""),
    **dict.fromkeys(("roles", "changes"), ()),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a service's deeds and things are called where people read of them."""

    deeds: Mapping[str, str] = field(default_factory=dict)
    """By route, such as `POST /n/desk/new`; several routes may be one deed."""
    things: Mapping[str, str] = field(default_factory=dict)
    """By collection."""

    def deed(self, route: str) -> str | None:
        """What was done by a route, if that has a name."""
        return self.deeds.get(route)

    def routes(self, deed: str) -> list[str]:
        """The routes of a deed; what has no name is a route itself."""
        return [route for route, name in self.deeds.items() if name == deed] or [deed]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; what is empty does not count. Days are taken in Tehran, the last one belongs to it."""

    person: str = ""
    deed: str = ""
    what: str = ""
    """A collection, or one thing of it: `decrees`, `decrees/0k3…`."""
    since: date | None = None
    until: date | None = None

    def where(self, words: Words) -> dict[str, Any]:
        """The filter."""
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
    """Rows in the order of their age, those before a sequence number."""
    below = {"_id": {"$lt": before}} if before else {}
    return [_BLANK | row for row in await store.find(AUDIT, {**where, **below}, sort=[("_id", -1)], limit=limit)]


async def walk(store: Store, where: Mapping[str, Any]) -> AsyncIterator[Document]:
    """All rows in the order of the chain, a piece at a time."""
    reached = 0
    while rows := await store.find(AUDIT, {**where, "_id": {"$gt": reached}}, sort=[("_id", 1)], limit=_PIECE):
        for row in rows:
            yield _BLANK | row
        reached = rows[-1]["_id"]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
