"""The manifest of batches."""

from pathlib import Path

from services.membership.batches import access, api, drafting_pages, mongo, pages, signing_pages
from services.membership.batches.domain import BatchNotFound, BatchOver, NothingToDo, TooMany
from services.membership.batches.jobs import BatchRunner
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="batches",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router, drafting_pages.router, signing_pages.router),
    problems={
        BatchNotFound: Problem(404, "batch-not-found", "این کار گروهی پیدا نشد."),
        BatchOver: Problem(409, "batch-over", "این کار در وضعیت فعلی آن ممکن نیست."),
        NothingToDo: Problem(409, "nothing-to-do", "چیزی برای انجام نیست."),
        TooMany: Problem(422, "too-many", "تعداد بیش از حد مجاز است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="What is left of a batch is open anyway, as drafts to sign or nominations to draft.",
    deeds={
        "POST /api/membership/decrees/bulk": "پیش‌نویس گروهی حکم‌ها",
        "POST /membership/bulk-drafts": "پیش‌نویس گروهی حکم‌ها",
        "POST /api/membership/signatures": "امضای گروهی حکم‌ها",
        "POST /membership/signatures": "امضای گروهی حکم‌ها",
        "POST /api/membership/jobs/{batch_id}/cancellation": "توقف کار گروهی",
        "POST /membership/batches/{batch_id}/cancellation": "توقف کار گروهی",
        "POST /api/membership/jobs/{batch_id}/continuation": "ادامه کار گروهی",
        "POST /membership/batches/{batch_id}/continuation": "ادامه کار گروهی",
    },
    things={mongo.BATCHES: "کار گروهی"},
    actions=access.ACTIONS,
    jobs=(job(BatchRunner, BatchRunner.run),),
)
