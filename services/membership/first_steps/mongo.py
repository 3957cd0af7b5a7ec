"""The county's beginning in MongoDB: one document."""

from dataclasses import dataclass

from services.membership.first_steps.domain import Beginning
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

FIRST_STEPS = "first_steps"
INDEXES: Indexes = {FIRST_STEPS: []}
AUDITED: Audited = {FIRST_STEPS: all_but()}

_BEGINNING = Shape(Beginning)
_ID = "county"


@dataclass(frozen=True, slots=True)
class MongoBeginningRepository:
    """Keeps the county's one beginning."""

    store: Store

    async def get(self) -> Beginning:
        """Return it; a new one where there is none yet."""
        document = await self.store.get(FIRST_STEPS, _ID)
        return _BEGINNING.aggregate(document) if document else Beginning(_ID)

    async def save(self, beginning: Beginning) -> None:
        """Keep it. Raises Stale."""
        stale = Stale("این فهرست همین حالا تغییر کرد؛ دوباره تلاش کنید.", of="first-steps")
        await save(self.store, FIRST_STEPS, beginning, _BEGINNING.document(beginning), stale=stale, taken=stale)
