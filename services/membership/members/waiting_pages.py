"""Memberships on the desk of the secretariat: terms that are about to end, and offices without a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.membership.bodies.queries import BodyQueries
from services.membership.members.access import KEEP_ROLL
from services.membership.members.queries import MemberQueries
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When, due


@dataclass(frozen=True, slots=True)
class WaitingMembers:
    """Makes the entries of one person."""

    members: MemberQueries
    bodies: BodyQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What the secretariat has to look after."""
        if not KEEP_ROLL.is_open_to(viewer):
            return []
        today = day_of(now)
        return [*await self._ending(today, now), *await self._vacant(today)]

    async def _ending(self, today: date, now: datetime) -> Sequence[Entry]:
        number = await self.members.how_many_end_soon(today)
        if not number:
            return []
        (nearest,) = await self.members.ending_soon(today, limit=1)
        title = _("دوره %(number)s عضو تا سی روز دیگر پایان می‌یابد", number=digits(number))
        text = _("برای ادامه عضویت حکم تازه لازم است.")
        when = due(nearest.valid_until, now) if nearest.valid_until else When.WHENEVER
        return [Entry(when, "hourglass", title, text, "/membership/members?show=ending", "دیدن", stands_for=number)]

    async def _vacant(self, today: date) -> Sequence[Entry]:
        entries = []
        for body in await self.bodies.all():
            number, _offices = await self.members.offices_without(body.id, on=today, limit=1)
            if number and body.one_member_per_office and await self.members.held_in(body.id):
                title = _("%(number)s دستگاه در %(body)s عضو ندارد", number=digits(number), body=body.name)
                href = f"/membership/members?body={body.id}&show=vacancies"
                text = _("از رئیس دستگاه بخواهید عضو معرفی کند.")
                entries.append(Entry(When.WHENEVER, "user", title, text, href, "دیدن", stands_for=number))
        return entries
