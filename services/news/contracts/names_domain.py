"""What the events are called in Persian, for those who read the catalogue."""

from typing import Final

NAMES: Final = {
    "office.registered.v1": "دستگاه ثبت شد",
    "office.updated.v1": "مشخصات دستگاه تغییر کرد",
    "office.closed.v1": "دستگاه بسته شد",
    "office.reopened.v1": "دستگاه بازگشایی شد",
    "body.registered.v1": "نهاد ثبت شد",
    "post.holder.changed.v1": "دارنده سمت تغییر کرد",
    "member.contact.changed.v1": "راه تماس عضو تغییر کرد",
    "people.merged.v1": "دو پرونده یک نفر یکی شد",
    "people.merge.undone.v1": "یکی‌شدن دو پرونده پس گرفته شد",
    "password.link.issued.v1": "پیوند گذرواژه صادر شد",
    "email.change.asked.v1": "تغییر نشانی ایمیل درخواست شد",
    "tokens.revoked.v1": "نشست‌ها باطل شد",
    "membership.granted.v1": "عضویت داده شد",
    "membership.ended.v1": "عضویت پایان یافت",
    "membership.suspended.v1": "عضویت معلق شد",
    "membership.resumed.v1": "عضویت از سر گرفته شد",
    "membership.expiring.v1": "دوره عضویت رو به پایان است",
    "member.nominated.v1": "عضو معرفی شد",
    "nomination.returned.v1": "معرفی عضو برگشت خورد",
    "nomination.approved.v1": "معرفی عضو پذیرفته شد",
    "decree.issued.v1": "حکم صادر شد",
    "decree.revoked.v1": "حکم لغو شد",
    "handover.opened.v1": "تحویل و تحول آغاز شد",
    "handover.completed.v1": "تحویل و تحول پایان یافت",
    "membership.open.work.listed.v1": "کارهای باز عضویت فهرست شد",
    "news.open.work.listed.v1": "کارهای باز خبر فهرست شد",
    "reporting.open.work.listed.v1": "کارهای باز گزارش فهرست شد",
    "notifier.open.work.listed.v1": "کارهای باز اطلاع‌رسانی فهرست شد",
    "news.published.v1": "خبر منتشر شد",
    "news.corrected.v1": "خبر تصحیح شد",
    "news.withdrawn.v1": "خبر برداشته شد",
    "outage.announced.v1": "قطعی اعلام شد",
    "outage.ended.v1": "قطعی پایان یافت",
    "alert.issued.v1": "هشدار صادر شد",
    "alert.lifted.v1": "هشدار برداشته شد",
    "occasion.announced.v1": "رویداد اعلام شد",
    "occasion.cancelled.v1": "رویداد لغو شد",
    "calendar.changed.v1": "تقویم کاری تغییر کرد",
    "report.period.opened.v1": "دوره گزارش باز شد",
    "report.submitted.v1": "گزارش ارسال شد (نسخه ۱)",
    "report.submitted.v2": "گزارش ارسال شد",
    "membership.heartbeat.v1": "ضربان عضویت",
    "news.heartbeat.v1": "ضربان خبر",
    "reporting.heartbeat.v1": "ضربان گزارش",
    "notifier.heartbeat.v1": "ضربان اطلاع‌رسانی",
}

SERVICES: Final = {
    "membership": "عضویت",
    "news": "خبر",
    "reporting": "گزارش",
    "notifier": "اطلاع‌رسانی",
}


def name_of(event_type: str) -> str:
    """Return the Persian name of an event; its type when it has none yet."""
    return NAMES.get(event_type, event_type)
