"""Reports as other programs handle them."""

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.reporting.activity.domain import Deed, Measure
from services.reporting.activity.mongo import MongoDeedRepository
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.reporting.scene import Clock, told

FULL: dict[str, Any] = {"A1": "شبکه آب دو روستا بازسازی شد.", "B4": 1, "B5": 0}
ROADS = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))
REPORT = "/api/reporting/reports/1405-08/water"


async def fill(
    reporting: AsyncClient, values: Any = None, *, by: Viewer = MANAGER, to: str = REPORT, **more: Any
) -> Response:
    body = {"values": FULL if values is None else values} | more
    return await reporting.put(to, json=body, headers=bearer(by))


async def submit(reporting: AsyncClient, *, by: Viewer = MANAGER, to: str = REPORT, **more: Any) -> Response:
    return await reporting.post(f"{to}/submission", json=more or None, headers=bearer(by))


async def read(reporting: AsyncClient, *, by: Viewer = MANAGER, to: str = REPORT) -> dict[str, Any]:
    answer: dict[str, Any] = (await reporting.get(to, headers=bearer(by))).json()
    return answer


async def published(store: Store, *days: date, office: str = "water") -> None:
    for number, day in enumerate(days):
        deed = Deed(f"article/{office}{number}", Measure.PUBLISHED_NEWS, office, day, f"خبر {number}", "http://x/n/1")
        await MongoDeedRepository(store).put(deed)


async def test_a_report_is_begun_filled_in_and_handed_in(reporting: AsyncClient, store: Store) -> None:
    assert (await read(reporting))["state"] == "not_started"

    kept = await fill(reporting, FULL, narrative="ماه خوبی بود.")
    assert kept.status_code == 200
    assert {name: kept.json()[name] for name in ("state", "version", "due_at")} == {
        "state": "in_progress",
        "version": 1,
        "due_at": "2026-11-28T11:00:00Z",
    }

    handed_in = await submit(reporting)

    assert handed_in.status_code == 200
    assert (handed_in.json()["state"], handed_in.json()["on_time"]) == ("submitted", True)
    assert handed_in.json()["due_at"] == "2026-11-28T11:00:00Z"
    (event,) = await told(store, "report.submitted.v1")
    assert event["report_id"] == "1405-08:water"
    assert (event["period_name"], event["office_name"]) == ("آبان ۱۴۰۵", "اداره آب و فاضلاب")
    assert (event["revision"], event["nil"], event["on_time"]) == (1, False, True)
    assert event["totals"] == {"B1": 0, "B4": 1, "B5": 0}


@pytest.mark.parametrize(
    ("hour", "minute", "on_time"), [(11, 0, True), (11, 1, False)], ids=["at the last minute", "a minute later"]
)
async def test_the_calendar_decides_what_is_on_time(
    reporting: AsyncClient, clock: Clock, hour: int, minute: int, *, on_time: bool
) -> None:
    await fill(reporting)
    clock.set(2026, 11, 28, hour, minute)

    assert (await submit(reporting)).json()["on_time"] is on_time


async def test_the_same_submission_at_the_same_instant_is_one(reporting: AsyncClient, store: Store) -> None:
    await fill(reporting)

    answers = await asyncio.gather(*(submit(reporting) for _ in range(6)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["submitted_at"] for answer in answers}) == 1
    assert len(await told(store, "report.submitted.v1")) == 1


