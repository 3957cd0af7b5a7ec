"""What reporting answers in a handover."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.main import FEATURES
from shared.events.membership import HandoverOpened
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web import open_work
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.reporting.scene import Clock, told
from tests.reporting.test_reports_api import FULL, fill, read, submit

NEXT = Viewer("p-next", "مینا", frozenset({"pr_manager"}), frozenset({"water"}))


async def answer(app: FastAPI, **changes: Any) -> list[dict[str, Any]]:
    """The items that reporting lists when the holder of a post has changed."""
    facts = {
        "handover_id": "h1",
        "post_id": "office/water:pr_manager",
        "office_id": "water",
        "role": "pr_manager",
        "from_person_id": "p-water",
        "to_person_id": "p-next",
        "since": date(2026, 11, 22),
    }
    event = HandoverOpened.model_validate(facts | changes)
    store = parts_of(app)[Store]
    handler = handlers_of((*FEATURES, open_work.FEATURE), parts_of(app)).get(event.type)
    assert handler
    async with store.unit_of_work():
        await handler(event)
    said = (await told(store, "reporting.open.work.listed.v1"))[-1]
    assert said["service"] == "reporting"
    items: list[dict[str, Any]] = said["items"]
    return items


async def test_a_report_is_passed_on_until_it_is_handed_in(app: FastAPI, reporting: AsyncClient) -> None:
    (item,) = await answer(app)
    assert item == {
        "id": "1405-08:water",
        "kind": "report",
        "title": "گزارش آبان ۱۴۰۵",
        "href": "/reporting/1405-08/water",
        "due": "2026-11-28",
        "note": "هنوز آغاز نشده است",
    }

    await fill(reporting)
    assert [item["note"] for item in await answer(app)] == ["در دست نوشتن است"]
    await submit(reporting)
    assert await answer(app) == []
    await fill(reporting, FULL | {"B4": 2})
    assert [item["note"] for item in await answer(app)] == ["نسخه اصلاحی، در دست نوشتن است"]


async def test_a_draft_of_a_month_that_still_runs_is_passed_on_once_it_is_begun(
    app: FastAPI, reporting: AsyncClient
) -> None:
    await fill(reporting, to="/api/reporting/reports/1405-09/water")

    assert [item["id"] for item in await answer(app)] == ["1405-08:water", "1405-09:water"]


@pytest.mark.usefixtures("reporting")
async def test_what_is_closed_is_not_open(app: FastAPI, clock: Clock) -> None:
    clock.set(2027, 3, 1)

    assert "1405-08:water" not in [item["id"] for item in await answer(app)]


@pytest.mark.usefixtures("reporting")
async def test_only_the_manager_of_an_office_that_reports_passes_reports_on(app: FastAPI) -> None:
    assert await answer(app, role="head_of_office") == []
    assert await answer(app, office_id=None, body_id="council", role="secretariat") == []
    assert await answer(app, office_id="unheard-of") == []
    assert await answer(app, office_id="old") == []


async def test_the_next_manager_goes_on_with_the_report_of_the_one_before(reporting: AsyncClient) -> None:
    await fill(reporting, narrative="نوشته مدیر پیشین")

    assert (await read(reporting, by=NEXT))["narrative"] == "نوشته مدیر پیشین"
    assert (await fill(reporting, by=NEXT)).status_code == 200
    assert (await submit(reporting, by=NEXT)).json()["state"] == "submitted"
