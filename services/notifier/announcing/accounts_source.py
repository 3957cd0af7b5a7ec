"""Links by which somebody chooses a password."""

from dataclasses import dataclass
from datetime import datetime

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import PasswordLinkIssued
from shared.persian.jalali import clock, long_date

PASSWORD_LINK = Kind(name="password.link", label="پیوند گذرواژه")
KINDS = (PASSWORD_LINK,)


@dataclass(frozen=True, slots=True)
class AccountSource:
    """Sends links to those who choose a password."""

    announcer: Announcer

    async def password_link(self, event: PasswordLinkIssued) -> None:
        """Send the link to the person, for a first password or another one."""
        await self.announcer.tell(_password_link(event, at=self.announcer.now()))


def _password_link(event: PasswordLinkIssued, *, at: datetime) -> Notice:
    is_first = event.purpose == "invitation"
    until = f"{long_date(event.expires_at)}، ساعت {clock(event.expires_at)}"
    asked = "برای شما در سامانه روابط حسابی ایجاد شد." if is_first else "برای حساب شما گذرواژه تازه‌ای درخواست شده است."
    else_do = "" if is_first else " اگر این درخواست از شما نبود، این پیام را نادیده بگیرید؛ گذرواژه شما تغییر نمی‌کند."
    return Notice(
        id=NoticeId(f"password:{event.link_id}"),
        kind=PASSWORD_LINK.name,
        subject=event.subject,
        title="حساب شما در سامانه روابط" if is_first else "گذرواژه تازه در سامانه روابط",
        text=f"{asked}\n\nبا این پیوند گذرواژه خود را انتخاب کنید؛ "
        f"پیوند تا {until} اعتبار دارد و فقط یک بار قابل استفاده است.{else_do}",
        link=event.link,
        link_label="انتخاب گذرواژه",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=event.expires_at,
        is_sealed=True,
    )
