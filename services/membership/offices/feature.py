"""The manifest of offices."""

from pathlib import Path

from services.membership.offices import access, api, form_pages, migrations_mongo, mongo, pages
from services.membership.offices.domain import (
    NoParent,
    NoSuccessor,
    OfficeEnded,
    OfficeNotFound,
    OfficeTaken,
    UnknownKind,
)
from shared.web.feature import Feature
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="offices",
    folder=Path(__file__).parent,
    routers=(api.router, form_pages.router, pages.router),
    problems={
        OfficeNotFound: Problem(404, "office-not-found", "دستگاهی با این شناسه ثبت نشده است."),
        OfficeTaken: Problem(409, "office-taken", "دستگاه دیگری با این شناسه ثبت شده است."),
        OfficeEnded: Problem(409, "office-closed", "این دستگاه بسته شده است."),
        NoSuccessor: Problem(422, "no-successor", "این دستگاه نمی‌تواند جانشین باشد."),
        NoParent: Problem(422, "no-parent", "این دستگاه نمی‌تواند بالادست باشد."),
        UnknownKind: Problem(422, "unknown-office-kind", "این نوع دستگاه تعریف نشده است."),
    },
    indexes=mongo.INDEXES,
    migrations=migrations_mongo.MIGRATIONS,
    audited=mongo.AUDITED,
    nothing_open="The directory of offices is the county's.",
    things={mongo.OFFICES: "دستگاه"},
    menu=(
        Link(
            label="دستگاه‌ها",
            href="/membership/offices",
            icon="building",
            order=44,
            action=access.READ_OFFICES,
            under=("/membership/office-kinds",),
        ),
    ),
    deeds={
        "POST /api/membership/offices": "ثبت دستگاه",
        "POST /membership/offices/new": "ثبت دستگاه",
        "PUT /api/membership/offices/{office_id}": "تغییر دستگاه",
        "POST /membership/offices/{office_id}/edit": "تغییر دستگاه",
        "POST /api/membership/offices/{office_id}/closing": "بستن دستگاه",
        "POST /membership/offices/{office_id}/closing": "بستن دستگاه",
        "POST /api/membership/offices/{office_id}/reopening": "بازگشایی دستگاه",
        "POST /membership/offices/{office_id}/reopening": "بازگشایی دستگاه",
    },
    actions=access.ACTIONS,
)