async def test_two_who_begin_at_once_leave_one_whole_report(reporting: AsyncClient) -> None:
    answers = await asyncio.gather(*(fill(reporting, FULL | {"B4": number}, version=0) for number in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert (await read(reporting))["version"] == 1


async def test_a_stale_version_is_refused(reporting: AsyncClient) -> None:
    await fill(reporting)
    await fill(reporting, FULL | {"B4": 2}, version=1)

    refused = await fill(reporting, FULL | {"B4": 9}, version=1)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:stale-report")
    repeated = await fill(reporting, FULL | {"B4": 2}, version=1)
    assert (repeated.status_code, repeated.json()["version"]) == (200, 2)
    assert (await read(reporting))["values"]["B4"]["value"] == 2


async def test_what_is_required_is_named(reporting: AsyncClient, store: Store) -> None:
    await fill(reporting, {"B4": 2})

    refused = await submit(reporting)

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["values.A1", "values.B5"]
    assert (await read(reporting))["state"] == "in_progress"
    assert await told(store, "report.submitted.v1") == []


async def test_there_is_none_answers_a_required_item(reporting: AsyncClient) -> None:
    await fill(reporting, {"A1": "کار", "B4": {"n_a": True}, "B5": 0})

    assert (await submit(reporting)).status_code == 200


async def test_an_empty_form_is_not_a_report_but_an_express_nil_is(reporting: AsyncClient, store: Store) -> None:
    assert (await submit(reporting)).status_code == 422
    await fill(reporting, {})
    assert (await submit(reporting)).status_code == 422

    nil = await submit(reporting, nil=True)

    assert (nil.status_code, nil.json()["nil"], nil.json()["on_time"]) == (200, True, True)
    assert (await submit(reporting, nil=True)).json() == nil.json()
    assert [event["nil"] for event in await told(store, "report.submitted.v1")] == [True]


async def test_nil_can_be_kept_as_a_draft_and_never_comes_with_something(reporting: AsyncClient) -> None:
    assert (await fill(reporting, {}, nil=True)).json()["nil"] is True
    assert (await fill(reporting, FULL, nil=True)).status_code == 422

    await fill(reporting)

    refused = await submit(reporting, nil=True)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:ravabet:problem:incomplete")
    assert (await read(reporting))["nil"] is False


async def test_news_is_counted_and_a_different_number_needs_a_reason(reporting: AsyncClient, store: Store) -> None:
    await published(store, date(2026, 10, 23), date(2026, 11, 21), date(2026, 11, 22))
    assert (await read(reporting))["values"]["B1"] == {"value": 2, "automatic": 2, "note": "", "n_a": False}
    await fill(reporting, FULL | {"B1": 5})

    refused = await submit(reporting)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["values.B1"]

    await fill(reporting, FULL | {"B1": {"value": 5, "note": "سه خبر در نشریه استان بود."}})
    assert (await submit(reporting)).status_code == 200
    (event,) = await told(store, "report.submitted.v1")
    assert event["totals"] == {"B1": 5, "B4": 1, "B5": 0}


async def test_a_number_that_repeats_the_count_follows_it_until_it_is_handed_in(
    reporting: AsyncClient, store: Store
) -> None:
    await published(store, date(2026, 11, 1))
    await fill(reporting, FULL | {"B1": 1})
    await published(store, date(2026, 11, 1), date(2026, 11, 2))

    assert (await submit(reporting)).json()["values"]["B1"]["value"] == 2
    await published(store, date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3))
    assert (await read(reporting))["values"]["B1"]["value"] == 2


async def test_what_was_left_open_is_carried_over(reporting: AsyncClient) -> None:
    await fill(reporting, FULL | {"E1": ["میز خدمت، ۶۰ درصد", " "]})
    azar = "/api/reporting/reports/1405-09/water"

    assert (await read(reporting, to=azar))["values"]["E1"]["value"] == ["میز خدمت، ۶۰ درصد"]
    begun = await fill(reporting, {"A1": "کار"}, to=azar)
    assert begun.json()["values"]["E1"]["value"] == ["میز خدمت، ۶۰ درصد"]
    finished = await fill(reporting, {"A1": "کار"}, to=azar)
    assert "E1" not in finished.json()["values"]


async def test_a_revision_keeps_the_first_judgement_and_is_told(
    reporting: AsyncClient, store: Store, clock: Clock
) -> None:
    await fill(reporting)
    first = (await submit(reporting)).json()
    clock.set(2026, 12, 1)

    again = await fill(reporting, FULL | {"B4": 7})
    assert (again.json()["state"], again.json()["on_time"]) == ("in_progress", True)
    revised = (await submit(reporting)).json()

    assert (revised["revision"], revised["on_time"]) == (2, True)
    assert revised["first_submitted_at"] == first["submitted_at"] < revised["submitted_at"]
    assert [event["revision"] for event in await told(store, "report.submitted.v1")] == [1, 2]
    (document,) = await store.find("reports", {})
    assert [each["answers"]["values"]["B4"]["value"] for each in document["submissions"]] == [1, 7]


async def test_a_report_may_be_begun_while_its_month_runs_but_not_handed_in(
    reporting: AsyncClient, clock: Clock
) -> None:
    azar = "/api/reporting/reports/1405-09/water"
    assert (await fill(reporting, to=azar)).status_code == 200

    refused = await submit(reporting, to=azar)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:wrong-time")
    assert "سه‌شنبه ۱ دی ۱۴۰۵" in refused.json()["detail"]
    clock.set(2026, 12, 22)
    assert (await submit(reporting, to=azar)).status_code == 200


async def test_a_closed_period_is_history(reporting: AsyncClient, clock: Clock) -> None:
    clock.set(2026, 12, 9)

    assert (await fill(reporting)).status_code == 409
    assert (await submit(reporting, nil=True)).status_code == 409


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"Z9": 1}, "نیست"),
        ({"B4": "زیاد"}, "عدد"),
        ({"B4": -1}, "منفی"),
        ({"B4": 1.5}, "عدد"),
        ({"B4": True}, "عدد"),
        ({"B4": "1,5"}, "اعشار"),
        ({"B4": "۲،۵"}, "اعشار"),
        ({"B4": "۲/۵"}, "اعشار"),
        ({"C6": "87.5"}, "اعشار"),
        ({"B4": "12,34,567"}, "هر سه رقم"),
        ({"B4": "۱۲ ۵"}, "هر سه رقم"),
        ({"B4": "1e3"}, "عدد"),
        ({"B4": "−۵"}, "منفی"),
        ({"B4": 10**30}, "بیش از حد"),
        ({"B4": "9" * 5000}, "بیش از حد"),
        ({"B4": [1]}, "عدد"),
        ({"C6": 101}, "۱۰۰"),
        ({"A1": 5}, "متن"),
        ({"A1": "آ" * 1_000_000}, "۱۵۰۰"),
        ({"E1": "آ\n" * 60}, "۵۰"),
        ({"E1": [1]}, "متن"),
        ({"B4": {"value": 1, "why": "x"}}, "why"),
        ({"B4": {"value": 1, "n_a": True}}, "ندارد"),
        ({"A1": {"n_a": True}}, "ندارد"),
        ({"B4": {"value": 1, "note": "آ" * 501}}, "۵۰۰"),
    ],
)
async def test_what_cannot_be_an_answer_is_said_beside_its_field(
    reporting: AsyncClient, store: Store, values: dict[str, Any], sentence: str
) -> None:
    refused = await fill(reporting, values)

    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == f"values.{next(iter(values))}"
    assert sentence in error["message"]
    assert await store.count("reports", {}) == 0


