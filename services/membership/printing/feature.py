"""The manifest of printing."""

from pathlib import Path

from services.membership.printing import mongo
from services.membership.printing.domain import NoPage, NotReady
from services.membership.printing.printer_jobs import Printer
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="printing",
    problems={
        NotReady: Problem(503, "printing-not-ready", "اکنون نامه‌ای امضا نمی‌شود."),
        NoPage: Problem(409, "page-not-made", "صفحه این نامه هنوز ساخته نشده است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The letters to which pages belong answer for themselves.",
    folder=Path(__file__).parent,
    things={mongo.HINDRANCES: "صفحه نامه"},
    jobs=(job(Printer, Printer.run),),
)
