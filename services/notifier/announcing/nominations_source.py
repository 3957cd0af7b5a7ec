"""Nominations as those who made them are told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import NominationReturned

_WORTH_SENDING_FOR = timedelta(hours=72)

RETURNED = Kind(name="nomination.returned", label="بازگشت معرفی عضو", icon="user")
KINDS = (RETURNED,)


@dataclass(frozen=True, slots=True)
class NominationSource:
    """Tells those who nominated a member that the nomination came back."""

    announcer: Announcer

    async def returned(self, event: NominationReturned) -> None:
        """Tell the person who has to send it again."""
        await self.announcer.tell(_returned(event, at=self.announcer.now()))


def _returned(event: NominationReturned, *, at: datetime) -> Notice:
    reasons = "\n".join(f"– {reason}" for reason in event.reasons)
    return Notice(
        id=NoticeId(f"nomination:{event.nomination_id}:returned:{event.round}"),
        kind=RETURNED.name,
        subject=event.subject,
        title=f"معرفی عضو برای {event.body_name} برای اصلاح بازگشت",
        text=f"دبیرخانه معرفی عضو برای {event.body_name} را برای اصلاح بازگرداند:\n\n{reasons}",
        link=event.url,
        link_label="دیدن و ارسال دوباره",
        audience=Audience(people=(event.nominated_by,)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )
