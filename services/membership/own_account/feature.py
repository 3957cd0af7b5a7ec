"""The manifest of the own account."""

from pathlib import Path

from services.membership.own_account import access, email_mongo, email_pages, pages
from services.membership.own_account.email_domain import EmailLinkOver
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="own_account",
    routers=(pages.router, email_pages.router),
    problems={EmailLinkOver: Problem(410, "email-link-over", "این پیوند استفاده شده یا مهلت آن گذشته است.")},
    indexes=email_mongo.INDEXES,
    audited=email_mongo.AUDITED,
    nothing_open="A change of address is the person's own, and is over after a day.",
    things={email_mongo.EMAIL_CHANGES: "درخواست تغییر ایمیل"},
    folder=Path(__file__).parent,
    deeds={
        "POST /membership/account/app": "فعال‌سازی برنامه رمزساز",
        "POST /membership/account/app/removal": "غیرفعال کردن برنامه رمزساز",
        "POST /membership/account/email": "درخواست تغییر ایمیل",
        "POST /membership/email/{token}": "تأیید ایمیل تازه",
        "POST /membership/account/password": "تغییر گذرواژه",
        "POST /membership/account/language": "انتخاب زبان",
        "POST /membership/account/programs": "ایجاد توکن دسترسی",
        "POST /membership/account/programs/{token_id}/revocation": "لغو توکن دسترسی",
        "POST /membership/account/provider": "رفتن به ورود یکپارچه برای پیوند",
        "POST /membership/account/provider/removal": "حذف پیوند حساب یکپارچه",
    },
    actions=access.ACTIONS,
)
