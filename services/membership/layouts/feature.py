"""The manifest of layouts."""

from pathlib import Path

from services.membership.layouts import access, api, mongo, pages
from services.membership.layouts.domain import LayoutFixed, LayoutNotFound
from services.membership.layouts.press_outside import TrialPress
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="layouts",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={
        LayoutNotFound: Problem(404, "layout-not-found", "این قالب پیدا نشد."),
        LayoutFixed: Problem(409, "layout-fixed", "نسخه‌ای که نافذ شده است تغییر نمی‌کند."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Layouts are the county's, whoever wrote them.",
    menu=(Link(label="قالب نامه‌ها", href=pages.HERE, icon="file-text", order=48, action=access.READ_LAYOUTS),),
    deeds={
        "POST /api/membership/layouts/{kind}": "نسخه تازه قالب",
        "PUT /api/membership/layouts/{kind}/{edition}": "تغییر پیش‌نویس قالب",
        "DELETE /api/membership/layouts/{kind}/{edition}": "حذف پیش‌نویس قالب",
        "POST /api/membership/layouts/{kind}/choice": "نافذ کردن قالب",
        "POST /api/membership/layouts/{kind}/proof": "پیش‌نمایش قالب",
        "POST /membership/layouts/{kind}/new": "نسخه تازه قالب",
        "POST /membership/layouts/{kind}/{edition}": "تغییر پیش‌نویس قالب",
        "POST /membership/layouts/{kind}/{edition}/removal": "حذف پیش‌نویس قالب",
        "POST /membership/layouts/{kind}/choice": "نافذ کردن قالب",
        "POST /membership/layouts/{kind}/preview": "پیش‌نمایش قالب",
        "POST /membership/layouts/{kind}/proof": "پیش‌نمایش قالب",
    },
    things={mongo.LAYOUTS: "قالب نامه", mongo.CHOICES: "قالب نافذ"},
    actions=access.ACTIONS,
    closing=(job(TrialPress, TrialPress.close),),
)
