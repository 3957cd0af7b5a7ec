"""Invitations on the desk: those to sign, to check, and those that came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.invitations.access import DRAFT_INVITATION, SIGN_INVITATION
from services.membership.invitations.queries import InvitationQueries
from services.membership.letters.standing_domain import Standing
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_ALL = "/membership/invitations"


@dataclass(frozen=True, slots=True)
class WaitingInvitations:
    """Makes the entries of one person: one for all that wait in the same way, since they come by the dozen."""

    invitations: InvitationQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person is to sign, or to check and edit."""
        del now
        if SIGN_INVITATION.is_open_to(viewer):
            return await self._some(Standing.CHECKED, "%(number)s دعوت‌نامه در انتظار امضای شماست", "writing")
        if DRAFT_INVITATION.is_open_to(viewer):
            returned = await self._some(Standing.RETURNED, "%(number)s دعوت‌نامه برای اصلاح بازگشته است", "pencil")
            drafts = await self._some(Standing.DRAFT, "%(number)s دعوت‌نامه در انتظار پاراف است", "check")
            return [*returned, *drafts]
        return []

    async def _some(self, standing: Standing, title: str, icon: str) -> Sequence[Entry]:
        number = (await self.invitations.counts())[standing]
        if not number:
            return []
        href = _ALL
        said = _(title, number=digits(number))
        return [Entry(When.TODAY, icon, said, "", href, "دیدن", state=standing.word, stands_for=number)]
