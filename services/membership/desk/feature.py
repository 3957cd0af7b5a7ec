"""The manifest of the desk."""

from pathlib import Path

from services.membership.desk import access, pages
from services.membership.desk.sections_pages import DeskSections
from shared.web.feature import Feature
from shared.web.parts import job

FEATURE = Feature(
    name="desk",
    routers=(pages.router,),
    templates=Path(__file__).parent / "templates",
    actions=access.ACTIONS,
    closing=(job(DeskSections, DeskSections.close),),
)
