"""The manifest of the people's accounts, as those who keep them see them."""

from pathlib import Path

from services.membership.people import access, api, pages
from shared.web.feature import Feature
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="people",
    routers=(api.router, pages.router),
    folder=Path(__file__).parent,
    menu=(Link(label="همکاران", href="/membership/people", icon="user", order=50, action=access.READ_PEOPLE),),
    deeds={
        "POST /api/membership/people": "ثبت شخص",
        "PATCH /api/membership/people/{person_id}": "ویرایش شخص",
        "POST /membership/people/new": "ایجاد حساب",
        "POST /membership/people/{person_id}/editing": "ویرایش شخص",
        "POST /membership/people/{person_id}/invitation": "ارسال دعوت‌نامه",
        "POST /membership/people/{person_id}/printed-link": "پیوند چاپی دعوت",
        "POST /membership/people/{person_id}/closing": "بستن حساب",
        "POST /membership/people/{person_id}/reopening": "باز کردن حساب",
        "POST /membership/people/{person_id}/app-removal": "حذف برنامه رمزساز",
        "POST /membership/people/{person_id}/provider-removal": "حذف پیوند ورود یکپارچه",
    },
    actions=access.ACTIONS,
)
