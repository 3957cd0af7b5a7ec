"""The manifest of nominations."""

from pathlib import Path

from services.membership.nominations import access, api, mongo, new_pages, pages
from services.membership.nominations.domain import (
    AlreadyNominated,
    CannotNominate,
    NominationNotFound,
    NotAScan,
    WrongLetter,
    WrongStage,
)
from services.membership.nominations.open_work_queries import OpenNominations
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

_API, _PAGES = "POST /api/membership/nominations", "POST /membership/nominations"
_ONE = "{nomination_id}"

FEATURE = Feature(
    name="nominations",
    folder=Path(__file__).parent,
    routers=(api.router, new_pages.router, pages.router),
    problems={
        NominationNotFound: Problem(404, "nomination-not-found", "این معرفی پیدا نشد."),
        AlreadyNominated: Problem(409, "already-nominated", "این شخص برای همین نهاد معرفی شده است."),
        WrongStage: Problem(409, "wrong-stage", "این کار در وضعیت فعلی معرفی ممکن نیست."),
        CannotNominate: Problem(422, "cannot-nominate", "این معرفی ممکن نیست."),
        WrongLetter: Problem(422, "wrong-letter", "شماره یا تاریخ نامه درست نیست."),
        NotAScan: Problem(422, "not-a-scan", "تصویر نامه باید PDF، JPEG یا PNG باشد."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenNominations, OpenNominations.of),
    menu=(Link(label="معرفی اعضا", href=pages.HERE, icon="send", order=41, action=access.READ_NOMINATIONS),),
    deeds={
        _API: "معرفی عضو",
        f"{_PAGES}/new": "معرفی عضو",
        f"{_PAGES}/approvals": "تأیید معرفی‌ها",
        f"{_API}/{_ONE}/return": "بازگرداندن معرفی",
        f"{_PAGES}/{_ONE}/return": "بازگرداندن معرفی",
        f"{_API}/{_ONE}/resubmission": "ارسال دوباره معرفی",
        f"{_PAGES}/{_ONE}/resubmission": "ارسال دوباره معرفی",
        f"{_API}/{_ONE}/approval": "تأیید معرفی",
        f"{_PAGES}/{_ONE}/approval": "تأیید معرفی",
        f"{_API}/{_ONE}/rejection": "رد معرفی",
        f"{_PAGES}/{_ONE}/rejection": "رد معرفی",
        f"{_API}/{_ONE}/withdrawal": "پس گرفتن معرفی",
        f"{_PAGES}/{_ONE}/withdrawal": "پس گرفتن معرفی",
        f"{_API}/{_ONE}/decree": "پیش‌نویس حکم از معرفی",
        f"{_PAGES}/{_ONE}/decree": "پیش‌نویس حکم از معرفی",
    },
    things={mongo.NOMINATIONS: "معرفی", mongo.SCANS: "تصویر نامه"},
    actions=access.ACTIONS,
)
