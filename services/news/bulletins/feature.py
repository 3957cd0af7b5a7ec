"""The manifest of bulletins: what neighbours tell, and its pages."""

from pathlib import Path

from services.news.bulletins import api, mongo, pages
from services.news.bulletins.domain import BulletinNotFound
from services.news.bulletins.usecases import Noticeboard
from shared.events.neighbours import (
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
    OutageAnnounced,
    OutageEnded,
)
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="bulletins",
    folder=Path(__file__).parent,
    routers=(api.router, pages.public),
    problems={BulletinNotFound: Problem(404, "bulletin-not-found", "چنین اطلاعیه‌ای نیست.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Other systems tell of these, and end them.",
    public=(mongo.BULLETINS,),
    menu=(Link(label="قطعی‌ها و هشدارها", href=pages.HERE, icon="alert-triangle", order=3),),
    things={mongo.BULLETINS: "قطعی، هشدار یا رویداد"},
    listens=(
        on(OutageAnnounced, Noticeboard, Noticeboard.post_outage),
        on(OutageEnded, Noticeboard, Noticeboard.end_outage),
        on(AlertIssued, Noticeboard, Noticeboard.post_alert),
        on(AlertLifted, Noticeboard, Noticeboard.lift_alert),
        on(OccasionAnnounced, Noticeboard, Noticeboard.post_occasion),
        on(OccasionCancelled, Noticeboard, Noticeboard.cancel_occasion),
    ),
)
