"""Reads series and delegations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.membership.letters.chancery_mongo import DELEGATIONS, SERIES, to_delegation, to_series
from services.membership.letters.delegations_domain import Delegation
from services.membership.letters.series_domain import Series, SeriesId
from shared.runtime.access import Action
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_MOST = 200


@dataclass(frozen=True, slots=True)
class ChanceryQueries:
    """Reads what all letters go by."""

    store: Store
    today: Callable[[], date]

    async def series(self, key: str) -> Series:
        """One series; as usual when nobody has changed it."""
        document = await self.store.get(SERIES, SeriesId(key))
        return to_series(document) if document else Series(SeriesId(key))

    async def all_series(self, used: frozenset[str] = frozenset()) -> list[Series]:
        """The series that were changed, and those that are used."""
        kept = {each.id: each for each in map(to_series, await self.store.find(SERIES, {}, sort=[("_id", 1)]))}
        names = sorted(kept.keys() | {SeriesId(key) for key in used})
        return [kept.get(name) or Series(name) for name in names]

    async def delegations(self) -> list[Delegation]:
        """All delegations, the latest first; a county has a few."""
        found = await self.store.find(DELEGATIONS, {}, sort=[("_id", -1)], limit=_MOST)
        return [to_delegation(document) for document in found]

    async def numbered_outside(self) -> frozenset[str]:
        """The series whose letters get their numbers from the office automation."""
        found = await self.store.find(SERIES, {"numbering.source": "automation"})
        return frozenset(str(document["_id"]) for document in found)

    async def may_sign(self, viewer: Viewer, signing: Action) -> bool:
        """Whether this person signs letters of a kind, as the governor or by a delegation that holds today."""
        if not signing.is_open_to(viewer):
            return False
        return signing.is_open_on_any(viewer) or await self.may_sign_for_another(viewer.person_id)

    async def asks_number(self, series: str) -> bool:
        """Whether letters of this series get their numbers from the office automation, entered at the signature."""
        return (await self.series(series)).numbering.source == "automation"

    async def may_sign_for_another(self, person_id: str) -> bool:
        """Whether a person has a delegation that holds today."""
        found = await self.store.find(DELEGATIONS, {"to_person_id": person_id})
        return any(to_delegation(document).holds_on(self.today()) for document in found)
