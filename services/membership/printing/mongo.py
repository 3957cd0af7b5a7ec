"""What hinders pages, in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.printing.domain import Hindrance
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

HINDRANCES = "unprinted_letters"
INDEXES: Indexes = {HINDRANCES: [IndexModel([("since", 1)])]}
AUDITED: Audited = {HINDRANCES: NOT_AUDITED}

_HINDRANCE = Shape(Hindrance)


@dataclass(frozen=True, slots=True)
class MongoHindranceRepository:
    """Keeps, for each letter whose page could not be made, the latest reason."""

    store: Store

    async def all(self) -> Sequence[Hindrance]:
        """All, the oldest first."""
        return [_HINDRANCE.aggregate(each) for each in await self.store.find(HINDRANCES, {}, sort=[("since", 1)])]

    async def keep(self, hindrance: Hindrance) -> None:
        """Keep the latest reason of a letter."""
        async with self.store.unit_of_work() as work:
            await work.put(HINDRANCES, _HINDRANCE.document(hindrance))

    async def forget(self, letter_id: str) -> None:
        """The page was made."""
        async with self.store.unit_of_work() as work:
            await work.delete(HINDRANCES, letter_id)
