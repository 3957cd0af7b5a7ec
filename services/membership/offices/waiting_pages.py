"""Offices on the desk: those that have no PR manager."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.offices.access import KEEP_OFFICES
from services.membership.offices.queries import OfficeQueries, Wanted
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_LIST = "/membership/offices?state=open&manager=none"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class OfficesWithoutManager:
    """Makes one entry, which stands for all of them."""

    offices: OfficeQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The offices that wait for a PR manager, for whoever keeps the directory."""
        if not KEEP_OFFICES.is_open_to(viewer):
            return []
        today = day_of(now)
        wanted = await self.offices.looked_up(Wanted(state="open", without_manager=True), today=today)
        number = await self.offices.count(wanted, today=today)
        if not number:
            return []
        first = await self.offices.some(wanted, today=today, limit=_NAMED)
        names = "، ".join(office.facts.short_name for office in first) + ("، …" if number > len(first) else "")
        title = _("%(number)s دستگاه بدون مدیر روابط عمومی", number=digits(number))
        return [Entry(When.WHENEVER, "building", title, names, _LIST, "دیدن دستگاه‌ها", stands_for=number)]
