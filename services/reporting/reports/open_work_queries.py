"""The reports that a handover passes on: those that are expected now and not handed in, and drafts begun early."""

from dataclasses import dataclass

from services.reporting.offices.domain import OfficeId
from services.reporting.offices.mongo import office_copies
from services.reporting.periods.domain import ReportingPeriod, Standing
from services.reporting.reports.domain import Report, State
from services.reporting.reports.queries import ReportQueries
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenItem, OpenShare
from shared.persian.jalali import day_of
from shared.runtime.access import PR_MANAGER

_NOTES = {
    State.NOT_STARTED: "هنوز آغاز نشده است",  # stays Persian: an event
    State.IN_PROGRESS: "در دست نوشتن است",  # stays Persian: an event
}


@dataclass(frozen=True, slots=True)
class OpenReports:
    """Lists them, what is due first first."""

    reports: ReportQueries

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the open reports of the office; none for another post than that of its PR manager, who writes them."""
        if handover.role != PR_MANAGER or handover.office_id is None:
            return OpenShare()
        office = await office_copies(self.reports.store).find(OfficeId(handover.office_id))
        if office is None:
            return OpenShare()
        now, items = self.reports.desk.now(), []
        for period in reversed(await self.reports.all_periods()):
            report = await self.reports.desk.reports.get(period.id, office.id)
            if office.reports_on(period.period) and _is_open(report, period.standing(now)):
                items.append(_item(report, period))
        return OpenShare(sorted(items, key=lambda item: str(item.due)))


def _is_open(report: Report, standing: Standing) -> bool:
    match standing:
        case Standing.OPEN:
            return report.state is not State.SUBMITTED
        case Standing.UPCOMING:
            return report.state is State.IN_PROGRESS
        case Standing.CLOSED:
            return False


def _item(report: Report, period: ReportingPeriod) -> OpenItem:
    note = "نسخه اصلاحی، " if report.is_handed_in else ""  # stays Persian: an event
    return OpenItem(
        id=report.id,
        kind="report",
        title=f"گزارش {period.period.name}",  # stays Persian: an event
        href=f"/reporting/{period.id}/{report.office_id}",
        due=day_of(report.due_in(period)),
        note=note + _NOTES[report.state],
    )