async def test_digits_and_letters_may_be_typed_any_way(reporting: AsyncClient) -> None:
    values = {"B4": "۱٬۲۳۴", "B5": " ٣ ", "A1": "كار \u202eعمومي", "C6": "۹۰"}

    body = json.dumps({"values": values}).encode()
    kept = await reporting.put(REPORT, content=body, headers=bearer(MANAGER) | {"Content-Type": "application/json"})

    assert {code: kept.json()["values"][code]["value"] for code in values} == {
        "B4": 1234,
        "B5": 3,
        "A1": "کار عمومی",
        "C6": 90,
    }


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("1405-07/water", 404, "period-not-found"),
        ("1405-10/water", 404, "period-not-found"),
        ("1405-H1/water", 404, "period-not-found"),
        ("nonsense/water", 404, "period-not-found"),
        ("1405-13/water", 404, "period-not-found"),
        ("1405-08/nowhere", 404, "office-not-found"),
        ("1405-08/old", 409, "not-expected"),
    ],
)
async def test_an_unknown_period_or_office_is_told_apart(
    reporting: AsyncClient, path: str, status: int, problem: str
) -> None:
    everybody = Viewer("p", "م", frozenset({"pr_manager"}), frozenset({"water", "nowhere", "old"}))

    refused = await fill(reporting, by=everybody, to=f"/api/reporting/reports/{path}")

    assert (refused.status_code, refused.json()["type"]) == (status, f"urn:ravabet:problem:{problem}")


@pytest.mark.parametrize("stranger", [ROADS, SECRETARY, GOVERNOR, OPERATOR], ids=lambda viewer: str(viewer.person_id))
async def test_only_the_offices_own_manager_writes(reporting: AsyncClient, store: Store, stranger: Viewer) -> None:
    assert (await fill(reporting, by=stranger)).status_code == 403
    assert (await submit(reporting, by=stranger, nil=True)).status_code == 403
    assert await store.count("reports", {}) == 0


