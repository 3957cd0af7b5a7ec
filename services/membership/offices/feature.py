"""The manifest of offices."""

from pathlib import Path

from services.membership.offices import access, api, mongo
from services.membership.offices.domain import OfficeEnded, OfficeNotFound, OfficeTaken
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="offices",
    folder=Path(__file__).parent,
    routers=(api.router,),
    problems={
        OfficeNotFound: Problem(404, "office-not-found", "دستگاهی با این شناسه ثبت نشده است."),
        OfficeTaken: Problem(409, "office-taken", "دستگاه دیگری با این شناسه ثبت شده است."),
        OfficeEnded: Problem(409, "office-closed", "این دستگاه بسته شده است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The directory of offices is the county's.",
    things={mongo.OFFICES: "دستگاه"},
    actions=access.ACTIONS,
)
