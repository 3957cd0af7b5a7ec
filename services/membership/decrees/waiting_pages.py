"""Decrees on the desk: those to sign, and those that wait for the governor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import Decree
from services.membership.decrees.queries import DecreeQueries, Wanted
from services.membership.letters.standing_domain import TO_SIGN, Standing
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN = 8
_ALL = "/membership/decrees?state={standing}"


@dataclass(frozen=True, slots=True)
class WaitingDecrees:
    """Makes the entries of one person."""

    decrees: DecreeQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person is to sign, or to edit because it came back; then what waits for the governor."""
        if await self.decrees.may_sign(viewer):
            return await self._some(
                TO_SIGN, now, When.TODAY, "writing", "%(number)s حکم دیگر در انتظار امضای شماست", "دیدن و امضا", "brand"
            )
        if DRAFT_DECREE.is_open_to(viewer):
            more = "%(number)s حکم دیگر برای اصلاح بازگشته است"
            returned = await self._some({Standing.RETURNED}, now, When.TODAY, "pencil", more, "دیدن و اصلاح", "warn")
            waiting = await self._some(TO_SIGN, now, When.OTHERS, "hourglass", "%(number)s حکم دیگر در انتظار امضاست")
            return [*returned, *waiting]
        return []

    async def _some(
        self,
        standings: Collection[Standing],
        now: datetime,
        when: When,
        icon: str,
        more: str,
        button: str = "",
        tone: str = "",
    ) -> Sequence[Entry]:
        page = await self.decrees.page(standings=standings, limit=_SHOWN)
        entries = [_entry(decree, now, when, icon, button, tone) for decree in page.items]
        if page.next is None:
            return entries
        left = await self.decrees.how_many(Wanted(standings)) - len(entries)
        title = _(more, number=digits(left))
        text, look = _("همه در دفتر حکم‌هاست."), button and "دفتر حکم‌ها"
        href = _ALL.format(standing=page.items[0].standing(day_of(now)))
        return [*entries, Entry(when, "certificate", title, text, href, look, stands_for=max(1, left))]


def _entry(decree: Decree, now: datetime, when: When, icon: str, button: str, tone: str) -> Entry:
    grant, word = decree.grant, decree.standing(day_of(now)).word
    about = [
        _(word) if button else "",
        decree.returned.note if decree.returned else "",
        f"{grant.role_name} {grant.body_name}",
        "، ".join(grant.office_names),
        ago(decree.drafted_at, now),
    ]
    return Entry(
        when,
        icon,
        _("حکم %(name)s", name=grant.person_name),
        " · ".join(said for said in about if said),
        f"/membership/decrees/{decree.id}",
        button,
        state=word,
        tone=tone,
    )
