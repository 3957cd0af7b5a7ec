"""Certificates on paper: the page of each, for those who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.membership.certificates.access import DRAFT_CERTIFICATE
from services.membership.certificates.domain import Certificate, CertificateId, CertificateNotFound, may_read
from services.membership.certificates.page_domain import page_of
from services.membership.certificates.usecases import CertificateRepository
from services.membership.letters.usecases import Signatories
from services.membership.printing.pages_usecases import LetterPages
from services.membership.typesetting.domain import Page
from shared.runtime.county import County
from shared.runtime.viewer import Viewer


def drawing(certificate: Certificate, county: County, *, verify_url: str = "", qr: str = "") -> Mapping[str, Page]:
    """What stands on the page of a certificate."""
    return {"": page_of(certificate, county, verify_url=verify_url, qr=qr)}


@dataclass(frozen=True, slots=True)
class CertificatePages:
    """Shows the pages of certificates to those who may read them."""

    certificates: CertificateRepository
    signatories: Signatories
    pages: LetterPages[Certificate]

    async def pdf(self, certificate_id: CertificateId, *, by: Viewer) -> bytes:
        """Return the page as it is kept, or would be printed.

        Raises CertificateNotFound, NoPage, CannotSet, PressBroken; FileDamaged.
        """
        certificate = await self.certificates.get(certificate_id)
        if not (may_read(by, certificate) or await self.signatories.may_sign(by)):
            raise CertificateNotFound("این گواهی پیدا نشد.")
        return await self.pages.content(certificate)

    async def attach_scan(self, certificate_id: CertificateId, content: bytes, *, by: Viewer) -> None:
        """Keep the scan of a letter that was signed by hand, and announce it. Raises what LetterPages raises."""
        DRAFT_CERTIFICATE.require(by)
        await self.pages.attach_scan(certificate_id, content)
