"""The certificates that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass
from typing import Any

from services.membership.certificates.domain import Certificate
from services.membership.certificates.mongo import CERTIFICATES, to_certificate
from services.membership.letters.domain import State
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.runtime.access import GOVERNOR, SECRETARIAT
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenCertificates:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return all drafts for the governor, who signs them, and for a post of the secretariat the person's own."""
        where: dict[str, Any] = {"state": State.DRAFT.value}
        if handover.role == GOVERNOR:
            note = "در انتظار امضای فرماندار است"  # stays Persian: an event
        elif handover.role == SECRETARIAT:
            note = "نوشته تحویل‌دهنده"  # stays Persian: an event
            where["drafted_by"] = handover.from_person_id
        else:
            return OpenShare()
        found = await self.store.find(CERTIFICATES, where, sort=[("_id", 1)], limit=MOST_ITEMS)
        number = len(found) if len(found) < MOST_ITEMS else await self.store.count(CERTIFICATES, where)
        return OpenShare([_item(to_certificate(document), note) for document in found], more=number - len(found))


def _item(certificate: Certificate, note: str) -> OpenItem:
    begun = date_with_year(certificate.drafted_at)
    return OpenItem(
        id=certificate.id,
        kind="certificate",
        title=f"پیش‌نویس {certificate.award.form.word}، {begun}",  # stays Persian: an event
        href=f"/membership/certificates/{certificate.id}",
        note=note,
    )
