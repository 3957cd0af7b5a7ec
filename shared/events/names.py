"""What people call the events."""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "alert.issued": "صدور هشدار",
    "alert.lifted": "پایان هشدار",
    "body.registered": "ثبت شدن نهاد",
    "calendar.changed": "تغییر تقویم کاری",
    "certificate.issued": "صدور گواهی یا تقدیرنامه",
    "certificate.revoked": "لغو گواهی یا تقدیرنامه",
    "decree.acknowledged": "رؤیت حکم",
    "decree.annulled": "ابطال شماره حکم",
    "decree.expiring": "نزدیک شدن پایان حکم",
    "decree.issued": "صدور حکم",
    "decree.revoked": "لغو حکم",
    "decree.served": "ابلاغ حکم",
    "decree.superseded": "جایگزین شدن حکم",
    "email.change.asked": "درخواست تغییر ایمیل",
    "handover.completed": "پایان تحویل و تحول",
    "handover.opened": "آغاز تحویل و تحول",
    "invitation.answered": "پاسخ به دعوت‌نامه",
    "invitation.issued": "صدور دعوت‌نامه",
    "invitation.revoked": "لغو دعوت‌نامه",
    "letter.link.issued": "صدور پیوند نامه",
    "member.contact.changed": "تغییر راه تماس",
    "member.nominated": "معرفی شدن عضو",
    "membership.ended": "پایان یافتن عضویت",
    "membership.expiring": "نزدیک شدن پایان عضویت",
    "membership.granted": "آغاز عضویت",
    "membership.resumed": "ادامه عضویت",
    "membership.suspended": "تعلیق شدن عضویت",
    "news.approved": "تأیید خبر",
    "news.assigned": "سپردن خبر به همکار",
    "news.commented": "یادداشت تازه درباره خبر",
    "news.corrected": "تصحیح خبر",
    "news.falling.due": "نزدیک شدن موعد خبر تأییدنشده",
    "news.published": "انتشار خبر",
    "news.released": "بیرون رفتن خبر همکار",
    "news.returned": "برگشت خبر به نویسنده",
    "news.withdrawn": "برداشتن خبر از انتشار",
    "nomination.approved": "تأیید شدن معرفی",
    "nomination.returned": "برگشت معرفی",
    "occasion.announced": "اعلام برنامه عمومی",
    "occasion.cancelled": "لغو برنامه عمومی",
    "office.closed": "بسته شدن دستگاه",
    "office.registered": "ثبت شدن دستگاه",
    "office.reopened": "باز شدن دوباره دستگاه",
    "office.updated": "تغییر مشخصات دستگاه",
    "outage.announced": "اعلام قطعی",
    "outage.ended": "پایان قطعی",
    "password.link.issued": "صدور پیوند گذرواژه",
    "people.merge.undone": "بازگرداندن ادغام دو شخص",
    "people.merged": "ادغام دو شخص",
    "post.holder.changed": "عوض شدن دارنده سمت",
    "report.period.opened": "آغاز دوره گزارش",
    "report.submitted": "ارسال گزارش",
    "subscribers.counted": "شمارش دنبال‌کنندگان",
    "tokens.revoked": "پایان دادن به ورودها",
}
"""By type, without its version. Of events that concern the system alone, the endings below tell enough."""

_ENDINGS: Final[Mapping[str, str]] = {
    "heartbeat": "نشانه زنده بودن",
    "open.work.listed": "فهرست کارهای باز",
}


def name_of(event_type: str) -> str:
    """Return the Persian name of a type of event; an empty text when it has none."""
    name = event_type.rpartition(".v")[0] or event_type
    return NAMES.get(name) or next((said for ending, said in _ENDINGS.items() if name.endswith(ending)), "")
