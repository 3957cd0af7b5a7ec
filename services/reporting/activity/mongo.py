"""Deeds in MongoDB."""

from dataclasses import asdict, dataclass

from pymongo import IndexModel

from services.reporting.activity.domain import Deed
from shared.store.audit.notes import Audited, all_but
from shared.store.store import Indexes, Store

DEEDS = "deeds"
INDEXES: Indexes = {DEEDS: [IndexModel([("office_id", 1), ("day", 1)])]}
AUDITED: Audited = {DEEDS: all_but()}


@dataclass(frozen=True, slots=True)
class MongoDeedRepository:
    """Keeps deeds; days as ISO texts, which sort by time."""

    store: Store

    async def put(self, deed: Deed) -> None:
        """Keep it; the same one again changes nothing."""
        document = asdict(deed) | {"_id": deed.id, "measure": deed.measure.value, "day": deed.day.isoformat()}
        del document["id"]
        async with self.store.unit_of_work() as work:
            await work.put(DEEDS, document)

    async def forget(self, deed_id: str) -> None:
        """Count it no longer, if it was counted."""
        async with self.store.unit_of_work() as work:
            await work.delete(DEEDS, deed_id)
