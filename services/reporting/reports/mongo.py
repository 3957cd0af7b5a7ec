"""Reports in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.reporting.reports.domain import Report, report_id, stale_report
from shared.events import Event
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

REPORTS = "reports"
INDEXES: Indexes = {REPORTS: [IndexModel([("period_id", 1)]), IndexModel([("office_id", 1), ("period_id", -1)])]}
AUDITED: Audited = {REPORTS: all_but()}

_REPORT = Shape(Report)


@dataclass(frozen=True, slots=True)
class MongoReportRepository:
    """Keeps reports, each with every revision that was handed in."""

    store: Store

    async def get(self, period_id: str, office_id: str) -> Report:
        """The report; a new one, not started, when nobody has begun it."""
        document = await self.store.get(REPORTS, report_id(period_id, office_id))
        return _REPORT.aggregate(document) if document else Report(period_id, office_id)

    async def save(self, report: Report, *events: Event) -> None:
        """Keep the report and queue its events: both, or neither. Raises Stale."""
        stale = stale_report()
        await save(self.store, REPORTS, report, _REPORT.document(report), *events, stale=stale, taken=stale)