async def test_who_reads_what(reporting: AsyncClient) -> None:
    async def status(path: str, viewer: Viewer) -> int:
        return (await reporting.get(f"/api/reporting/reports{path}", headers=bearer(viewer))).status_code

    one, everything = "/1405-08/water", "?period=1405-08"
    assert [await status(one, who) for who in (MANAGER, SECRETARY, GOVERNOR, ROADS, OPERATOR)] == [
        200,
        200,
        200,
        403,
        403,
    ]
    assert [await status(everything, who) for who in (MANAGER, SECRETARY, GOVERNOR, OPERATOR)] == [403, 200, 200, 403]
    assert await status("?period=1404-01", SECRETARY) == 404
    assert (await reporting.get(f"/api/reporting/reports{one}")).status_code == 401
    items = (await reporting.get("/api/reporting/reports?period=1405-08", headers=bearer(SECRETARY))).json()
    assert {item["office_id"] for item in items["items"]} == {"water", "roads", "gas"}
    assert items["next"] is None


async def test_periods_say_how_many_have_reported(reporting: AsyncClient) -> None:
    await fill(reporting)
    await submit(reporting)

    page = (await reporting.get("/api/reporting/periods", headers=bearer(MANAGER))).json()

    assert [(item["id"], item["state"], item["submitted"], item["expected"]) for item in page["items"]] == [
        ("1405-09", "upcoming", 0, 3),
        ("1405-08", "open", 1, 3),
    ]
    aban = page["items"][1]
    assert (aban["name"], aban["kind"]) == ("آبان ۱۴۰۵", "month")
    assert datetime.fromisoformat(aban["opens_at"]) == datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
    assert aban["due_at"] == "2026-11-28T11:00:00Z"


async def test_the_form_asks_for_the_offices_work_first(reporting: AsyncClient) -> None:
    form = (await reporting.get("/api/reporting/periods/1405-08/template", headers=bearer(MANAGER))).json()

    assert [section["id"] for section in form["sections"]] == ["A", "B", "C", "D", "E", "F"]
    items = {item["code"]: item for section in form["sections"] for item in section["items"]}
    assert (items["B1"]["source"], items["E1"]["source"], items["A1"]["source"]) == (
        "automatic",
        "carried_over",
        "declared",
    )
    assert (items["A1"]["required"], items["A1"]["n_a_allowed"], items["C6"]["type"]) == (True, False, "percent")
    unknown = await reporting.get("/api/reporting/periods/1399-01/template", headers=bearer(MANAGER))
    assert unknown.status_code == 404


async def test_malformed_bodies_are_problems(reporting: AsyncClient, store: Store) -> None:
    headers = bearer(MANAGER) | {"Content-Type": "application/json"}
    bodies = [
        b"{",
        b'{"values": 5}',
        b'{"surprise": 1}',
        b'{"values": {}, "version": "x"}',
        b'{"values":{"B4":NaN}}',
        b'{"values":{"\\ud800":1}}',
    ]

    answers = [await reporting.put(REPORT, content=body, headers=headers) for body in bodies]

    assert [answer.status_code for answer in answers] == [400, 422, 422, 422, 400, 400]
    assert await store.count("reports", {}) == 0


async def test_it_is_told_in_both_versions_by_one_transaction(reporting: AsyncClient, store: Store) -> None:
    """A listener that knows only the first version still hears all, and never has to wait for the second."""
    await fill(reporting)
    await submit(reporting)
    await fill(reporting, FULL | {"B4": 7})
    await submit(reporting)

    rows = await store.find("outbox", {"type": {"$regex": "^report.submitted"}}, sort=[("_id", 1)])
    assert [(row["type"], row["seq"]) for row in rows] == [
        ("report.submitted.v1", 1),
        ("report.submitted.v2", 2),
        ("report.submitted.v1", 3),
        ("report.submitted.v2", 4),
    ]
    first, second = (json.loads(row["body"]) for row in rows[:2])
    assert first["data"] == second["data"] | {"period_name": "آبان ۱۴۰۵"}
    assert "period_name" not in second["data"]
    assert (first["deprecated"], second.get("deprecated")) == (True, None)
    assert first["correlationid"] == second["correlationid"]


async def test_neither_version_is_told_when_two_hand_in_at_once(reporting: AsyncClient, store: Store) -> None:
    await fill(reporting)
    answers = await asyncio.gather(*(submit(reporting) for _ in range(3)))

    assert 200 in {answer.status_code for answer in answers}
    assert len(await told(store, "report.submitted.v1")) == len(await told(store, "report.submitted.v2")) == 1
