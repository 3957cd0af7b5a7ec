"""Letters on the desk: those that somebody has to acknowledge, and those that the secretariat has to look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.membership.service_records.access import ENTER_RECEIPT
from services.membership.service_records.domain import ServiceRecord
from services.membership.service_records.queries import ServiceQueries
from services.membership.service_records.stages_domain import Stage
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class WaitingLetters:
    """Makes the entries of one person."""

    served: ServiceQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The letters to this person, and for the secretariat those that nobody saw for long."""
        number, own = await self.served.to_accept(viewer.person_id, limit=_SHOWN)
        entries = [_own(record, now) for record in own]
        if number > len(own):
            left = number - len(own)
            title = _("%(number)s نامه دیگر در انتظار رؤیت شماست", number=digits(left))
            entries.append(
                Entry(When.THIS_WEEK, "certificate", title, "", "/membership/my-letters", "نامه‌های من", stands_for=left)
            )
        if ENTER_RECEIPT.is_open_on_any(viewer):
            entries += await self._troubled(now)
        return entries

    async def _troubled(self, now: datetime) -> Sequence[Entry]:
        number, found = await self.served.troubled(now, limit=_SHOWN)
        entries = [_in_trouble(record, now) for record in found]
        if number > len(found):
            left = number - len(found)
            title = _("%(number)s نامه دیگر هنوز دیده نشده است", number=digits(left))
            href = "/membership/service?stage=unseen"
            entries.append(Entry(When.THIS_WEEK, "certificate", title, "", href, "دیدن همه", stands_for=left))
        return entries


def _own(record: ServiceRecord, now: datetime) -> Entry:
    is_new = record.seen_at is None
    return Entry(
        When.TODAY if is_new else When.THIS_WEEK,
        "certificate",
        record.title,
        _("شماره %(number)s، %(since)s", number=digits(record.register_no), since=ago(record.made_at, now)),
        f"/membership/my-letters/{record.id}",
        "دیدن و رؤیت" if is_new else "اعلام رؤیت",
        tone="brand" if is_new else "",
    )


def _in_trouble(record: ServiceRecord, now: datetime) -> Entry:
    needs_paper = record.stage is Stage.NEEDS_PAPER
    title = (
        _("ابلاغ کاغذی نامه %(number)s", number=digits(record.register_no))
        if needs_paper
        else _("نامه %(number)s هنوز دیده نشده است", number=digits(record.register_no))
    )
    return Entry(
        When.THIS_WEEK,
        "certificate",
        title,
        _("%(name)s، از %(since)s", name=record.post or record.name, since=ago(record.made_at, now)),
        f"/membership/service/{record.id}",
        "ثبت ابلاغ" if needs_paper else "پیگیری",
        tone="warn",
    )
