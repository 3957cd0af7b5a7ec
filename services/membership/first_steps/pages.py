"""The buttons beside the first steps. The list itself stands on the desk."""

from typing import Annotated

from fastapi import Response

from services.membership.first_steps.access import KEEP_FIRST_STEPS
from services.membership.first_steps.domain import Step
from services.membership.first_steps.usecases import FirstSteps
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/membership/first-steps")

Keeping = Annotated[Viewer, may(KEEP_FIRST_STEPS)]
Steps = Annotated[FirstSteps, part(FirstSteps)]


@router.post("/{step}/aside")
async def put_aside(page: OnPage, viewer: Keeping, steps: Steps, step: Step) -> Response:
    await steps.put_aside(step, by=viewer)
    return page.go("/desk", said="این گام کنار گذاشته شد.")


@router.post("/{step}/again")
async def take_up(page: OnPage, viewer: Keeping, steps: Steps, step: Step) -> Response:
    await steps.take_up(step, by=viewer)
    return page.go("/desk", said="این گام دوباره در فهرست است.")
