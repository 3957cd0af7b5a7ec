"""The manifest of topics."""

from pathlib import Path

from services.notifier.topics import mongo
from services.notifier.topics.domain import TopicUnknown
from services.notifier.topics.usecases import TopicDirectory
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem

FEATURE = Feature(
    name="topics",
    folder=Path(__file__).parent,
    problems={TopicUnknown: Problem(404, "topic-not-found", "چنین دستگاه یا نهادی برای دنبال کردن نیست.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Copies of what membership tells.",
    things={mongo.TOPICS: "موضوع"},
    listens=(
        on(OfficeRegistered, TopicDirectory, TopicDirectory.add_office),
        on(OfficeUpdated, TopicDirectory, TopicDirectory.update_office),
        on(OfficeClosed, TopicDirectory, TopicDirectory.close_office),
        on(OfficeReopened, TopicDirectory, TopicDirectory.reopen_office),
        on(BodyRegistered, TopicDirectory, TopicDirectory.add_body),
    ),
)
