"""What the trail of reporting says after real requests."""

from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.main import FEATURES
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY, bearer
from tests.reporting.test_reports_api import FULL, fill, submit
from tests.trail import changes, nameless, trail


async def test_a_report_is_in_the_trail_from_its_first_number_to_its_submission(
    reporting: AsyncClient, store: Store
) -> None:
    await fill(reporting, FULL)
    await fill(reporting, FULL | {"B4": 2})
    await submit(reporting)

    begun, corrected, handed_in = await trail(store, 3)

    assert {row["key"] for row in (begun, corrected, handed_in)} == {"1405-08:water"}
    assert (begun["kind"], begun["deed"]) == ("added", "PUT /api/reporting/reports/{period}/{office_id}")
    assert changes(corrected) == {"answers.values.B4.value": (1, 2), "version": (1, 2)}
    assert (handed_in["person_id"], changes(handed_in)["state"]) == (MANAGER.person_id, ("in_progress", "submitted"))


async def test_a_closure_is_in_the_trail_with_the_due_dates_it_moves(reporting: AsyncClient, store: Store) -> None:
    body = {"day": "2026-11-28", "title": "آلودگی هوا"}
    closed = await reporting.post("/api/reporting/calendar/closures", json=body, headers=bearer(SECRETARY))
    assert closed.status_code == 201, closed.text

    rows = {row["collection"]: row for row in await trail(store, 2)}

    assert rows["calendar_years"]["key"] == "1405"
    assert changes(rows["periods"])["due_at"] == ("2026-11-28T11:00:00.000+00:00", "2026-11-29T11:00:00.000+00:00")
    assert {row["correlation_id"] for row in rows.values()} == {closed.headers["x-request-id"]}


async def test_every_deed_has_a_name_where_people_read_of_it(app: FastAPI) -> None:
    assert nameless(app, FEATURES) == set()
