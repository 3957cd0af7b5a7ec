"""Notes of what a request changes, kept in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.runtime.actor import current_actor, somebody_acts
from shared.runtime.context import current_cause
from shared.runtime.ids import new_event_id
from shared.store.audit.difference import differences, plain
from shared.store.driver import Document

AUDIT_WAITING = "audit_waiting"

Audited = Mapping[str, frozenset[str] | None]
"""The fields of each collection that nobody may read in the trail; none for a collection that is not audited."""

NOT_AUDITED = None


def all_but(*fields: str) -> frozenset[str]:
    """Audited, all but these fields: of them only that they changed."""
    return frozenset(fields)


class Auditing:
    """What a service audits."""

    def __init__(self, *tables: Audited) -> None:
        self.unnamed: set[str] = set()
        """Collections that requests have changed and no table names. Noted without any value; tests refuse them."""
        self._hidden = {name: hidden for table in tables for name, hidden in table.items()}

    def begin(self) -> "Notes | None":
        """The notes of a unit of work; none when no request is behind it, so that events and jobs pay nothing."""
        return Notes(self) if somebody_acts() else None

    def is_exempt(self, collection: str) -> bool:
        """Whether its changes are not worth a note."""
        return self._hidden.get(collection, _UNNAMED) is NOT_AUDITED

    def changes(self, collection: str, before: Document | None, after: Document | None) -> list[Document]:
        """What differs, without what nobody may read."""
        hidden = self._hidden.get(collection)
        if hidden is None:
            self.unnamed.add(collection)
            hidden = frozenset({*(before or {}), *(after or {})})
        return differences(before, after, hidden=hidden)


class Notes:
    """What one unit of work has read and changed of audited collections."""

    def __init__(self, auditing: Auditing) -> None:
        self._auditing = auditing
        self._seen: dict[tuple[str, Any], Document | None] = {}
        self._before: dict[tuple[str, Any], Document | None] = {}

    def audits(self, collection: str) -> bool:
        """Whether changes here are noted."""
        return not self._auditing.is_exempt(collection)

    def saw(self, collection: str, key: Any, document: Document | None) -> None:
        """Remember a whole document as it is in this unit, so that a change of it needs no second read."""
        if self.audits(collection):
            self._seen[collection, key] = plain(document)

    def has_seen(self, collection: str, key: Any) -> bool:
        """Whether the document is known without a read."""
        return (collection, key) in self._seen

    def changed(self, collection: str, key: Any, after: Document | None) -> None:
        """Note that a document is now this one, or gone; it was seen, or is new."""
        place = (collection, key)
        self._before.setdefault(place, self._seen.get(place))
        self._seen[place] = plain(after)

    def rows(self, *, at: datetime) -> list[Document]:
        """A row for each document that is not what it was: who changed it, by what deed, from where, and how."""
        actor = current_actor()
        if actor is None:
            return []
        who = {"at": at, "person_id": actor.person_id, "roles": list(actor.roles), "address": actor.address}
        what = {"deed": actor.deed, "correlation_id": current_cause().correlation_id}
        rows = []
        for (collection, key), before in self._before.items():
            after = self._seen[collection, key]
            if before != after:
                changes = self._auditing.changes(collection, before, after)
                subject = {"collection": collection, "key": str(key), "kind": _kind(before, after), "changes": changes}
                rows.append({"_id": new_event_id()} | who | what | subject)
        return rows


_UNNAMED: frozenset[str] = frozenset()


def _kind(before: Document | None, after: Document | None) -> str:
    if before is None:
        return "added"
    return "changed" if after is not None else "removed"
