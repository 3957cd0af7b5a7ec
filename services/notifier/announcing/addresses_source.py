"""The confirmation of a new e-mail address, and word of it to the address until now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from shared.events.membership import EmailChangeAsked
from shared.persian.jalali import clock, long_date

EMAIL_CONFIRMATION = Kind(name="email.confirmation", label="تأیید ایمیل تازه")
EMAIL_CHANGE = Kind(name="email.change", label="درخواست تغییر ایمیل")
KINDS = (EMAIL_CONFIRMATION, EMAIL_CHANGE)


@dataclass(frozen=True, slots=True)
class AddressSource:
    """Asks at a new address whether it is right, and tells the old one."""

    announcer: Announcer
    decrypt: Callable[[str], bytes]
    """Decrypts what membership encrypted for this notifier."""

    async def change_asked(self, event: EmailChangeAsked) -> None:
        """Send the link to the new address, and word to the person at the old one."""
        now = self.announcer.now()
        await self.announcer.tell(_confirmation(event, self.decrypt(event.address).decode(), at=now))
        await self.announcer.tell(_warning(event, at=now))


def _confirmation(event: EmailChangeAsked, address: str, *, at: datetime) -> Notice:
    until = f"{long_date(event.expires_at)}، ساعت {clock(event.expires_at)}"
    return Notice(
        id=NoticeId(f"email:{event.request_id}"),
        kind=EMAIL_CONFIRMATION.name,
        subject=event.subject,
        title="تأیید ایمیل تازه در سامانه روابط",
        text=(
            "درخواست شده است که پیام‌های سامانه روابط به این نشانی فرستاده شود.\n\n"
            f"با این پیوند آن را تأیید کنید؛ پیوند تا {until} اعتبار دارد و فقط یک بار قابل استفاده است. "
            "اگر این درخواست از شما نبود، این پیام را نادیده بگیرید؛ چیزی تغییر نمی‌کند."
        ),
        link=event.link,
        link_label="تأیید ایمیل",
        audience=Audience(address=("email", address)),
        at=at,
        expires_at=event.expires_at,
        is_sealed=True,
    )


def _warning(event: EmailChangeAsked, *, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"email-warning:{event.request_id}"),
        kind=EMAIL_CHANGE.name,
        subject=event.subject,
        title="درخواست تغییر ایمیل شما",
        text=(
            "برای حساب شما در سامانه روابط ایمیل دیگری درخواست شده است؛ تا آن نشانی تأیید نشود، چیزی تغییر نمی‌کند.\n\n"
            "اگر این درخواست از شما نبود، گذرواژه خود را تغییر دهید و به دبیرخانه شورا خبر دهید."
        ),
        link="",
        link_label="",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=event.expires_at,
    )
