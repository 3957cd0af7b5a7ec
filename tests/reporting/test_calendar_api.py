"""The calendar, and the due dates that follow it."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.reporting.calendar.domain import ClosedDay, Kind
from services.reporting.calendar.holidays_outside import moving_holidays
from services.reporting.main import Parts, real_parts
from services.reporting.settings import Settings
from shared.persian.periods import Period
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.reporting.scene import Clock, told

POLICY = json.loads(Path("services/reporting/calendar/policy.json").read_text("utf-8"))
DUE_DAY = "2026-11-28"
ROADS = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))


async def close(
    reporting: AsyncClient, day: str = DUE_DAY, title: str = "آلودگی هوا", *, by: Viewer = SECRETARY
) -> Response:
    return await reporting.post(
        "/api/reporting/calendar/closures", json={"day": day, "title": title}, headers=bearer(by)
    )


async def reopen(reporting: AsyncClient, day: str = DUE_DAY, *, by: Viewer = SECRETARY) -> Response:
    return await reporting.delete(f"/api/reporting/calendar/closures/{day}", headers=bearer(by))


async def due_of(reporting: AsyncClient, office: str) -> str:
    who = Viewer("p", "م", frozenset({"pr_manager"}), frozenset({office}))
    answer = await reporting.get(f"/api/reporting/reports/1405-08/{office}", headers=bearer(who))
    return str(answer.json()["due_at"])


async def hand_in(reporting: AsyncClient, by: Viewer) -> dict[str, Any]:
    (office,) = by.offices
    path = f"/api/reporting/reports/1405-08/{office}/submission"
    answer: dict[str, Any] = (await reporting.post(path, json={"nil": True}, headers=bearer(by))).json()
    return answer


@pytest.mark.parametrize(
    ("off", "period", "due_on"),
    [
        (["FRIDAY"], "1405-08", "2026-11-26"),
        (["THURSDAY", "FRIDAY"], "1405-08", "2026-11-28"),
        (["FRIDAY"], "1405-06", "2026-09-28"),
        (["THURSDAY", "FRIDAY"], "1405-06", "2026-09-29"),
        (["FRIDAY"], "1405-12", "2027-03-30"),
        (["THURSDAY", "FRIDAY"], "1405-12", "2027-03-31"),
    ],
)
async def test_due_is_the_fifth_working_day_of_the_month_after(
    settings: Settings, tmp_path: Path, clock: Clock, off: list[str], period: str, due_on: str
) -> None:
    policy = POLICY | {"weeks": [{"since": "1404-01-01", "off": off, "ends": "14:30", "half_ends": "12:30"}]}
    (tmp_path / "policy.json").write_text(json.dumps(policy), "utf-8")
    parts = real_parts(settings.model_copy(update={"calendar_policy": tmp_path / "policy.json"}), now=clock)
    store = parts.platform.store

    opened = await store.run_again(lambda: parts.periods.open(Period.parse(period)))

    assert opened.due_at.isoformat() == f"{due_on}T11:00:00+00:00"
    await store.close()


async def test_a_closure_on_the_due_day_moves_it_for_those_who_have_not_reported(
    reporting: AsyncClient, store: Store, clock: Clock
) -> None:
    assert (await hand_in(reporting, MANAGER))["on_time"] is True

    closed = await close(reporting)

    assert closed.status_code == 201
    assert closed.json()["moved"] == [
        {"period": "1405-08", "period_name": "آبان ۱۴۰۵", "from_day": "2026-11-28", "to_day": "2026-11-29"}
    ]
    assert await due_of(reporting, "water") == "2026-11-28T11:00:00Z"
    assert await due_of(reporting, "roads") == "2026-11-29T11:00:00Z"
    (event,) = await told(store, "calendar.changed.v1")
    assert (event["year"], event["version"]) == (1405, closed.json()["version"])
    assert {"day": DUE_DAY, "title": "آلودگی هوا", "kind": "declared"} in event["closures"]
    clock.set(2026, 11, 29, 10)
    assert (await hand_in(reporting, ROADS))["on_time"] is True


async def test_a_closure_taken_back_moves_the_due_date_back(reporting: AsyncClient, store: Store) -> None:
    await close(reporting)

    back = await reopen(reporting)

    assert back.json()["moved"][0]["to_day"] == DUE_DAY
    assert await due_of(reporting, "roads") == "2026-11-28T11:00:00Z"
    assert len(await told(store, "calendar.changed.v1")) == 2
    assert (await reopen(reporting)).status_code == 404


async def test_nobody_is_made_late_afterwards(reporting: AsyncClient, clock: Clock) -> None:
    """The office waited, trusting the closure; taking it back the evening after would put the due date behind it."""
    await close(reporting)
    clock.set(2026, 11, 28, 15)

    assert (await reopen(reporting)).json()["moved"] == []

    clock.set(2026, 11, 29, 10)
    assert (await hand_in(reporting, ROADS))["on_time"] is True


async def test_the_same_closure_again_changes_nothing(reporting: AsyncClient, store: Store) -> None:
    first, again = await close(reporting), await close(reporting)

    assert (again.status_code, again.json()["version"]) == (201, first.json()["version"])
    assert again.json()["moved"] == []
    assert len(await told(store, "calendar.changed.v1")) == 1


async def test_closures_declared_at_once_are_all_kept(reporting: AsyncClient) -> None:
    days = ["2026-12-01", "2026-12-02", "2026-12-05", "2026-12-06"]

    answers = await asyncio.gather(*(close(reporting, day) for day in days))

    assert {answer.status_code for answer in answers} == {201}
    calendar = (await reporting.get("/api/reporting/calendar", headers=bearer(MANAGER))).json()
    assert set(days) <= {item["day"] for item in calendar["items"]}


async def test_a_year_begins_with_its_fixed_holidays(reporting: AsyncClient) -> None:
    leap = (await reporting.get("/api/reporting/calendar?year=1408", headers=bearer(MANAGER))).json()

    assert [item["jalali"] for item in leap["items"]] == [
        f"1408-{day}"
        for day in ("01-01", "01-02", "01-03", "01-04", "01-12", "01-13", "03-14", "03-15", "11-22", "12-29", "12-30")
    ]
    assert leap["week"]["off"] == ["thursday", "friday"]
    assert (await reporting.get("/api/reporting/calendar?year=1404", headers=bearer(MANAGER))).json()["items"][-1][
        "jalali"
    ] == "1404-12-29"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"day": "2026-02-30", "title": "x"}, 422),
        ({"day": "1405-13-01", "title": "x"}, 422),
        ({"day": "nonsense", "title": "x"}, 422),
        ({"day": "2300-01-01", "title": "x"}, 422),
        ({"day": DUE_DAY, "title": ""}, 422),
        ({"day": DUE_DAY, "title": "\u202e "}, 422),
        ({"day": DUE_DAY, "title": "آ" * 201}, 422),
        ({"day": DUE_DAY}, 422),
        ({"day": DUE_DAY, "title": "x", "kind": "official"}, 422),
    ],
)
async def test_what_is_no_closure_is_refused(
    reporting: AsyncClient, store: Store, body: dict[str, str], status: int
) -> None:
    answer = await reporting.post("/api/reporting/calendar/closures", json=body, headers=bearer(SECRETARY))

    assert answer.status_code == status
    assert await told(store, "calendar.changed.v1") == []


async def test_a_jalali_day_is_understood(reporting: AsyncClient) -> None:
    assert (await close(reporting, "1405-09-07")).json()["day"] == DUE_DAY
    assert (await reopen(reporting, "1405-09-07")).status_code == 200


@pytest.mark.parametrize("stranger", [MANAGER, GOVERNOR, OPERATOR], ids=lambda viewer: str(viewer.person_id))
async def test_only_the_secretariat_keeps_the_calendar(reporting: AsyncClient, store: Store, stranger: Viewer) -> None:
    assert (await close(reporting, by=stranger)).status_code == 403
    assert (await reopen(reporting, "2026-03-21", by=stranger)).status_code == 403
    assert await told(store, "calendar.changed.v1") == []


async def test_moving_holidays_are_guessed_once_and_the_list_wins(parts: Parts, store: Store) -> None:
    ashura = ClosedDay(date(2026, 6, 25), "عاشورا", Kind.OFFICIAL)
    nowruz = ClosedDay(date(2026, 3, 21), "عید فطر", Kind.OFFICIAL)
    keeper = parts.calendar_keeper

    await store.run_again(lambda: keeper.take_guess(1405, [ashura, nowruz]))
    await store.run_again(lambda: keeper.reopen(ashura.day, by=SECRETARY))
    await store.run_again(lambda: keeper.take_guess(1405, [ashura]))

    year = await keeper.calendars.year(1405)
    assert year.on(ashura.day) is None
    kept = year.on(nowruz.day)
    assert kept is not None
    assert kept.title == "نوروز"
    assert year.version == 2


async def test_the_library_names_the_moving_holidays_in_persian() -> None:
    found: Sequence[ClosedDay] = await moving_holidays(1405)

    titles = {closed.day: closed.title for closed in found}
    assert "عاشورا" in titles[date(2026, 6, 25)]
    assert all(closed.kind is Kind.OFFICIAL for closed in found)
