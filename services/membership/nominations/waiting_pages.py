"""Nominations on the desk: those to review, those that came back, and proposals of successors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.nominations.access import NOMINATE, READ_NOMINATIONS, REVIEW_NOMINATION
from services.membership.nominations.domain import State
from services.membership.nominations.queries import NominationQueries, Wanted
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN = 5
_HERE = "/membership/nominations"


@dataclass(frozen=True, slots=True)
class WaitingNominations:
    """Makes the entries of one person."""

    nominations: NominationQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person is to review, or to send again."""
        if REVIEW_NOMINATION.is_open_to(viewer):
            return await self._to_review(viewer)
        if NOMINATE.is_open_to(viewer) and READ_NOMINATIONS.is_open_to(viewer):
            return [
                *await self._own(viewer, now, State.RETURNED, "معرفی %(name)s بازگشت خورده است", "اصلاح و ارسال"),
                *await self._own(viewer, now, State.PROPOSED, "جانشین پیشنهادی: %(name)s", "بررسی پیشنهاد"),
            ]
        return []

    async def _to_review(self, viewer: Viewer) -> Sequence[Entry]:
        counts = await self.nominations.counts(viewer)
        number = counts[State.UNDER_REVIEW]
        if not number:
            return []
        title = _("%(number)s معرفی عضو در انتظار بررسی است", number=digits(number))
        text = _("پس از تأیید، پیش‌نویس حکم ساخته می‌شود.")
        href = f"{_HERE}?state={State.UNDER_REVIEW}"
        return [Entry(When.THIS_WEEK, "user", title, text, href, "بررسی", tone="brand", stands_for=number)]

    async def _own(self, viewer: Viewer, now: datetime, state: State, title: str, button: str) -> Sequence[Entry]:
        found = await self.nominations.some(Wanted(viewer, state), limit=_SHOWN)
        return [
            Entry(
                When.THIS_WEEK,
                "user",
                _(title, name=each.person_name),
                each.reasons[0] if each.reasons else ago(each.nominated_at, now),
                f"{_HERE}/{each.id}",
                button,
                tone="warn",
            )
            for each in found
        ]
