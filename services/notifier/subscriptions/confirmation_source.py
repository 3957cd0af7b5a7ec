"""The question whether the owner of an address wants to follow."""

from datetime import datetime

from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from services.notifier.subscriptions.domain import CONFIRMED_WITHIN, Subscription
from services.notifier.topics.domain import Topic

CONFIRMATION = Kind(name="confirmation", label="تأیید دنبال کردن")
KINDS = (CONFIRMATION,)


def confirmation(subscription: Subscription, topic: Topic, *, link: str, at: datetime) -> Notice:
    """What is sent to an address before anything else is."""
    return Notice(
        id=NoticeId(f"confirm:{subscription.id}:{subscription.stops}:{int(at.timestamp())}"),
        kind=CONFIRMATION.name,
        subject=f"subscription/{subscription.id}",
        title=f"تأیید دنبال کردن {topic.name}",
        text=f"درخواست شده است که خبرهای {topic.name} به این نشانی ارسال شود. اگر این درخواست از شماست، تأیید کنید؛ "
        "در غیر این صورت این پیام را نادیده بگیرید؛ چیزی ارسال نمی‌شود.",
        link=link,
        link_label="تأیید می‌کنم",
        audience=Audience(address=(subscription.channel, subscription.address)),
        at=at,
        expires_at=at + CONFIRMED_WITHIN,
    )
