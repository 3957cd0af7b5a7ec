"""The manifest of the kinds of offices."""

from pathlib import Path

from services.membership.office_kinds import access, api, mongo, pages
from services.membership.office_kinds.domain import KindInUse, KindTaken, KindUnknown
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="office_kinds",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={
        KindUnknown: Problem(404, "office-kind-not-found", "چنین نوعی تعریف نشده است."),
        KindTaken: Problem(409, "office-kind-taken", "نوع دیگری با این شناسه یا نام تعریف شده است."),
        KindInUse: Problem(409, "office-kind-in-use", "این نوع به کار رفته است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Kinds of offices are no work of a person.",
    things={mongo.OFFICE_KINDS: "نوع دستگاه"},
    deeds={
        "POST /api/membership/office-kinds": "تعریف نوع دستگاه",
        "PUT /api/membership/office-kinds/{kind_id}": "تغییر نوع دستگاه",
        "DELETE /api/membership/office-kinds/{kind_id}": "حذف نوع دستگاه",
        "POST /membership/office-kinds": "تعریف نوع دستگاه",
        "POST /membership/office-kinds/{kind_id}": "تغییر نوع دستگاه",
        "POST /membership/office-kinds/{kind_id}/removal": "حذف نوع دستگاه",
    },
    actions=access.ACTIONS,
)
