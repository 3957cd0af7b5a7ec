"""The manifest of offices."""

from pathlib import Path

from services.reporting.offices import mongo
from services.reporting.offices.domain import OfficeUnknown
from services.reporting.offices.usecases import OfficeDirectory
from shared.events.membership import OfficeClosed, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem

FEATURE = Feature(
    name="offices",
    folder=Path(__file__).parent,
    problems={OfficeUnknown: Problem(404, "office-not-found", "چنین دستگاهی ثبت نشده است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Copies of what membership tells.",
    things={mongo.OFFICES: "دستگاه"},
    listens=(
        on(OfficeRegistered, OfficeDirectory, OfficeDirectory.add),
        on(OfficeUpdated, OfficeDirectory, OfficeDirectory.update),
        on(OfficeClosed, OfficeDirectory, OfficeDirectory.close),
        on(OfficeReopened, OfficeDirectory, OfficeDirectory.reopen),
    ),
)
