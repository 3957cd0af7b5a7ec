"""Links by which somebody chooses a password, or links an account at the outside provider."""

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
    """Sends links to those who choose a password or link an account."""

    announcer: Announcer

    async def password_link(self, event: PasswordLinkIssued) -> None:
        """Send the link to the person, which is good for one use."""
        await self.announcer.tell(_password_link(event, at=self.announcer.now()))


def _password_link(event: PasswordLinkIssued, *, at: datetime) -> Notice:
    if event.purpose == "link":
        return _invitation_to_link(event, at=at)
    is_first = event.purpose == "invitation"
    until = _until(event)
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


def _invitation_to_link(event: PasswordLinkIssued, *, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"password:{event.link_id}"),
        kind=PASSWORD_LINK.name,
        subject=event.subject,
        title="حساب شما در سامانه روابط",
        text=(
            "شما در سامانه روابط حساب دارید و با ورود یکپارچه به آن وارد می‌شوید.\n\n"
            f"با این پیوند حساب یکپارچه خود را به آن پیوند دهید؛ تا {_until(event)} و تنها یک بار کار می‌کند."
        ),
        link=event.link,
        link_label="پیوند دادن حساب",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=event.expires_at,
        is_sealed=True,
    )


def _until(event: PasswordLinkIssued) -> str:
    return f"{long_date(event.expires_at)}، ساعت {clock(event.expires_at)}"
