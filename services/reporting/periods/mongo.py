"""Opened periods in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.reporting.periods.domain import ReportingPeriod, StalePeriod
from shared.events import Event
from shared.persian.periods import Period
from shared.persian.workdays import DueRule
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

PERIODS = "periods"
INDEXES: Indexes = {PERIODS: [IndexModel([("year", 1)])]}
AUDITED: Audited = {PERIODS: all_but()}


@dataclass(frozen=True, slots=True)
class MongoPeriodRepository:
    """Keeps periods."""

    store: Store

    async def find(self, period: Period) -> ReportingPeriod | None:
        """The period, if it was opened."""
        document = await self.store.get(PERIODS, str(period))
        return to_period(document) if document else None

    async def of_years(self, first: int, last: int) -> list[ReportingPeriod]:
        """The opened periods of these Jalali years, newest first."""
        found = await self.store.find(PERIODS, {"year": {"$gte": first, "$lte": last}}, sort=[("due_at", -1)])
        return [to_period(document) for document in found]

    async def save(self, period: ReportingPeriod, *events: Event) -> None:
        """Keep it and queue its events: both, or neither. Raises StalePeriod."""
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                PERIODS,
                {"_id": period.id, "version": period.version},
                _to_document(period),
                insert=period.version == 0,
            )
            if not kept:
                raise StalePeriod("این دوره را همین حالا کس دیگری تغییر داد؛ دوباره تلاش کنید.")
            work.emit(*events)
        period.version += 1


def to_period(document: Document) -> ReportingPeriod:
    """The period of a document."""
    return ReportingPeriod(
        period=Period.parse(document["_id"]),
        due=DueRule(document["due_nth_working_day"]),
        closes_days_after_due=document["closes_days_after_due"],
        due_at=document["due_at"],
        calendar_version=document["calendar_version"],
        version=document["version"],
    )


def _to_document(period: ReportingPeriod) -> Document:
    return {
        "_id": period.id,
        "year": period.period.year,
        "due_nth_working_day": period.due.nth_working_day,
        "closes_days_after_due": period.closes_days_after_due,
        "due_at": period.due_at,
        "calendar_version": period.calendar_version,
        "version": period.version + 1,
    }
