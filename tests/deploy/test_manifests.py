"""The manifests of all four services against one another: menu, access, collections."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from deploy.access.__main__ import main as access
from deploy.manifests import FEATURES
from shared.events.catalogue import heard_by
from shared.events.heartbeats import HEARTBEATS
from shared.runtime.access import ROLES, WHOEVER_SIGNED_IN, Action
from shared.web import open_work, revocations
from shared.web.feature import Feature
from shared.web.routes import api_routes
from shared.web.rules import rules_of
from shared.web.shell import navigation
from shared.web.shell.icons import SYMBOLS
from shared.web.shell.navigation import Link

ALL = [(service, feature) for service, features in FEATURES.items() for feature in features]
LINKS = [link for _, feature in ALL for link in feature.menu]
FOR_OTHER_PAGES = ("/desk-part", "/stream", ".csv", ".{kind}")
"""What a page or a program of ours fetches; nobody goes there."""
FROM_THE_ACCOUNT_MENU = ("/membership/account", "/notifier/notices")
"""What stands in the head of each page at the desk."""


def routes() -> dict[str, APIRoute]:
    """Every GET route of every service by its address."""
    app = FastAPI()
    for _, feature in ALL:
        for router in feature.routers:
            app.include_router(router)
    return {route.path_format: route for route in api_routes(app) if "GET" in (route.methods or ())}


def action_of(route: APIRoute) -> Action | None:
    return next((rule for rule in rules_of(route) if isinstance(rule, Action)), None)


def test_the_collected_places_and_the_page_of_access_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert access(["check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.href)
def test_a_link_of_the_menu_asks_what_its_route_asks(link: Link) -> None:
    """Else somebody is shown a link that refuses them, or has no way to what they may read."""
    route = routes()[link.href]

    assert action_of(route) is link.action
    assert link.icon in SYMBOLS


def test_links_stand_in_one_order() -> None:
    orders = [link.order for link in LINKS]

    assert len(orders) == len(set(orders))


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_read_a_page_finds_a_way_to_it(role: str) -> None:
    """From the menu, or from a page above it that the menu leads to."""
    places = navigation.desk_links(frozenset({role}))

    assert [path for path in _pages_for(role) if not any(place.holds(path) for place in places)] == []


def _pages_for(role: str) -> Iterator[str]:
    for path, route in routes().items():
        action = action_of(route)
        is_page = not path.startswith(("/api/", *FROM_THE_ACCOUNT_MENU)) and not path.endswith(FOR_OTHER_PAGES)
        if is_page and action and not {role, WHOEVER_SIGNED_IN}.isdisjoint(action.roles):
            yield path


@pytest.mark.parametrize(("service", "feature"), ALL, ids=lambda value: getattr(value, "name", value))
def test_a_feature_says_of_each_of_its_collections_what_the_trail_notes(service: str, feature: Feature) -> None:
    assert feature.audited.keys() == feature.indexes.keys()
    assert {action.name.partition(".")[0] for action in feature.actions} <= {service}


@pytest.mark.parametrize(("service", "feature"), ALL, ids=lambda value: getattr(value, "name", value))
def test_a_feature_with_collections_answers_in_a_handover_or_says_why_not(service: str, feature: Feature) -> None:
    """Else the work of somebody who leaves is orphaned there, and nobody notices (ADR 31)."""
    says = bool(feature.open_work) + bool(feature.nothing_open)

    assert says == (1 if feature.indexes else 0), f"{service}/{feature.name}"


@pytest.mark.parametrize("service", FEATURES)
def test_the_catalogue_and_the_manifests_agree(service: str) -> None:
    features = (*FEATURES[service], revocations.FEATURE, open_work.FEATURE)
    listened = [each.event.type for feature in features for each in feature.listens]

    assert len(listened) == len(set(listened))
    assert set(listened) == heard_by(service) - {HEARTBEATS[service].type}


@pytest.mark.parametrize("service", FEATURES)
def test_migrations_are_numbered_and_change_what_their_feature_keeps(service: str) -> None:
    """Operators call them by their names, and records keep these for ever."""
    found = [(feature, each) for feature in FEATURES[service] for each in feature.migrations]
    numbers = sorted(each.name.partition("-")[0] for _, each in found)

    assert numbers == [f"{number:04}" for number in range(1, len(found) + 1)]
    for feature, each in found:
        assert re.fullmatch(r"\d{4}(-[a-z]+)+", each.name)
        assert each.says.endswith("."), each.name
        assert each.collection in feature.indexes
        # `make up` knows by these files whether there is something new to migrate.
        assert each.change.__module__.endswith(".migrations_mongo")


def test_names_of_actions_are_unique() -> None:
    names = [action.name for _, feature in ALL for action in feature.actions]

    assert len(names) == len(set(names))
