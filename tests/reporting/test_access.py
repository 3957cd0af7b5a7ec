"""Every route of reporting, as every role, on the own office's report and on another's."""

from datetime import date

from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.main import FEATURES, Parts
from shared.runtime.access import AUDITOR, JURY, OPERATOR
from shared.web.routes import api_routes, methods_of
from shared.web.rules import rules_of
from tests.identity import SECRETARY
from tests.matrix import Ask, changes_by, walk
from tests.set_aside_asks import asks_of_set_aside

PERIOD = "1405-08"
DAY = date(2027, 1, 15)
"""25 Dey 1405."""


async def test_each_role_reaches_what_the_table_says_and_no_more(
    app: FastAPI, parts: Parts, reporting: AsyncClient
) -> None:
    async def report(office: str) -> Ask:
        return Ask(path={"period": PERIOD, "office_id": office}, things=(f"office/{office}",))

    async def draft(office: str) -> Ask:
        path = {"period": PERIOD, "office_id": office}
        return Ask(path=path, json={"nil": True}, form={}, things=(f"office/{office}",))

    async def of_period(_: str) -> Ask:
        return Ask(query={"period": PERIOD})

    async def nothing(_: str) -> Ask:
        return Ask()

    async def closure(_: str) -> Ask:
        return Ask(json={"day": "1405-10-20", "title": "برف"}, form={"day": "1405/10/20", "title": "برف"})

    async def closed_day(_: str) -> Ask:
        await parts.platform.store.run_again(lambda: parts.calendar_keeper.declare(DAY, "باد", by=SECRETARY))
        return Ask(path={"day": "1405-10-25"})

    wrong = await walk(
        app,
        reporting,
        {
            "GET /api/reporting/reports": of_period,
            "GET /api/reporting/reports/{period}/{office_id}": report,
            "PUT /api/reporting/reports/{period}/{office_id}": draft,
            "POST /api/reporting/reports/{period}/{office_id}/submission": draft,
            "GET /api/reporting/calendar": nothing,
            "POST /api/reporting/calendar/closures": closure,
            "DELETE /api/reporting/calendar/closures/{day}": closed_day,
            "GET /reporting": nothing,
            "GET /reporting/desk-part": nothing,
            "GET /reporting/audit": nothing,
            "GET /reporting/audit.csv": nothing,
            **asks_of_set_aside("/reporting"),
            "GET /reporting/{period}/{office_id}": report,
            "POST /reporting/{period}/{office_id}": draft,
            "GET /reporting/calendar": nothing,
            "POST /reporting/calendar/closures": closure,
            "POST /reporting/calendar/closures/{day}/removal": closed_day,
        },
    )

    assert wrong == []


def test_a_link_of_the_menu_asks_what_its_route_asks(app: FastAPI) -> None:
    """So nobody is shown a place that refuses them, and whoever may read a page finds a way to it."""
    rules = {route.path_format: rules_of(route) for route in api_routes(app) if "GET" in methods_of(route)}
    links = [link for feature in FEATURES for link in feature.menu]

    assert {link.href for link in links} == {"/reporting", "/reporting/calendar"}
    assert [link.href for link in links if link.action not in rules[link.href]] == []


def test_some_roles_change_nothing() -> None:
    actions = tuple(action for feature in FEATURES for action in feature.actions)

    assert [changes_by(actions, role) for role in (AUDITOR, JURY)] == [[], []]
    assert changes_by(actions, OPERATOR) == ["reporting.set_aside.decide"]
