"""The question whether the owner of an address wants to follow."""

from datetime import datetime, timedelta

from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from services.notifier.subscriptions.domain import Subscription
from services.notifier.topics.domain import Topic

CONFIRMATION = Kind(name="confirmation", label="تأیید دنبال کردن")
KINDS = (CONFIRMATION,)

_WORTH_SENDING_FOR = timedelta(hours=72)


def confirmation(subscription: Subscription, topic: Topic, *, link: str, at: datetime) -> Notice:
    """What is sent to an address before anything else is."""
    return Notice(
        id=NoticeId(f"confirm:{subscription.id}:{int(at.timestamp())}"),
        kind=CONFIRMATION.name,
        subject=f"subscription/{subscription.id}",
        title=f"تأیید دنبال کردن {topic.name}",
        text=f"با این نشانی خواسته شده است که خبرهای {topic.name} فرستاده شود. اگر خواست شماست، تأیید کنید؛ "
        "اگر نیست، این پیام را نادیده بگیرید و چیزی فرستاده نمی‌شود.",
        link=link,
        link_label="تأیید می‌کنم",
        audience=Audience(address=(subscription.channel, subscription.address)),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )
