"""The manifest of the demonstration; a service without demo data does not have it."""

from pathlib import Path

from services.membership.demo import pages
from shared.web.feature import Feature

FEATURE = Feature(name="demo", routers=(pages.router,), folder=Path(__file__).parent)
