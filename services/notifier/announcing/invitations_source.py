"""Invitations as the guests who have an account are told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import InvitationIssued, InvitationRevoked
from shared.persian.jalali import clock, long_date

_WORTH_SENDING_FOR = timedelta(hours=72)

ISSUED = Kind(name="invitation.issued", label="دعوت‌نامه", icon="calendar-event")
REVOKED = Kind(name="invitation.revoked", label="لغو دعوت‌نامه", icon="calendar-event")
KINDS = (ISSUED, REVOKED)


@dataclass(frozen=True, slots=True)
class InvitationSource:
    """Tells guests; whoever is not in the directory gets the invitation on paper, or the one-time address."""

    announcer: Announcer

    async def issued(self, event: InvitationIssued) -> None:
        """Tell the guests where and when, and where they answer, unless LetterLinkIssued does so."""
        if event.person_ids and not event.link_follows:
            await self.announcer.tell(_issued(event, at=self.announcer.now()))

    async def revoked(self, event: InvitationRevoked) -> None:
        """Tell the guests that it no longer holds; what still waits to invite them does not leave."""
        if event.person_ids:
            await self.announcer.tell(_revoked(event, at=self.announcer.now()))


def _issued(event: InvitationIssued, *, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"invitation:{event.invitation_id}"),
        kind=ISSUED.name,
        subject=event.subject,
        title=f"دعوت به {event.title}",
        text=f"{long_date(event.starts_at)}، ساعت {clock(event.starts_at)}، {event.place}.\n\n"
        f"مهلت پاسخ: {long_date(event.answer_until)}.",
        link=event.url,
        link_label="دیدن دعوت‌نامه و پاسخ",
        audience=Audience(people=tuple(event.person_ids)),
        at=at,
        expires_at=min(at + _WORTH_SENDING_FOR, event.starts_at),
    )


def _revoked(event: InvitationRevoked, *, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"invitation:{event.invitation_id}:revoked"),
        kind=REVOKED.name,
        subject=event.subject,
        title=f"لغو دعوت به {event.title}",
        text=f"این دعوت‌نامه از {long_date(event.revoked_on)} لغو شد. دلیل: {event.reason}",
        link="",
        link_label="",
        audience=Audience(people=tuple(event.person_ids)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        recalls=True,
    )
