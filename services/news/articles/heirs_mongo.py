"""Who stands for whom, in MongoDB."""

from dataclasses import dataclass

from services.news.articles.heirs_domain import Heirs
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.store import Indexes, Store

HEIRS = "heirs"
INDEXES: Indexes = {HEIRS: []}
# Membership's trail has the merges; no request changes them here.
AUDITED: Audited = {HEIRS: NOT_AUDITED}


@dataclass(frozen=True, slots=True)
class MongoHeirRepository:
    """Keeps who stands for whom. There are as many as there were merges, so they are read together."""

    store: Store

    async def all(self) -> Heirs:
        """Return who stands for whom now."""
        return Heirs({each["_id"]: each["person_id"] for each in await self.store.find(HEIRS, {})})

    async def put(self, merged: str, into: str) -> None:
        """Keep who stands for somebody who had been entered twice."""
        async with self.store.unit_of_work() as work:
            await work.put(HEIRS, {"_id": merged, "person_id": into})

    async def remove(self, merged: str, into: str) -> None:
        """Forget it, since the merge was undone; somebody else who stands for this person by now stays."""
        async with self.store.unit_of_work() as work:
            kept = await self.store.get(HEIRS, merged)
            if kept and kept["person_id"] == into:
                await work.delete(HEIRS, merged)
