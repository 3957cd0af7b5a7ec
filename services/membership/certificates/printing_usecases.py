"""Certificates on paper: the page of each, for those who may read it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from services.membership.certificates.domain import Certificate, CertificateId, CertificateNotFound, may_read
from services.membership.certificates.page_domain import page_of, statement_of
from services.membership.certificates.usecases import CertificateRepository
from services.membership.letters.domain import DocumentRef, Letter, LetterId
from services.membership.letters.usecases import Signatories
from services.membership.statements.domain import Statement
from services.membership.typesetting.domain import Page, Paper, Template
from shared.runtime.context import caused_by, current_cause
from shared.runtime.county import County
from shared.runtime.viewer import Viewer

PAPER: Final[Paper] = "a4"


class Typesetter(Protocol):
    """Makes pages."""

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        """Return the PDF. Raises CannotSet for what never succeeds, PressBroken for what may."""


class Editions(Protocol):
    """Knows how letters are laid out."""

    async def for_letter(self, kind: str, edition: int | None) -> Template:
        """Return the template of an edition, or the one in force when it is None."""


class Files(Protocol):
    """Where pages are kept."""

    async def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises NoSuchFile or FileDamaged."""


@dataclass(frozen=True, slots=True)
class CertificatePages:
    """Makes the pages of certificates. One is announced when its page is kept, where the county seals its letters."""

    certificates: CertificateRepository
    signatories: Signatories
    press: Typesetter
    files: Files
    editions: Editions
    county: County
    qr_text: Callable[[Statement], str]
    """What the QR code of a letter says, with the statement signed."""
    public_url: str
    now: Callable[[], datetime]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    kind: str = "certificate"

    async def pdf(self, certificate_id: CertificateId, *, by: Viewer) -> bytes:
        """Return the page as it is kept, or would be printed. Raises CertificateNotFound, CannotSet, PressBroken."""
        certificate = await self.certificates.get(certificate_id)
        if not (may_read(by, certificate) or await self.signatories.may_sign(by)):
            raise CertificateNotFound("این گواهی پیدا نشد.")
        if certificate.document:
            return await self.files.read(certificate.document.file_id or certificate.document.sha256)
        at = certificate.registration.at if certificate.registration else self.now()
        template = await self.editions.for_letter(self.kind, certificate.edition)
        return await self.press.render(template, self.page(certificate).data(), at=at, paper=PAPER)

    async def unprinted(self, *, limit: int) -> Sequence[Letter]:
        """Registered certificates whose page is to be made now, the earliest first."""
        return await self.certificates.unprinted(limit=limit)

    def page(self, letter: Letter) -> Page:
        """What stands on the page of a certificate."""
        if not isinstance(letter, Certificate):
            raise TypeError(f"{letter.id} is no certificate")
        if letter.registration is None:
            return page_of(letter, self.county)
        return page_of(letter, self.county, verify_url=self._url(letter), qr=self.qr_text(statement_of(letter)))

    async def printed(self, letter_id: LetterId, document: DocumentRef) -> None:
        """Note the page, and tell everybody of the certificate: both, or neither. A second page changes nothing."""
        async with self.transaction():
            certificate = await self.certificates.get(letter_id)
            if certificate.document is None:
                certificate.document = document
                with caused_by(replace(current_cause(), replay=certificate.is_replay)):
                    await self.certificates.save(certificate, certificate.issued(verify_url=self._url(certificate)))

    def _url(self, letter: Letter) -> str:
        return f"{self.public_url}/v/{letter.registered.verify_code}"
