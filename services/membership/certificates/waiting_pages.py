"""Certificates on the desk: those to sign, to check, and those that came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.certificates.access import DRAFT_CERTIFICATE, SIGN_CERTIFICATE
from services.membership.certificates.queries import CertificateQueries
from services.membership.letters.standing_domain import Standing
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_ALL = "/membership/certificates?state={standing}"


@dataclass(frozen=True, slots=True)
class WaitingCertificates:
    """Makes the entries of one person: one for all that wait in the same way, since they come by the dozen."""

    certificates: CertificateQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person is to sign, or to check and edit."""
        del now
        if SIGN_CERTIFICATE.is_open_to(viewer):
            return await self._some(Standing.CHECKED, "%(number)s گواهی یا تقدیرنامه در انتظار امضای شماست", "writing")
        if DRAFT_CERTIFICATE.is_open_to(viewer):
            returned = await self._some(
                Standing.RETURNED, "%(number)s گواهی یا تقدیرنامه برای اصلاح بازگشته است", "pencil"
            )
            drafts = await self._some(Standing.DRAFT, "%(number)s گواهی یا تقدیرنامه در انتظار پاراف است", "check")
            return [*returned, *drafts]
        return []

    async def _some(self, standing: Standing, title: str, icon: str) -> Sequence[Entry]:
        number = (await self.certificates.counts())[standing]
        if not number:
            return []
        href = _ALL.format(standing=standing.value)
        said = _(title, number=digits(number))
        return [Entry(When.TODAY, icon, said, "", href, "دیدن", state=standing.word, stands_for=number)]
