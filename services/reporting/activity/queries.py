"""What an office did in a period: how often, and the list of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.reporting.activity.domain import Deed, Measure
from services.reporting.activity.mongo import DEEDS, to_deed
from shared.persian.periods import Period
from shared.runtime.own_links import own_link
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class ActivityQueries:
    """Reads deeds. Inside a unit of work it sees what that unit has written."""

    store: Store
    public_url: str

    async def counts(self, office_id: str, period: Period) -> Mapping[Measure, int]:
        """The count of every measure; zero for one that did not occur."""
        counted = Counter(deed.measure for deed in await self.deeds(office_id, period))
        return {measure: counted[measure] for measure in Measure}

    async def deeds(self, office_id: str, period: Period) -> list[Deed]:
        """The deeds that were counted, by day; each leads to a page of ours or nowhere, whatever its event said."""
        days = {"$gte": period.first_day.isoformat(), "$lte": period.last_day.isoformat()}
        found = await self.store.find(DEEDS, {"office_id": office_id, "day": days}, sort=[("day", 1), ("_id", 1)])
        deeds = [to_deed(document) for document in found]
        return [replace(deed, url=own_link(deed.url, self.public_url) or "") for deed in deeds]
