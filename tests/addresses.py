"""Addresses of all routes of a service, for tests that walk them."""

import re
from collections.abc import Iterator

from fastapi import FastAPI

from shared.web.routes import api_routes, methods_of

SAMPLES = {
    "id": "0123456789abcdef",
    "digest": "0" * 24,
    "period": "1405-08",
    "digits": "12345678",
    "code": "8347221096",
    "path": "office/water:deputy",
    "person": "p-water",
    "slug": "water",
    "": "water",
}
VARIABLE = re.compile(r"\{\w+(?::(\w+))?\}")


def addresses_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and address of each route; what varies stands in its usual form, and is the id of nothing."""
    for route in api_routes(app):
        for method in methods_of(route):
            yield method, VARIABLE.sub(lambda found: SAMPLES[found[1] or ""], route.path)
