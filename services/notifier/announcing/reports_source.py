"""Monthly reports as the secretariat is told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.reporting import ReportSubmitted
from shared.persian.digits import persian_digits
from shared.persian.jalali import clock, long_date

SUBMITTED = Kind(name="report.submitted", label="گزارش ماهانه", icon="report-analytics")
KINDS = (SUBMITTED,)

_WORTH_SENDING_FOR = timedelta(hours=72)
_SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Tells the secretariat of reports."""

    announcer: Announcer
    public_url: str

    async def submitted(self, event: ReportSubmitted) -> None:
        """Tell everyone in the secretariat."""
        # Events that were sent before they had an address still arrive.
        link = event.url or f"{self.public_url}/reporting/{event.period}/{event.office_id}"
        await self.announcer.tell(_submitted(event, link=link, at=self.announcer.now()))


def _submitted(event: ReportSubmitted, *, link: str, at: datetime) -> Notice:
    punctual = "به‌موقع" if event.on_time else "با تأخیر"
    again = f" (بازبینی {persian_digits(event.revision)})" if event.revision > 1 else ""
    nil = "\n\nدستگاه اعلام کرده است که فعالیتی برای گزارش نداشته است." if event.nil else ""
    return Notice(
        id=NoticeId(f"report:{event.report_id}:{event.revision}"),
        kind=SUBMITTED.name,
        subject=event.subject,
        title=f"گزارش {event.period_name} {event.office_name} رسید؛ {punctual}{again}",
        text=f"{event.office_name} گزارش {event.period_name} را {long_date(event.submitted_at)}، "
        f"ساعت {clock(event.submitted_at)} فرستاد: {punctual}.{nil}",
        link=link,
        link_label="دیدن گزارش",
        audience=Audience(role=_SECRETARIAT),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )
