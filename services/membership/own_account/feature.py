"""The manifest of the own account."""

from pathlib import Path

from services.membership.own_account import access, pages
from shared.web.feature import Feature

FEATURE = Feature(
    name="own_account",
    routers=(pages.router,),
    folder=Path(__file__).parent,
    deeds={
        "POST /membership/account/app": "فعال‌سازی برنامه رمزساز",
        "POST /membership/account/app/removal": "غیرفعال کردن برنامه رمزساز",
        "POST /membership/account/password": "تغییر گذرواژه",
        "POST /membership/account/language": "انتخاب زبان",
        "POST /membership/account/programs": "ایجاد توکن دسترسی",
        "POST /membership/account/programs/{token_id}/revocation": "لغو توکن دسترسی",
        "POST /membership/account/provider": "رفتن به ورود یکپارچه برای پیوند",
        "POST /membership/account/provider/removal": "حذف پیوند حساب یکپارچه",
    },
    actions=access.ACTIONS,
)
