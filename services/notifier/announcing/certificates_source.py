"""Certificates as the persons they are about are told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import CertificateIssued, CertificateRevoked
from shared.persian.digits import persian_digits
from shared.persian.jalali import long_date

_WORTH_SENDING_FOR = timedelta(hours=72)
_WORDS: Final = {"certificate": "گواهی", "appreciation": "تقدیرنامه"}

ISSUED = Kind(name="certificate.issued", label="گواهی و تقدیرنامه", icon="certificate")
REVOKED = Kind(name="certificate.revoked", label="لغو گواهی و تقدیرنامه", icon="certificate")
KINDS = (ISSUED, REVOKED)


@dataclass(frozen=True, slots=True)
class CertificateSource:
    """Tells people of their certificates; whoever is not in the directory gets it on paper."""

    announcer: Announcer

    async def issued(self, event: CertificateIssued) -> None:
        """Tell the person to whom it was given, unless LetterLinkIssued does so."""
        if event.person_id and not event.link_follows:
            await self.announcer.tell(_issued(event, event.person_id, at=self.announcer.now()))

    async def revoked(self, event: CertificateRevoked) -> None:
        """Tell the person whose certificate lost its force; what still waits to say otherwise does not leave."""
        if event.person_id:
            await self.announcer.tell(_revoked(event, event.person_id, at=self.announcer.now()))


def _issued(event: CertificateIssued, person_id: str, *, at: datetime) -> Notice:
    number, word = persian_digits(event.register_no), _WORDS.get(event.form, "گواهی")
    return Notice(
        id=NoticeId(f"certificate:{event.certificate_id}"),
        kind=ISSUED.name,
        subject=event.subject,
        title=f"{word} شماره {number} برای شما صادر شد",
        text=f"{word} شما بابت «{event.occasion}» امضا و به شماره {number} ثبت شد.",
        link=event.verify_url,
        link_label="دیدن و بررسی اصالت",
        audience=Audience(people=(person_id,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )


def _revoked(event: CertificateRevoked, person_id: str, *, at: datetime) -> Notice:
    number, word = persian_digits(event.register_no), _WORDS.get(event.form, "گواهی")
    return Notice(
        id=NoticeId(f"certificate:{event.certificate_id}:revoked"),
        kind=REVOKED.name,
        subject=event.subject,
        title=f"{word} شماره {number} لغو شد",
        text=f"{word} شماره {number} از {long_date(event.revoked_on)} لغو شد. دلیل: {event.reason}",
        link="",
        link_label="",
        audience=Audience(people=(person_id,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        recalls=True,
    )
