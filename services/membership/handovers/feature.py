"""The manifest of handovers."""

from pathlib import Path

from services.membership.handovers import access, api, mongo, pages
from services.membership.handovers.domain import HandoverNotFound, HandoverOver, ItemNotFound, RemarkMissing
from services.membership.handovers.usecases import HandoverDesk
from shared.events.open_work import OPEN_WORK
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="handovers",
    routers=(api.router, pages.router),
    problems={
        HandoverNotFound: Problem(404, "handover-not-found", "این تحویل و تحول پیدا نشد."),
        ItemNotFound: Problem(404, "handover-item-not-found", "این مورد در صورت‌جلسه نیست."),
        HandoverOver: Problem(409, "handover-over", "این تحویل و تحول دیگر تغییر نمی‌کند."),
        RemarkMissing: Problem(422, "remark-missing", "توضیح این مورد نوشته نشده است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A handover goes to the next holder by itself.",
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="تحویل و تحول",
            href="/membership/handovers",
            icon="arrow-forward-up",
            order=46,
            action=access.READ_HANDOVER,
        ),
    ),
    deeds={
        "POST /membership/handovers/{handover_id}/acceptance": "پذیرفتن موردهای تحویل",
        "POST /membership/handovers/{handover_id}/items/{number}/acceptance": "پذیرفتن مورد تحویل",
        "POST /membership/handovers/{handover_id}/items/{number}/refusal": "نپذیرفتن مورد تحویل",
        "POST /api/membership/handovers/{handover_id}/items/{item_id}/acceptance": "پذیرفتن مورد تحویل",
        "POST /api/membership/handovers/{handover_id}/items/{item_id}/refusal": "نپذیرفتن مورد تحویل",
    },
    things={mongo.HANDOVERS: "تحویل و تحول"},
    actions=access.ACTIONS,
    listens=tuple(on(listed, HandoverDesk, HandoverDesk.take_answer) for listed in OPEN_WORK.values()),
)
