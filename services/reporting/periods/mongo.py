"""Opened periods in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.reporting.periods.domain import ReportingPeriod, stale_period
from shared.events import Event
from shared.persian.periods import Period
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

PERIODS = "periods"
INDEXES: Indexes = {PERIODS: [IndexModel([("period.year", 1)])]}
AUDITED: Audited = {PERIODS: all_but()}

_PERIOD = Shape(ReportingPeriod)


@dataclass(frozen=True, slots=True)
class MongoPeriodRepository:
    """Keeps periods."""

    store: Store

    async def find(self, period: Period) -> ReportingPeriod | None:
        """The period, if it was opened."""
        document = await self.store.get(PERIODS, str(period))
        return _PERIOD.aggregate(document) if document else None

    async def of_years(self, first: int, last: int) -> list[ReportingPeriod]:
        """The opened periods of these Jalali years, newest first."""
        found = await self.store.find(PERIODS, {"period.year": {"$gte": first, "$lte": last}}, sort=[("due_at", -1)])
        return [_PERIOD.aggregate(document) for document in found]

    async def save(self, period: ReportingPeriod, *events: Event) -> None:
        """Keep the period and queue its events: both, or neither. Raises Stale."""
        stale = stale_period()
        await save(self.store, PERIODS, period, _PERIOD.document(period), *events, stale=stale, taken=stale)
