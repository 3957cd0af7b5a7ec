"""The manifest of the desk."""

from pathlib import Path

from services.membership.desk import access, pages
from services.membership.desk.sections_pages import DeskSections
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="desk",
    routers=(pages.router,),
    folder=Path(__file__).parent,
    menu=(Link(label="میز کار", href="/desk", icon="home", order=10, action=access.SEE_DESK),),
    actions=access.ACTIONS,
    closing=(job(DeskSections, DeskSections.close),),
)
