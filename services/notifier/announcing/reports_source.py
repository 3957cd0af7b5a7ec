"""Monthly reports as the secretariat is told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.reporting import ReportSubmitted, ReportSubmittedV2
from shared.persian.digits import persian_digits
from shared.persian.jalali import clock, long_date
from shared.persian.periods import Period

SUBMITTED = Kind(name="report.submitted", label="گزارش ماهانه", icon="report-analytics")
KINDS = (SUBMITTED,)

_WORTH_SENDING_FOR = timedelta(hours=72)
_SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Tells the secretariat of reports."""

    announcer: Announcer
    public_url: str

    async def submitted(self, event: ReportSubmittedV2) -> None:
        """Tell everyone in the secretariat."""
        await self.announcer.tell(_submitted(event, at=self.announcer.now()))

    async def submitted_in_first_version(self, event: ReportSubmitted) -> None:
        """Tell them, unless they were told by the second version already: the notice is the same, with the same id."""
        await self.submitted(self._in_second_version(event))

    def _in_second_version(self, event: ReportSubmitted) -> ReportSubmittedV2:
        # Events that were sent before they had an address still arrive.
        url = event.url or f"{self.public_url}/reporting/{event.period}/{event.office_id}"
        return ReportSubmittedV2.model_validate(event.model_dump(exclude={"period_name"}) | {"url": url})


def _submitted(event: ReportSubmittedV2, *, at: datetime) -> Notice:
    period = Period.parse(event.period).name
    punctual = "به‌موقع" if event.on_time else "با تأخیر"
    again = f" (بازبینی {persian_digits(event.revision)})" if event.revision > 1 else ""
    nil = "\n\nدستگاه اعلام کرده است که فعالیتی برای گزارش نداشته است." if event.nil else ""
    return Notice(
        id=NoticeId(f"report:{event.report_id}:{event.revision}"),
        kind=SUBMITTED.name,
        subject=event.subject,
        title=f"گزارش {period} {event.office_name} رسید؛ {punctual}{again}",
        text=f"{event.office_name} گزارش {period} را {long_date(event.submitted_at)}، "
        f"ساعت {clock(event.submitted_at)} فرستاد: {punctual}.{nil}",
        link=event.url,
        link_label="دیدن گزارش",
        audience=Audience(role=_SECRETARIAT),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )
