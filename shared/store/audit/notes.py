"""Notes of the changes that a request makes, stored in the same transaction as the changes."""

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
"""For each collection, the fields whose values the trail hides; NOT_AUDITED for a collection that is not audited."""

NOT_AUDITED = None


def all_but(*fields: str) -> frozenset[str]:
    """Audit a collection, but hide these fields: the trail says only that they changed."""
    return frozenset(fields)


class Auditing:
    """Which collections a service audits, and which of their fields are hidden."""

    def __init__(self, *tables: Audited) -> None:
        self.unnamed: set[str] = set()
        """Collections that requests changed and no table names: noted without values, and refused by the tests."""
        self._hidden = {name: hidden for table in tables for name, hidden in table.items()}

    def begin(self) -> "Notes | None":
        """Return the notes of a new unit of work; None when no request caused it: events and jobs are not audited."""
        return Notes(self) if somebody_acts() else None

    def is_exempt(self, collection: str) -> bool:
        """Return whether changes of this collection are not audited."""
        return self._hidden.get(collection, _UNNAMED) is NOT_AUDITED

    def changes(self, collection: str, before: Document | None, after: Document | None) -> list[Document]:
        """Return the differences between two versions of a document, without the values of hidden fields."""
        hidden = self._hidden.get(collection)
        if hidden is None:
            self.unnamed.add(collection)
            hidden = frozenset({*(before or {}), *(after or {})})
        return differences(before, after, hidden=hidden)


class Notes:
    """The documents of audited collections that one unit of work has read and changed."""

    def __init__(self, auditing: Auditing) -> None:
        self._auditing = auditing
        self._seen: dict[tuple[str, Any], Document | None] = {}
        self._before: dict[tuple[str, Any], Document | None] = {}

    def audits(self, collection: str) -> bool:
        """Return whether changes of this collection are noted."""
        return not self._auditing.is_exempt(collection)

    def saw(self, collection: str, key: Any, document: Document | None) -> None:
        """Remember a document that this unit has read, so that a later change of it needs no second read."""
        if self.audits(collection):
            self._seen[collection, key] = plain(document)

    def has_seen(self, collection: str, key: Any) -> bool:
        """Return whether this unit has read the document."""
        return (collection, key) in self._seen

    def changed(self, collection: str, key: Any, after: Document | None) -> None:
        """Note the new content of a document, None when it was deleted. A document that was not seen before is new."""
        place = (collection, key)
        self._before.setdefault(place, self._seen.get(place))
        self._seen[place] = plain(after)

    def rows(self, *, at: datetime) -> list[Document]:
        """Return a row for each document that changed: who changed it, by which deed, from which address, and how."""
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
