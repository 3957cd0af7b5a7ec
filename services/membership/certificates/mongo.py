"""Certificates in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from services.membership.certificates.domain import Certificate, CertificateNotFound
from services.membership.letters.domain import LetterId, State
from services.membership.letters.mongo import LETTER_INDEXES, UNPRINTED
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

CERTIFICATES = "certificates"
INDEXES: Indexes = {
    CERTIFICATES: [
        *LETTER_INDEXES,
        IndexModel([("award.person_id", 1)]),
        IndexModel([("heirs.now", 1)], sparse=True),
        IndexModel([("batch_id", 1)]),
        IndexModel([("cause", 1), ("award.person_id", 1)]),
    ]
}
# Whoever knows the verification code can ask for the certificate, so the audit trail does not show it.
AUDITED: Audited = {CERTIFICATES: all_but("registration.verify_code")}

_CERTIFICATE = Shape(Certificate)


@dataclass(frozen=True, slots=True)
class MongoCertificateRepository:
    """Keeps certificates; nothing registered is ever deleted."""

    store: Store

    async def find(self, letter_id: LetterId) -> Certificate | None:
        """Return the certificate, if there is one."""
        document = await self.store.get(CERTIFICATES, letter_id)
        return to_certificate(document) if document else None

    async def get(self, letter_id: LetterId) -> Certificate:
        """Return the certificate, or raise CertificateNotFound."""
        found = await self.find(letter_id)
        if found is None:
            raise CertificateNotFound("این گواهی پیدا نشد.")
        return found

    async def unprinted(self, *, limit: int) -> Sequence[Certificate]:
        """Return registered certificates whose page is to be made, the earliest first."""
        where = {**UNPRINTED, "state": State.REGISTERED.value}
        found = await self.store.find(CERTIFICATES, where, sort=[("registration.at", 1)], limit=limit)
        return [to_certificate(document) for document in found]

    async def of_batch(self, batch_id: str) -> Sequence[Certificate]:
        """Return those that were drafted together, in the order in which they were drafted."""
        found = await self.store.find(CERTIFICATES, {"batch_id": batch_id}, sort=[("_id", 1)])
        return [to_certificate(document) for document in found]

    async def is_caused(self, cause: str, person_id: str) -> bool:
        """Return whether this person has a certificate for what happened."""
        return await self.store.count(CERTIFICATES, {"cause": cause, **naming(person_id)}) > 0

    async def remove(self, draft: Certificate) -> None:
        """Remove a draft; nothing registered is ever removed."""
        draft.must_be_draft()
        async with self.store.unit_of_work() as work:
            await work.delete(CERTIFICATES, draft.id)

    async def save(self, letter: Certificate, *events: Event) -> None:
        """Keep the certificate and queue its events: both, or neither."""
        stale = Stale("این گواهی را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="certificate")
        await save(self.store, CERTIFICATES, letter, _CERTIFICATE.document(letter), *events, stale=stale)


def naming(person_id: str) -> dict[str, Any]:
    """The filter for certificates of a person, and of those for whom that one stands."""
    return {"$or": [{"award.person_id": person_id}, {"heirs.now": person_id}]}


def to_certificate(document: Document) -> Certificate:
    """The certificate of a document."""
    return _CERTIFICATE.aggregate(document)
