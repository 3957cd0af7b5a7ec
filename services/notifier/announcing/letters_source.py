"""Registered letters as those on whom they are served are told of them, each with a one-time address (ADR 47)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import DecreeExpiring, LetterLinkIssued
from shared.persian.digits import persian_digits
from shared.persian.jalali import long_date

_WORTH_SENDING_FOR = timedelta(hours=72)

SERVED = Kind(name="letter.served", label="ابلاغ نامه", icon="certificate")
REMINDED = Kind(name="letter.reminded", label="یادآوری نامه", icon="certificate")
EXPIRING = Kind(name="decree.expiring", label="پایان حکم", icon="hourglass")
KINDS = (SERVED, REMINDED, EXPIRING)

_AS: Final[Mapping[str, str]] = {
    "addressee": "به شما ابلاغ می‌شود",
    "head": "به عنوان رئیس دستگاه به شما ابلاغ می‌شود",
    "copy": "به عنوان رونوشت به شما ابلاغ می‌شود",
}


@dataclass(frozen=True, slots=True)
class LetterSource:
    """Sends letters' links, and tells of ends."""

    announcer: Announcer

    async def link_issued(self, event: LetterLinkIssued) -> None:
        """Send the link to its person."""
        await self.announcer.tell(_link(event, at=self.announcer.now()))

    async def expiring(self, event: DecreeExpiring) -> None:
        """Tell the member, the heads of the offices, and the secretariat."""
        await self.announcer.tell(_expiring(event, at=self.announcer.now()))


def _link(event: LetterLinkIssued, *, at: datetime) -> Notice:
    says = _invitation(event) if event.letter_kind == "invitation" else _letter(event)
    return Notice(
        id=NoticeId(f"letter:{event.record_id}:{event.reminder}"),
        kind=(REMINDED if event.reminder else SERVED).name,
        # What ends the letter takes back what is still on its way.
        subject=f"{event.letter_kind}/{event.letter_id}",
        title=says.title,
        text=f"{says.text}؛ پیوند فقط برای شماست، تا {long_date(event.expires_at)} اعتبار دارد و یک بار باز می‌شود. "
        f"پس از آن نامه را در سامانه، در «نامه‌های من» می‌یابید.\n\nاستعلام اصالت: {event.verify_url}",
        link=event.link,
        link_label=says.label,
        desk_link=event.page,
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=min(at + _WORTH_SENDING_FOR, event.expires_at),
        is_sealed=True,
    )


class _Says(NamedTuple):
    title: str
    text: str
    label: str


def _letter(event: LetterLinkIssued) -> _Says:
    title = f"{event.title} به شماره {persian_digits(event.register_no)}"
    if event.reminder:
        heading = f"یادآوری: {title} هنوز دیده نشده است"
        begins = "این نامه پیش‌تر به شما ابلاغ شده و هنوز دیده نشده است."
    else:
        heading = f"{title} ثبت شد"
        begins = f"{title} امضا و ثبت شد و {_AS[event.to]}."
    about = f"{begins}\n{event.note}" if event.note else begins
    return _Says(heading, f"{about}\n\nبا این پیوند نامه را ببینید و «رؤیت شد» را بزنید", "دیدن نامه")


def _invitation(event: LetterLinkIssued) -> _Says:
    heading = f"یادآوری: {event.title}" if event.reminder else event.title
    begins = "این دعوت‌نامه هنوز دیده نشده است.\n" if event.reminder else ""
    asks = "با این پیوند دعوت‌نامه را ببینید و پاسخ دهید"
    return _Says(heading, f"{begins}{event.note}\n\n{asks}", "دیدن دعوت‌نامه و پاسخ")


def _expiring(event: DecreeExpiring, *, at: datetime) -> Notice:
    number = persian_digits(event.register_no)
    days = persian_digits(str(event.days_left))
    return Notice(
        id=NoticeId(f"decree:{event.decree_id}:expiring:{event.days_left}"),
        kind=EXPIRING.name,
        subject=event.subject,
        title=f"کمتر از {days} روز تا پایان {event.title}",
        text=f"مدت {event.title} به شماره {number} در {long_date(event.valid_until)} پایان می‌یابد. "
        "برای ادامه، دستگاه باید عضو را دوباره معرفی کند و حکم تازه صادر شود.",
        link="",
        link_label="",
        audience=Audience(people=(event.person_id, *event.head_ids), role="secretariat"),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )
