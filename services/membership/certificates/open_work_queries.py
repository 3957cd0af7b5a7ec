"""The certificates that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass

from services.membership.certificates.mongo import CERTIFICATES, to_certificate
from services.membership.letters.open_drafts_queries import open_drafts
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.store.driver import Document
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenCertificates:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the drafts that go with a post."""
        return await open_drafts(self.store, CERTIFICATES, handover, _item)


def _item(document: Document, note: str) -> OpenItem:
    certificate = to_certificate(document)
    begun = date_with_year(certificate.drafted_at)
    return OpenItem(
        id=certificate.id,
        kind="certificate",
        title=f"پیش‌نویس {certificate.award.form.word}، {begun}",  # stays Persian: an event
        href=f"/membership/certificates/{certificate.id}",
        note=note,
    )
