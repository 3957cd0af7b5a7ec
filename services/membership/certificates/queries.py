"""Reads certificates for those who write and sign them, and for the people whom they are about."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.membership.certificates.access import SIGN_CERTIFICATE
from services.membership.certificates.domain import Certificate, CertificateNotFound, Form, may_read
from services.membership.certificates.mongo import CERTIFICATES, naming, to_certificate
from services.membership.letters.domain import State
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.standing_domain import Standing
from services.membership.letters.standing_mongo import counted, counting, standing_on
from shared.persian.digits import latin_digits
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store

_NO_TERM = "award.valid_until"
"""Certificates have no last day, so that no document has this field."""
_MOST_WORDS = 6


class CertificateView(BaseModel):
    """A certificate as JSON shows it to those who may read it."""

    id: str
    form: Form
    state: Standing
    """How it stands today."""
    state_name: str
    version: int
    batch_id: str
    """What those have in common that were drafted together."""
    register_no: str | None
    jalali_date: str | None
    verify_url: str | None
    content_sha256: str | None
    person_id: str | None
    """Null for somebody who is not in the directory."""
    name: str
    offices: list[str]
    occasion: str
    recipient: str
    recipient_post: str
    paragraphs: list[str]
    returned_because: str | None
    checked_at: datetime | None
    signatory: str | None
    revoked_on: date | None
    revocation_reason: str | None
    drafted_at: datetime


class CertificateList(BaseModel):
    """Some certificates, the latest drafted first, and where the next ones begin."""

    items: list[CertificateView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for certificates. With `person_id` drafts are left out."""

    standings: Collection[Standing] = ()
    person_id: str | None = None
    words: str = ""
    """Parts of the name, the occasion or the number. Each of them must be found."""

    def where(self, today: date) -> dict[str, Any]:
        """The filter for the database."""
        every = [_holding(piece) for piece in for_keeping(self.words).split()[:_MOST_WORDS]]
        if self.standings:
            every.append(standing_on(self.standings, today, term=_NO_TERM))
        if self.person_id:
            every.append({**naming(self.person_id), "state": {"$ne": State.DRAFT.value}})
        return {"$and": every} if every else {}


@dataclass(frozen=True, slots=True)
class CertificateQueries:
    """Reads certificates."""

    store: Store
    public_url: str
    today: Callable[[], date]
    chancery: ChanceryQueries

    async def may_sign(self, viewer: Viewer) -> bool:
        """Whether this person signs certificates, as the governor or by delegation."""
        return await self.chancery.may_sign(viewer, SIGN_CERTIFICATE)

    async def one(self, certificate_id: str, viewer: Viewer) -> Certificate:
        """The certificate, if this person may read it. Raises CertificateNotFound."""
        document = await self.store.get(CERTIFICATES, certificate_id)
        certificate = to_certificate(document) if document else None
        if certificate is None or not (may_read(viewer, certificate) or await self.may_sign(viewer)):
            raise CertificateNotFound("این گواهی پیدا نشد.")
        return certificate

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(CERTIFICATES, wanted.where(self.today()))

    async def some(self, wanted: Wanted, *, descending: bool, skip: int, limit: int) -> Sequence[Certificate]:
        """The certificates of one page of a list, by the time at which they were drafted."""
        sort = [("_id", -1 if descending else 1)]
        found = await self.store.find(CERTIFICATES, wanted.where(self.today()), sort=sort, skip=skip, limit=limit)
        return [to_certificate(document) for document in found]

    async def page(self, wanted: Wanted, *, after: str | None, limit: int) -> Slice[Certificate]:
        """Certificates, the latest drafted first."""
        where = wanted.where(self.today())
        found = await slice_by_id(self.store, CERTIFICATES, where, limit=limit, after=after, descending=True)
        return found.map(to_certificate)

    async def counts(self) -> Mapping[Standing, int]:
        """How many certificates stand in each way."""
        rows = await self.store.aggregate(CERTIFICATES, counting(self.today(), term=_NO_TERM))
        return counted(rows)

    async def open_of_batch(self, batch_id: str) -> Sequence[Certificate]:
        """The drafts among those that were drafted together, in that order."""
        where = {"batch_id": batch_id, "state": State.DRAFT.value, "returned": None}
        found = await self.store.find(CERTIFICATES, where, sort=[("_id", 1)]) if batch_id else []
        return [to_certificate(document) for document in found]

    def view(self, certificate: Certificate) -> CertificateView:
        """The certificate for the JSON interface."""
        entry, award, words = certificate.registration, certificate.award, certificate.wording
        revoked, standing = certificate.revocation, certificate.standing(self.today())
        return CertificateView(
            id=certificate.id,
            form=award.form,
            state=standing,
            state_name=standing.word,
            version=certificate.version,
            batch_id=certificate.batch_id,
            register_no=entry.register_no if entry else None,
            jalali_date=entry.jalali_date if entry else None,
            verify_url=f"{self.public_url}/v/{entry.verify_code}" if entry else None,
            content_sha256=entry.content_sha256 if entry else None,
            person_id=certificate.addressee_id() or None,
            name=award.person_name,
            offices=list(award.office_names),
            occasion=award.occasion,
            recipient=words.recipient,
            recipient_post=words.recipient_post,
            paragraphs=list(words.paragraphs),
            returned_because=certificate.returned.note if certificate.returned else None,
            checked_at=certificate.checked.at if certificate.checked else None,
            signatory=f"{entry.signatory.name}، {entry.signatory.title}" if entry else None,  # stays Persian: letters
            revoked_on=day_of(revoked.at) if revoked else None,
            revocation_reason=revoked.reason if revoked else None,
            drafted_at=certificate.drafted_at,
        )


def _holding(piece: str) -> dict[str, Any]:
    written = {"$regex": re.escape(piece)}
    number = {"$regex": re.escape(latin_digits(piece))}
    return {
        "$or": [
            {"award.person_name": written},
            {"award.office_names": written},
            {"award.occasion": written},
            {"registration.register_no": number},
        ]
    }
