"""The manifest of desk notices: the page behind the bell, and the bell's stream."""

from pathlib import Path

from services.notifier.desk_notices import access, api, mongo, pages, stream_api
from services.notifier.desk_notices.domain import DeskNoticeNotFound
from services.notifier.desk_notices.merging_usecases import DeskMover
from services.notifier.desk_notices.stream_jobs import Streams, TooManyStreams
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.web.feature import Feature
from shared.web.parts import ending, job, on
from shared.web.problems import Problem

FEATURE = Feature(
    name="desk_notices",
    routers=(api.router, pages.router, stream_api.router),
    problems={
        DeskNoticeNotFound: Problem(404, "notice-not-found", "چنین اعلانی برای شما نیست."),
        TooManyStreams: Problem(429, "too-many-streams", "میز کار در پنجره‌های زیادی باز است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A notice tells of work; the work itself is listed where it is done.",
    folder=Path(__file__).parent,
    deeds={
        "POST /api/notifier/notices/reading": "خواندن اعلان‌ها",
        "POST /notifier/notices/reading": "خواندن اعلان‌ها",
    },
    actions=access.ACTIONS,
    jobs=(job(Streams, Streams.run),),
    listens=(
        on(PeopleMerged, DeskMover, DeskMover.merge),
        on(PeopleMergeUndone, DeskMover, DeskMover.undo),
    ),
    leaving=(ending(Streams, Streams.leave),),
)
