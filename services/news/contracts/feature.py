"""The manifest of the contracts: what services tell one another, for developers of other systems."""

from pathlib import Path

from services.news.contracts import api, pages
from services.news.contracts.queries import NoSuchEvent
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="contracts",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={NoSuchEvent: Problem(404, "no-such-event", "رویدادی از این نوع در فهرست نیست.")},
)
