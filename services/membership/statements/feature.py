"""The manifest of statements."""

from pathlib import Path

from services.membership.statements import pages
from shared.web.feature import Feature

FEATURE = Feature(name="statements", routers=(pages.router,), folder=Path(__file__).parent)
