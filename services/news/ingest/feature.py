"""The manifest of the door for guests' events."""

from services.news.ingest import api, mongo
from shared.messaging.guests import GuestQueues
from shared.web.feature import Feature
from shared.web.parts import job

FEATURE = Feature(
    name="ingest",
    routers=(api.router,),
    problems=api.PROBLEMS,
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="What a guest posted is taken or refused at once.",
    deeds={"POST /api/events": "رویداد سامانه همسایه"},
    jobs=(job(GuestQueues, GuestQueues.run),),
    things={mongo.RECEIPTS: "رسید رویداد"},
)
