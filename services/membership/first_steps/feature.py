"""The manifest of the first steps."""

from pathlib import Path

from services.membership.first_steps import access, mongo, pages
from services.membership.first_steps.domain import StepNeeded
from services.membership.first_steps.jobs import FirstStepsKeeper
from services.membership.first_steps.usecases import FirstSteps
from shared.events.news import NewsPublished
from shared.events.reporting import ReportPeriodOpened
from shared.web.feature import Feature
from shared.web.parts import job, on
from shared.web.problems import Problem

FEATURE = Feature(
    name="first_steps",
    folder=Path(__file__).parent,
    routers=(pages.router,),
    problems={StepNeeded: Problem(409, "first-step-needed", "این گام لازم است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The first steps are the county's.",
    things={mongo.FIRST_STEPS: "گام‌های راه‌اندازی"},
    deeds={
        "POST /membership/first-steps/{step}/aside": "کنار گذاشتن گام راه‌اندازی",
        "POST /membership/first-steps/{step}/again": "برگرداندن گام راه‌اندازی",
    },
    actions=access.ACTIONS,
    listens=(
        on(ReportPeriodOpened, FirstSteps, FirstSteps.note_period),
        on(NewsPublished, FirstSteps, FirstSteps.note_news),
    ),
    jobs=(job(FirstStepsKeeper, FirstStepsKeeper.run),),
)
