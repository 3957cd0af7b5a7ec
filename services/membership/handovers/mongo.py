"""Handovers in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.handovers.domain import Handover, HandoverId, State
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

HANDOVERS = "handovers"
INDEXES: Indexes = {
    HANDOVERS: [
        IndexModel([("state", 1), ("_id", -1)]),
        IndexModel([("post_id", 1), ("state", 1)]),
        IndexModel([("coming.person_id", 1), ("state", 1), ("_id", -1)]),
        IndexModel([("tokens", 1), ("_id", -1)]),
    ]
}
# The tokens are computed from the names, which are noted already.
AUDITED: Audited = {HANDOVERS: all_but("tokens")}

_HANDOVER = Shape(Handover)


@dataclass(frozen=True, slots=True)
class MongoHandoverRepository:
    """Keeps handovers, with the words by which they are found. Nothing is ever deleted."""

    store: Store

    async def find(self, handover_id: HandoverId) -> Handover | None:
        """Return the handover, if there is one of this id."""
        document = await self.store.get(HANDOVERS, handover_id)
        return to_handover(document) if document else None

    async def open_of(self, post_id: str) -> Handover | None:
        """Return the handover of a post that is not over."""
        found = await self.store.find(HANDOVERS, {"post_id": post_id, "state": State.OPEN.value}, limit=1)
        return to_handover(found[0]) if found else None

    async def save(self, handover: Handover, *events: Event) -> None:
        """Keep the handover and queue its events: both, or neither. Raises Stale."""
        stale = Stale("این تحویل و تحول همین حالا تغییر کرده است؛ صفحه را تازه کنید.", of="handover")
        names = [handover.place, handover.leaving.name, handover.coming.name if handover.coming else ""]
        document = _HANDOVER.document(handover) | {"tokens": tokens_for_index("\n".join(names))}
        await save(self.store, HANDOVERS, handover, document, *events, stale=stale)


def to_handover(document: Document) -> Handover:
    """The handover of a document."""
    return _HANDOVER.aggregate(document)
