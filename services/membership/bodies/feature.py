"""The manifest of bodies."""

from pathlib import Path

from services.membership.bodies import access, api, mongo, pages
from services.membership.bodies.domain import BodyNotFound, BodyTaken, RoleInUse, RoleUnknown
from shared.web.feature import Feature
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="bodies",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={
        BodyNotFound: Problem(404, "body-not-found", "نهادی با این شناسه ثبت نشده است."),
        BodyTaken: Problem(409, "body-taken", "نهاد دیگری با این شناسه ثبت شده است."),
        RoleInUse: Problem(409, "role-in-use", "نقشی که عضو دارد برداشته نمی‌شود."),
        RoleUnknown: Problem(422, "role-unknown", "این نهاد چنین نقشی ندارد."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The list of bodies is the county's.",
    public=(mongo.BODIES,),
    menu=(
        Link(
            label="نهادها و اعضا",
            href=pages.HERE,
            icon="building",
            order=42,
            action=access.READ_BODIES,
            under=("/membership/members", pages.NEW),
        ),
    ),
    deeds={
        "POST /api/membership/bodies": "ثبت نهاد",
        "PUT /api/membership/bodies/{body_id}": "تغییر نهاد",
        "POST /membership/new-body": "ثبت نهاد",
        "POST /membership/bodies/{body_id}/edit": "تغییر نهاد",
    },
    things={mongo.BODIES: "نهاد"},
    actions=access.ACTIONS,
)
