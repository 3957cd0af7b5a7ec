"""The manifest of bodies."""

from pathlib import Path

from services.membership.bodies import access, api, mongo
from services.membership.bodies.domain import BodyNotFound, RoleUnknown
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="bodies",
    folder=Path(__file__).parent,
    routers=(api.router,),
    problems={
        BodyNotFound: Problem(404, "body-not-found", "نهادی با این شناسه ثبت نشده است."),
        RoleUnknown: Problem(422, "role-unknown", "این نهاد چنین نقشی ندارد."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The list of bodies is the county's.",
    things={mongo.BODIES: "نهاد"},
    actions=access.ACTIONS,
)
