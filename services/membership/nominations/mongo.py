"""Nominations and scanned letters in MongoDB."""

from dataclasses import dataclass
from typing import Final

from pymongo import IndexModel

from services.membership.nominations.domain import Nomination, NominationId, NominationNotFound, Scan, State
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

NOMINATIONS: Final = "nominations"
SCANS: Final = "nomination_scans"
INDEXES: Indexes = {
    NOMINATIONS: [
        IndexModel(
            [("body_id", 1), ("person_id", 1)],
            unique=True,
            partialFilterExpression={"is_open": True},
            name="one_open",
        ),
        IndexModel([("state", 1), ("_id", -1)]),
        IndexModel([("office_ids", 1), ("_id", -1)]),
        IndexModel([("body_id", 1), ("_id", -1)]),
        IndexModel([("name_tokens", 1)]),
    ],
    # A scan has five megabytes at most, so a document holds it.
    SCANS: [IndexModel([("nomination_id", 1)])],
}
AUDITED: Audited = {NOMINATIONS: all_but("name_tokens"), SCANS: all_but("content")}

_NOMINATION = Shape(Nomination)


@dataclass(frozen=True, slots=True)
class MongoNominationRepository:
    """Keeps nominations."""

    store: Store

    async def get(self, nomination_id: NominationId) -> Nomination:
        """Return the nomination, or raise NominationNotFound."""
        document = await self.store.get(NOMINATIONS, nomination_id)
        if document is None:
            raise NominationNotFound("این معرفی پیدا نشد.")
        return to_nomination(document)

    async def open_for(self, body_id: str, person_id: str) -> Nomination | None:
        """Return the undecided nomination of a person for a body."""
        where = {"body_id": body_id, "person_id": person_id, "is_open": True}
        found = await self.store.find(NOMINATIONS, where, limit=1)
        return to_nomination(found[0]) if found else None

    async def proposed(self, person_id: str, office_id: str) -> list[Nomination]:
        """Return the proposals of a person for an office that nobody has taken up."""
        where = {"state": State.PROPOSED.value, "person_id": person_id, "office_ids": office_id}
        return [to_nomination(document) for document in await self.store.find(NOMINATIONS, where, sort=[("_id", 1)])]

    async def save(self, nomination: Nomination, *events: Event) -> None:
        """Keep the nomination and queue its events: both, or neither."""
        stale = Stale("این معرفی را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="nomination")
        document = _NOMINATION.document(nomination) | {"name_tokens": tokens_for_index(nomination.person_name)}
        await save(self.store, NOMINATIONS, nomination, document, *events, stale=stale)

    async def keep_scan(self, scan_id: str, nomination_id: NominationId, scan: Scan) -> None:
        """Keep the scan of a letter."""
        async with self.store.unit_of_work() as work:
            document = {"nomination_id": nomination_id, "media_type": scan.media_type, "content": scan.content}
            await work.put(SCANS, {"_id": scan_id, **document})


def to_nomination(document: Document) -> Nomination:
    """The nomination of a document."""
    return _NOMINATION.aggregate(document)
