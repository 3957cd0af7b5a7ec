"""What people are told, in Persian: one function a kind of notice."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from services.notifier.deliveries.domain import Audience, Notice, NoticeKey
from services.notifier.topics.domain import Topic
from shared.events.membership import DecreeIssued, DecreeRevoked, PasswordLinkIssued
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.events.reporting import ReportSubmitted
from shared.persian.digits import persian_digits
from shared.persian.jalali import clock, long_date

if TYPE_CHECKING:
    from datetime import datetime

    from services.notifier.subscriptions.domain import Subscription

_NEWS_IS_NEWS_FOR = timedelta(hours=6)
_FORMAL_FOR = timedelta(hours=72)
SECRETARIAT = "secretariat"


def published(event: NewsPublished, publisher: str, *, event_id: str, at: "datetime") -> Notice:
    """News of an office or body that is followed."""
    return Notice(
        key=NoticeKey(f"news:{event.article_id}"),
        kind="news.published",
        subject=event.subject,
        title=event.headline,
        text=_paragraphs(publisher, event.lead),
        link=event.url,
        link_label="متن کامل خبر",
        audience=Audience(topics=(event.publisher.topic, "all")),
        at=at,
        expires_at=at + _NEWS_IS_NEWS_FOR,
        event_id=event_id,
    )


def corrected(event: NewsCorrected, publisher: str, *, event_id: str, at: "datetime") -> Notice:
    """A major correction, for all who follow."""
    return Notice(
        key=NoticeKey(f"news:{event.article_id}:c{event.revision}"),
        kind="news.corrected",
        subject=event.subject,
        title=f"تصحیح: {event.headline}",
        text=_paragraphs(publisher, event.note),
        link=event.url,
        link_label="متن تصحیح‌شده",
        audience=Audience(topics=(event.publisher.topic, "all")),
        at=at,
        expires_at=at + _NEWS_IS_NEWS_FOR,
        event_id=event_id,
    )


def withdrawn(event: NewsWithdrawn, publisher: str, *, link: str, event_id: str, at: "datetime") -> Notice:
    """For those who had received it; whoever had not yet, receives neither."""
    return Notice(
        key=NoticeKey(f"news:{event.article_id}:withdrawn"),
        kind="news.withdrawn",
        subject=event.subject,
        title=f"خبر «{event.headline}» برداشته شد",
        text=_paragraphs(publisher, event.explanation),
        link=link,
        link_label="توضیح در پایگاه",
        audience=Audience(told_of=event.subject),
        at=at,
        expires_at=at + _NEWS_IS_NEWS_FOR,
        event_id=event_id,
        recalls=True,
    )


def decree_issued(event: DecreeIssued, *, event_id: str, at: "datetime") -> Notice:
    """For the person whom a decree makes a member."""
    number, name = persian_digits(event.register_no), "اصلاحیه حکم" if event.amends else "حکم"
    term = f" تا {_day(event.valid_until)}" if event.valid_until else ""
    return Notice(
        key=NoticeKey(f"decree:{event.decree_id}"),
        kind="decree.issued",
        subject=event.subject,
        title=f"{name} عضویت در {event.body_name} به شماره {number} ثبت شد",
        text=f"{name} شما به عنوان «{event.role_name}» {event.body_name} امضا و به شماره {number} ثبت شد.\n\n"
        f"اعتبار از {_day(event.valid_from)}{term}.",
        link=event.verify_url,
        link_label="دیدن و سنجش اصالت حکم",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=at + _FORMAL_FOR,
        event_id=event_id,
    )


def decree_revoked(event: DecreeRevoked, *, event_id: str, at: "datetime") -> Notice:
    """For the person whose decree lost its force."""
    number = persian_digits(event.register_no)
    return Notice(
        key=NoticeKey(f"decree:{event.decree_id}:revoked"),
        kind="decree.revoked",
        subject=event.subject,
        title=f"حکم شماره {number} لغو شد",
        text=f"حکم شماره {number} از {_day(event.revoked_on)} لغو شد. دلیل: {event.reason}",
        link="",
        link_label="",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=at + _FORMAL_FOR,
        event_id=event_id,
    )


def password_link(event: PasswordLinkIssued, *, event_id: str, at: "datetime") -> Notice:
    """For whoever chooses a password: the first, or another one."""
    is_first = event.purpose == "invitation"
    until = f"{long_date(event.expires_at)}، ساعت {clock(event.expires_at)}"
    asked = "برای شما در سامانه روابط حسابی ساخته شد." if is_first else "برای حساب شما گذرواژه تازه‌ای خواسته شده است."
    else_do = "" if is_first else " اگر خواست شما نبود، این پیام را نادیده بگیرید؛ گذرواژه شما همان می‌ماند."
    return Notice(
        key=NoticeKey(f"password:{event.link_id}"),
        kind="password.link",
        subject=event.subject,
        title="حساب شما در سامانه روابط" if is_first else "گذرواژه تازه در سامانه روابط",
        text=f"{asked}\n\nبا این پیوند گذرواژه خود را برگزینید؛ تا {until} و تنها یک بار کار می‌کند.{else_do}",
        link=event.link,
        link_label="برگزیدن گذرواژه",
        audience=Audience(people=(event.person_id,)),
        at=at,
        expires_at=event.expires_at,
        event_id=event_id,
        is_sealed=True,
    )


def report_submitted(event: ReportSubmitted, *, link: str, event_id: str, at: "datetime") -> Notice:
    """For the secretariat."""
    punctual = "به‌موقع" if event.on_time else "با تأخیر"
    again = f" (بازبینی {persian_digits(event.revision)})" if event.revision > 1 else ""
    nil = "\n\nدستگاه اعلام کرده است که فعالیتی برای گزارش نداشته است." if event.nil else ""
    return Notice(
        key=NoticeKey(f"report:{event.report_id}:{event.revision}"),
        kind="report.submitted",
        subject=event.subject,
        title=f"گزارش {event.period_name} {event.office_name} رسید؛ {punctual}{again}",
        text=f"{event.office_name} گزارش {event.period_name} را {long_date(event.submitted_at)}، "
        f"ساعت {clock(event.submitted_at)} فرستاد: {punctual}.{nil}",
        link=link,
        link_label="دیدن گزارش",
        audience=Audience(role=SECRETARIAT),
        at=at,
        expires_at=at + _FORMAL_FOR,
        event_id=event_id,
    )


def confirmation(subscription: "Subscription", topic: Topic, *, link: str, at: "datetime") -> Notice:
    """The question whether the owner of an address wants to follow."""
    return Notice(
        key=NoticeKey(f"confirm:{subscription.id}:{int(at.timestamp())}"),
        kind="confirmation",
        subject=f"subscription/{subscription.id}",
        title=f"تأیید دنبال کردن {topic.name}",
        text=f"با این نشانی خواسته شده است که خبرهای {topic.name} فرستاده شود. اگر خواست شماست، تأیید کنید؛ "
        "اگر نیست، این پیام را نادیده بگیرید و چیزی فرستاده نمی‌شود.",
        link=link,
        link_label="تأیید می‌کنم",
        audience=Audience(address=(subscription.channel, subscription.address)),
        at=at,
        expires_at=at + _FORMAL_FOR,
    )


def _paragraphs(publisher: str, text: str) -> str:
    return f"{publisher}\n\n{text}" if text else publisher


def _day(day: date) -> str:
    return long_date(day)
