"""The manifest of merges."""

from pathlib import Path

from services.membership.merges import access, api, mongo, pages
from services.membership.merges.domain import CannotMerge, ChangedSince, NothingToUndo
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="merges",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={
        CannotMerge: Problem(409, "cannot-merge", "این دو همکار ادغام نمی‌شوند."),
        NothingToUndo: Problem(409, "nothing-to-undo", "ادغامی برای بازگرداندن نیست."),
        ChangedSince: Problem(409, "changed-since-merge", "پس از ادغام چیزی تغییر کرده است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A merge is done at once, and can be undone by anybody of the secretariat.",
    things={mongo.MERGES: "ادغام همکاران"},
    deeds={
        "POST /api/membership/people/{person_id}/merge": "ادغام همکار تکراری",
        "POST /api/membership/people/{person_id}/merge-undo": "بازگرداندن ادغام",
        "POST /membership/people/{person_id}/merge": "ادغام همکار تکراری",
        "POST /membership/people/{person_id}/merge-undo": "بازگرداندن ادغام",
    },
    actions=access.ACTIONS,
)
