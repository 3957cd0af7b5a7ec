"""Decrees as the persons they are about are told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import DecreeAnnulled, DecreeIssued, DecreeRevoked
from shared.persian.digits import persian_digits
from shared.persian.jalali import long_date

_WORTH_SENDING_FOR = timedelta(hours=72)

ISSUED = Kind(name="decree.issued", label="حکم", icon="certificate")
REVOKED = Kind(name="decree.revoked", label="لغو حکم", icon="certificate")
ANNULLED = Kind(name="decree.annulled", label="ابطال شماره حکم", icon="certificate")
KINDS = (ISSUED, REVOKED, ANNULLED)


@dataclass(frozen=True, slots=True)
class DecreeSource:
    """Tells members of their decrees."""

    announcer: Announcer

    async def issued(self, event: DecreeIssued) -> None:
        """Tell the person whom the decree makes a member, unless LetterLinkIssued does so."""
        if event.link_follows:
            return
        await self.announcer.tell(_issued(event, at=self.announcer.now()))

    async def revoked(self, event: DecreeRevoked) -> None:
        """Tell the person whose decree lost its force; what still waits to say that it is in force does not leave."""
        await self.announcer.tell(_revoked(event, at=self.announcer.now()))

    async def annulled(self, event: DecreeAnnulled) -> None:
        """Tell the person of whose decree was told before that it was an error."""
        await self.announcer.tell(_annulled(event, at=self.announcer.now()))


def _issued(event: DecreeIssued, *, at: datetime) -> Notice:
    number, name = persian_digits(event.register_no), "اصلاحیه حکم" if event.amends else "حکم"
    term = f" تا {long_date(event.valid_until)}" if event.valid_until else ""
    return Notice(
        id=NoticeId(f"decree:{event.decree_id}"),
        kind=ISSUED.name,
        subject=event.subject,
        title=f"{name} عضویت در {event.body_name} به شماره {number} ثبت شد",
        text=f"{name} شما به عنوان «{event.role_name}» {event.body_name} امضا و به شماره {number} ثبت شد.\n\n"
        f"اعتبار از {long_date(event.valid_from)}{term}.",
        link=event.verify_url,
        link_label="دیدن و بررسی اصالت حکم",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )


def _revoked(event: DecreeRevoked, *, at: datetime) -> Notice:
    number = persian_digits(event.register_no)
    return Notice(
        id=NoticeId(f"decree:{event.decree_id}:revoked"),
        kind=REVOKED.name,
        subject=event.subject,
        title=f"حکم شماره {number} لغو شد",
        text=f"حکم شماره {number} از {long_date(event.revoked_on)} لغو شد. دلیل: {event.reason}",
        link="",
        link_label="",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        recalls=True,
    )


def _annulled(event: DecreeAnnulled, *, at: datetime) -> Notice:
    number = persian_digits(event.register_no)
    return Notice(
        id=NoticeId(f"decree:{event.decree_id}:annulled"),
        kind=ANNULLED.name,
        subject=event.subject,
        title=f"شماره حکم {number} ابطال شد",
        text=f"حکم شماره {number} پیش از ابلاغ ابطال شد و اعتبار ندارد. دلیل: {event.reason}",
        link="",
        link_label="",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        recalls=True,
    )
