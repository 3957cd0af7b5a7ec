"""The manifest of periods."""

from pathlib import Path

from services.reporting.periods import mongo
from services.reporting.periods.domain import PeriodUnknown
from services.reporting.periods.jobs import PeriodOpener
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="periods",
    folder=Path(__file__).parent,
    problems={PeriodUnknown: Problem(404, "period-not-found", "برای این دوره گزارشی خواسته نشده است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Periods open and close by the calendar.",
    things={mongo.PERIODS: "دوره"},
    jobs=(job(PeriodOpener, PeriodOpener.run),),
)
