"""A certificate says what somebody did, or thanks for it. Each person gets a letter with a number of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from typing_extensions import override

from services.membership.certificates.access import READ_CERTIFICATE
from services.membership.letters.domain import LetterId, State, Wording
from services.membership.letters.plain_domain import CERTIFICATES, PlainLetter
from services.membership.register.domain import Entry, Kind, Signer
from shared.events.membership import CertificateIssued, CertificateRevoked
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer

CertificateId = LetterId

SERIES: Final = CERTIFICATES
MOST_AT_ONCE: Final = 50


class CertificateNotFound(Exception):
    """There is no such certificate, or it is not for this reader."""


class Form(StrEnum):
    """What sort of certificate it is."""

    CERTIFICATE = "certificate"
    APPRECIATION = "appreciation"

    @property
    def word(self) -> str:
        """Its name in Persian; pages translate it."""
        return WORDS[self]


WORDS: Final[Mapping[Form, str]] = {
    Form.CERTIFICATE: "گواهی",
    Form.APPRECIATION: "تقدیرنامه",
}
_KINDS: Final = {Form.CERTIFICATE: Kind.CERTIFICATE, Form.APPRECIATION: Kind.APPRECIATION}


@dataclass(frozen=True, slots=True)
class Award:
    """What is certified of whom, with the names of that day."""

    form: Form
    person_id: str
    """Empty for somebody who is not in the directory."""
    person_name: str
    office_names: tuple[str, ...]
    occasion: str
    """What it is given for."""


@dataclass(slots=True, kw_only=True)
class Certificate(PlainLetter):
    """One certificate or letter of appreciation."""

    kind: str = "certificate"
    award: Award
    batch_id: str = ""
    """What those have in common that were drafted together."""
    cause: str = ""
    """What happened that it is given for, where nobody drafted it by hand."""

    @override
    def addressee_id(self) -> str:
        return self.stands_for(self.award.person_id)

    @override
    def parts(self) -> Sequence[Any]:
        return (self.award, self.wording)

    def edit(self, occasion: str, wording: Wording) -> None:
        """Give the draft this occasion and these words."""
        self.rewrite(wording)
        award = self.award
        self.award = Award(award.form, award.person_id, award.person_name, award.office_names, occasion)

    @override
    def entry(self) -> Entry:
        entry = self.registered
        return Entry(
            series=self.series,
            year=entry.year,
            number=entry.number,
            register_no=entry.register_no,
            kind=_KINDS[self.award.form],
            at=entry.at,
            subject=self.wording.subject,
            recipients=(self.wording.recipient,),
            offices=self.award.office_names,
            signer=Signer(entry.signatory.name, entry.signatory.title),
            letter_id=self.id,
            content_sha256=entry.content_sha256,
        )

    @override
    def issued(self, *, verify_url: str) -> CertificateIssued:
        entry = self.registered
        return CertificateIssued(
            certificate_id=self.id,
            register_no=entry.register_no,
            jalali_date=entry.jalali_date,
            form=self.award.form.value,
            person_id=self.addressee_id() or None,
            occasion=self.award.occasion,
            verify_url=verify_url,
            link_follows=True,
        )

    @override
    def revoked(self) -> CertificateRevoked:
        ending = self.ending()
        return CertificateRevoked(
            certificate_id=self.id,
            register_no=self.registered.register_no,
            form=self.award.form.value,
            person_id=self.addressee_id() or None,
            reason=ending.reason,
            revoked_on=day_of(ending.at),
        )


def may_read(viewer: Viewer, certificate: Certificate) -> bool:
    """Whether this person may read the certificate. People may read signed ones about themselves."""
    whose = certificate.addressee_id() if certificate.state is not State.DRAFT else ""
    return READ_CERTIFICATE.allows(viewer, *((f"person/{whose}",) if whose else ()))
