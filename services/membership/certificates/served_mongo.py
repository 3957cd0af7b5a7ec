"""Certificates as their service sees them: whom they are given, and in which offices."""

from dataclasses import dataclass

from services.membership.certificates.domain import Certificate, CertificateId
from services.membership.certificates.mongo import MongoCertificateRepository
from services.membership.service_records.domain import Recipient, Served, ServiceRecord


@dataclass(frozen=True, slots=True)
class ServedCertificates:
    """Gives certificates to the courier, and keeps when they were served and acknowledged."""

    certificates: MongoCertificateRepository
    public_url: str

    async def served(self, letter_id: str) -> Served:
        """Return a registered certificate. Raises CertificateNotFound or WrongState."""
        certificate = await self.certificates.get(CertificateId(letter_id))
        award, words = certificate.award, certificate.wording
        # Whoever is not in the directory gets it on paper.
        guests = () if award.person_id else (Recipient("addressee", words.recipient, post=words.recipient_post),)
        return Served(
            certificate,
            award.person_name,
            office_names=award.office_names,
            guests=guests,
            note=f"بابت «{award.occasion}»." if award.occasion else "",  # stays Persian: letters
            verify_url=f"{self.public_url}/v/{certificate.registered.verify_code}",
        )

    async def save(self, served: Served) -> None:
        """Keep the certificate with the days on which it was served and acknowledged."""
        if isinstance(served.letter, Certificate):
            await self.certificates.save(served.letter)

    async def answering_at(self, record: ServiceRecord) -> str:
        """No answer is awaited to a certificate."""
        del record
        return ""
