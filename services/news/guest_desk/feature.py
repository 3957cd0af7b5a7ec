"""The manifest of the operator's pages of guests."""

from pathlib import Path

from services.news.guest_desk import access, pages
from shared.web.feature import Feature
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="guest_desk",
    folder=Path(__file__).parent,
    routers=(pages.router,),
    menu=(
        Link(
            label="سامانه‌های همسایه",
            href=pages.HERE,
            icon="components",
            order=77,
            action=access.READ_GUESTS,
            under=("/n/new-guest",),
        ),
    ),
    deeds={
        "POST /n/new-guest": "افزودن سامانه همسایه",
        "POST /n/guests/{name}/editing": "تغییر اجازه‌های سامانه همسایه",
        "POST /n/guests/{name}/key": "کلید تازه سامانه همسایه",
        "POST /n/guests/{name}/suspension": "تعلیق سامانه همسایه",
        "POST /n/guests/{name}/resumption": "رفع تعلیق سامانه همسایه",
        "POST /n/guests/{name}/contracts": "ثبت قرارداد رویداد",
    },
    actions=access.ACTIONS,
)
