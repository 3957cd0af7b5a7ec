"""The manifest of the desk."""

from services.notifier.desk import access, desk_section_pages
from shared.web.feature import Feature

FEATURE = Feature(name="desk", routers=(desk_section_pages.router,), actions=access.ACTIONS)
