"""The manifest of imports."""

from pathlib import Path

from services.membership.imports import access, api, mongo, pages
from services.membership.imports.domain import FileTooLarge, ImportNotFound, NoSheet, NotNow
from services.membership.imports.jobs import ImportRunner
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="imports",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={
        NoSheet: Problem(422, "no-sheet", "این فایل خوانده نمی‌شود."),
        FileTooLarge: Problem(413, "file-too-large", "حجم فایل بیش از حد مجاز است."),
        ImportNotFound: Problem(404, "import-not-found", "این ورود پیدا نشد."),
        NotNow: Problem(409, "import-not-now", "این کار در وضعیت فعلی این ورود ممکن نیست."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Imports are the secretariat's together: whoever is there goes on with them.",
    menu=(Link(label="ورود گروهی", href=pages.HERE, icon="list-check", order=55, action=access.IMPORT),),
    deeds={
        "POST /api/membership/imports": "ورود گروهی از فایل",
        "POST /membership/imports": "بارگذاری فایل ورود گروهی",
        "POST /api/membership/imports/{import_id}/confirmation": "ثبت ورود گروهی",
        "POST /membership/imports/{import_id}/confirmation": "ثبت ورود گروهی",
        "POST /api/membership/imports/{import_id}/cancellation": "توقف ورود گروهی",
        "POST /membership/imports/{import_id}/cancellation": "توقف ورود گروهی",
    },
    things={mongo.IMPORTS: "ورود گروهی"},
    actions=access.ACTIONS,
    jobs=(job(ImportRunner, ImportRunner.run),),
)
