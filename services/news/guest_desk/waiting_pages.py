"""What an operator's desk says of guests: those whose events were refused in the last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.news.guest_desk.access import KEEP_GUESTS
from services.news.guest_desk.queries import GuestDesk
from shared.language.shown import grouped
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class RefusedGuests:
    """Makes the entries of one person."""

    desk: GuestDesk

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """Return an entry for each guest with refused events, and one for all that are too many."""
        if not KEEP_GUESTS.is_open_to(viewer):
            return []
        lines = await self.desk.with_refusals(now=now)
        entries = [
            Entry(
                When.THIS_WEEK,
                "alert-triangle",
                _("%(number)s رویداد سامانه %(name)s رد شد", number=grouped(line.refused), name=line.guest.id),
                _("در یک روز گذشته، به نام %(office)s", office=line.office.name),
                f"/n/guests/{line.guest.id}",
                "دیدن ایرادها",
                tone="warn",
            )
            for line in lines[:_SHOWN]
        ]
        if more := len(lines) - len(entries):
            title = _("رویدادهای %(number)s سامانه دیگر هم رد شد", number=grouped(more))
            text = _("همه در فهرست سامانه‌هاست.")
            entries.append(
                Entry(When.THIS_WEEK, "alert-triangle", title, text, "/n/guests", "سامانه‌های همسایه", stands_for=more)
            )
        return entries
