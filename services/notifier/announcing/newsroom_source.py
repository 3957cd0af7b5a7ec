"""What becomes of an item of news, as those who work on it are told: the headline, and never the text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.news import (
    NewsApproved,
    NewsAssigned,
    NewsCommented,
    NewsFallingDue,
    NewsReleased,
    NewsReturned,
)
from shared.persian.jalali import clock, long_date

_WORTH_SENDING_FOR = timedelta(hours=72)

RETURNED = Kind(name="newsroom.returned", label="برگشت خبر", icon="arrow-forward-up")
APPROVED = Kind(name="newsroom.approved", label="تأیید خبر شما", icon="check")
RELEASED = Kind(name="newsroom.released", label="انتشار خبر شما", icon="send")
FALLING_DUE = Kind(name="newsroom.falling_due", label="موعد خبر تأییدنشده", icon="hourglass")
COMMENTED = Kind(name="newsroom.commented", label="یادداشت تازه درباره خبر", icon="message-circle")
ASSIGNED = Kind(name="newsroom.assigned", label="سپردن خبر به شما", icon="user")
KINDS = (RETURNED, APPROVED, RELEASED, FALLING_DUE, COMMENTED, ASSIGNED)


@dataclass(frozen=True, slots=True)
class NewsroomSource:
    """Tells author and desk what the others did."""

    announcer: Announcer

    async def returned(self, event: NewsReturned) -> None:
        """Tell that it came back, and why."""
        await self._tell(
            event,
            RETURNED,
            f"returned:{event.revision}",
            f"خبر «{event.headline}» برگشت",
            f"این خبر برای اصلاح به شما برگشت:\n\n{event.note}" if event.note else "این خبر برای اصلاح به شما برگشت.",
        )

    async def approved(self, event: NewsApproved) -> None:
        """Tell that it may go."""
        text = "دبیرخانه این خبر را تأیید کرد."
        await self._tell(event, APPROVED, f"approved:{event.revision}", f"خبر «{event.headline}» تأیید شد", text)

    async def released(self, event: NewsReleased) -> None:
        """Tell that it is public."""
        text = "در زمان تعیین‌شده خودبه‌خود منتشر شد." if event.by_plan else "همکار شما این خبر را منتشر کرد."
        await self._tell(event, RELEASED, f"released:{event.revision}", f"خبر «{event.headline}» منتشر شد", text)

    async def falling_due(self, event: NewsFallingDue) -> None:
        """Tell that it will go by itself soon, and nobody has approved it. It is not told when it has gone."""
        at = f"{long_date(event.due_at)}، ساعت {clock(event.due_at)}"
        text = f"این خبر {at} خودبه‌خود منتشر می‌شود و هنوز تأیید نشده است."
        part, title = f"due:{event.due_at:%Y%m%d%H%M}", f"خبر «{event.headline}» هنوز تأیید نشده است"
        await self._tell(event, FALLING_DUE, part, title, text, until=event.due_at)

    async def commented(self, event: NewsCommented) -> None:
        """Tell that somebody said something; what it is stands at the desk alone."""
        text = "درباره این خبر یادداشت تازه‌ای نوشته شده است."
        await self._tell(event, COMMENTED, f"comment:{event.comment_id}", f"یادداشت درباره «{event.headline}»", text)

    async def assigned(self, event: NewsAssigned) -> None:
        """Tell that somebody is to work on it."""
        text = f"این خبر به شما سپرده شد:\n\n{event.note}" if event.note else "این خبر به شما سپرده شد."
        await self._tell(event, ASSIGNED, f"assigned:{event.revision}", f"خبر «{event.headline}» با شماست", text)

    async def _tell(
        self,
        event: NewsReturned | NewsApproved | NewsReleased | NewsFallingDue | NewsCommented | NewsAssigned,
        kind: Kind,
        part: str,
        title: str,
        text: str,
        *,
        until: datetime | None = None,
    ) -> None:
        at = self.announcer.now()
        worth_until = at + _WORTH_SENDING_FOR
        await self.announcer.tell(
            Notice(
                id=NoticeId(f"newsroom:{event.article_id}:{part}"),
                kind=kind.name,
                # Not that of the article: a withdrawal tells all who were told of that, and these are told otherwise.
                subject=f"newsroom/{event.article_id}",
                title=title,
                text=text,
                link=event.url,
                link_label="دیدن در میز خبر",
                audience=Audience(people=event.people),
                at=at,
                expires_at=min(worth_until, until) if until else worth_until,
            )
        )
