"""What is done in membership, and to what, in the words of the audit trail's page."""

from shared.operations.trail import Words

WORDS = Words(
    deeds={
        "POST /membership/sign-in/app": "راه انداختن برنامه رمزساز",
        "POST /membership/account/app": "راه انداختن برنامه رمزساز",
        "POST /membership/account/app/removal": "کنار گذاشتن برنامه رمزساز",
        "POST /membership/people/{person_id}/app-removal": "برداشتن برنامه رمزساز",
        "POST /membership/account/password": "عوض کردن گذرواژه",
        "POST /membership/account/language": "برگزیدن زبان",
        "POST /membership/password": "درخواست گذرواژه تازه",
        "POST /membership/password/{token}": "برگزیدن گذرواژه",
        "POST /membership/account/programs": "ساختن نشان برنامه",
        "POST /membership/account/programs/{token_id}/revocation": "پایان نشان برنامه",
        "POST /api/membership/program-tokens/exchange": "به کار بردن نشان برنامه",
        "POST /membership/people/new": "ساختن حساب",
        "POST /membership/people/{person_id}/invitation": "فرستادن پیوند گذرواژه",
        "POST /membership/people/{person_id}/closing": "بستن حساب",
        "POST /membership/people/{person_id}/reopening": "باز کردن حساب",
        "POST /api/membership/decrees": "پیش‌نویس حکم",
        "POST /membership/decrees/new": "پیش‌نویس حکم",
        "POST /api/membership/decrees/{decree_id}/signature": "امضای حکم",
        "POST /membership/decrees/{decree_id}/signature": "امضای حکم",
        "POST /api/membership/decrees/{decree_id}/amendment": "پیش‌نویس اصلاحیه",
        "POST /membership/decrees/{decree_id}/amendment": "پیش‌نویس اصلاحیه",
        "POST /api/membership/decrees/{decree_id}/revocation": "لغو حکم",
        "POST /membership/decrees/{decree_id}/revocation": "لغو حکم",
    },
    things={
        "people": "شخص",
        "password_links": "پیوند گذرواژه",
        "program_tokens": "نشان برنامه",
        "offices": "دستگاه",
        "bodies": "نهاد",
        "posts": "سمت",
        "decrees": "حکم",
        "memberships": "عضویت",
    },
)
