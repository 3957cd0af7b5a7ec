"""The manifest of the door for guests' events."""

from services.news.ingest import api, mongo
from shared.web.feature import Feature

FEATURE = Feature(
    name="ingest",
    routers=(api.router,),
    problems=api.PROBLEMS,
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="What a guest posted is taken or refused at once.",
    deeds={"POST /api/events": "رویداد سامانه همسایه"},
    things={mongo.RECEIPTS: "رسید رویداد"},
)
