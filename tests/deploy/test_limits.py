"""Where anybody may try something without a sign-in, there is a limit."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from deploy.manifests import FEATURES
from shared.web.limits import Limit
from shared.web.routes import api_routes, methods_of, name_of
from shared.web.rules import rules_of

OTHERWISE = {
    "POST /membership/sign-in": "counts wrong tries by name and address",
    "POST /api/membership/tokens": "counts wrong tries by name and address",
    "POST /notifier/follow": "counts what is asked for from one place",
    "POST /api/notifier/subscriptions": "counts what is asked for from one place",
    "POST /demo": "only for the machine itself, in a demonstration",
    "POST /api/events": "counts wrong signatures by address, and what a guest publishes",
    "POST /theme": "sets a cookie, and does nothing else",
}
SECRETS = ("{token}", "{code}")


def open_routes() -> list[APIRoute]:
    """The routes of all services that anybody may ask."""
    app = FastAPI()
    for features in FEATURES.values():
        for router in (router for feature in features for router in feature.routers):
            app.include_router(router)
    return [route for route in api_routes(app) if rules_of(route) == ["everybody"]]


def is_limited(route: APIRoute) -> bool:
    return any(isinstance(each.call, Limit) for each in route.dependant.dependencies)


def test_who_guesses_or_makes_us_work_is_slowed_down() -> None:
    at_stake = [
        name_of(route)
        for route in open_routes()
        if (methods_of(route) != ["GET"] or route.path_format.endswith(SECRETS)) and not is_limited(route)
    ]

    assert set(at_stake) - OTHERWISE.keys() == set()


@pytest.mark.parametrize("path", ["/v", "/search", "/membership/renewal", "/membership/sign-in/provider/answer"])
def test_what_costs_much_or_leads_to_a_guess_is_limited_too(path: str) -> None:
    (route,) = (route for route in open_routes() if route.path == path and methods_of(route) == ["GET"])

    assert is_limited(route)
