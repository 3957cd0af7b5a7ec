"""The manifest of publishers."""

from pathlib import Path

from services.news.publishers import mongo
from services.news.publishers.domain import PublisherUnknown
from services.news.publishers.usecases import PublisherDirectory
from shared.events.membership import (
    BodyRegistered,
    OfficeClosed,
    OfficeRegistered,
    OfficeReopened,
    OfficeUpdated,
)
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem

FEATURE = Feature(
    name="publishers",
    folder=Path(__file__).parent,
    problems={PublisherUnknown: Problem(404, "publisher-not-found", "چنین دستگاه یا نهادی ثبت نشده است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Copies of what membership tells.",
    public=(mongo.PUBLISHERS, mongo.MANAGERS),
    things={mongo.PUBLISHERS: "ناشر", mongo.MANAGERS: "مدیر روابط عمومی"},
    listens=(
        on(OfficeRegistered, PublisherDirectory, PublisherDirectory.add_office),
        on(OfficeUpdated, PublisherDirectory, PublisherDirectory.update_office),
        on(OfficeClosed, PublisherDirectory, PublisherDirectory.close_office),
        on(OfficeReopened, PublisherDirectory, PublisherDirectory.reopen_office),
        on(BodyRegistered, PublisherDirectory, PublisherDirectory.add_body),
    ),
)
