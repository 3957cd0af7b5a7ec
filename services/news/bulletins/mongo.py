"""Bulletins in MongoDB, each with the instant at which it is over, and with what finds it: place ids and words."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.news.bulletins.domain import Bulletin, BulletinId
from shared.persian.text import tokens_for_index
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

BULLETINS = "bulletins"
INDEXES: Indexes = {
    BULLETINS: [
        IndexModel([("over_at", -1), ("_id", 1)]),
        IndexModel([("place_ids", 1), ("over_at", -1)]),
        IndexModel([("publisher_id", 1), ("over_at", -1)]),
    ]
}
# Those are computed from the content, which is noted already.
AUDITED: Audited = {BULLETINS: all_but("over_at", "place_ids", "tokens")}

_BULLETIN = Shape(Bulletin)


@dataclass(frozen=True, slots=True)
class MongoBulletinRepository:
    """Keeps bulletins."""

    store: Store

    async def find(self, key: BulletinId) -> Bulletin | None:
        """Return the bulletin, or None when nothing about it has arrived."""
        document = await self.store.get(BULLETINS, key)
        return to_bulletin(document) if document else None

    async def put(self, bulletin: Bulletin) -> None:
        """Keep it, whatever was known before."""
        computed = {"over_at": bulletin.over_at, "place_ids": bulletin.place_ids, "tokens": _tokens(bulletin)}
        async with self.store.unit_of_work() as work:
            await work.put(BULLETINS, _BULLETIN.document(bulletin) | computed)


def _tokens(bulletin: Bulletin) -> list[str]:
    content = bulletin.content
    return tokens_for_index("\n".join([*content.places, content.area, content.headline])) if content else []


def to_bulletin(document: Document) -> Bulletin:
    """The bulletin of a document."""
    return _BULLETIN.aggregate(document)
