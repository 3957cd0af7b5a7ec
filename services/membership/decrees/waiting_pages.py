"""Decrees on the desk: those to sign, and those that wait for the governor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.decrees.access import DRAFT_DECREE, SIGN_DECREE
from services.membership.decrees.domain import Decree
from services.membership.decrees.queries import DecreeQueries
from services.membership.letters.domain import State
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN = 8
_DRAFTS = "/membership/decrees?state=draft"


@dataclass(frozen=True, slots=True)
class WaitingDecrees:
    """Makes the entries of one person."""

    decrees: DecreeQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The drafts that this person is to sign, or that wait for the governor to sign them."""
        if SIGN_DECREE.is_open_to(viewer):
            return await self._drafts(
                now, When.TODAY, "writing", "%(number)s حکم دیگر در انتظار امضای شماست", "دیدن و امضا", "brand"
            )
        if DRAFT_DECREE.is_open_to(viewer):
            return await self._drafts(now, When.OTHERS, "hourglass", "%(number)s حکم دیگر در انتظار امضاست")
        return []

    async def _drafts(
        self, now: datetime, when: When, icon: str, more: str, button: str = "", tone: str = ""
    ) -> Sequence[Entry]:
        page = await self.decrees.page(state=State.DRAFT, limit=_SHOWN)
        entries = [_entry(decree, now, when, icon, button, tone) for decree in page.items]
        if page.next is None:
            return entries
        left = (await self.decrees.counts())[State.DRAFT] - len(entries)
        title = _(more, number=digits(left))
        text, look = _("همه در دفتر حکم‌هاست."), button and "دفتر حکم‌ها"
        return [
            *entries,
            Entry(when, "certificate", title, text, _DRAFTS, look, state="آماده امضا", stands_for=max(1, left)),
        ]


def _entry(decree: Decree, now: datetime, when: When, icon: str, button: str, tone: str) -> Entry:
    grant = decree.grant
    about = [
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
        state="آماده امضا",
        tone=tone,
    )
