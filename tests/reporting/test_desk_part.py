"""What reporting tells somebody's desk."""

import pytest
from httpx import AsyncClient

from services.reporting.main import Parts
from shared.runtime.viewer import Viewer
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer, token_of
from tests.parked import park_one
from tests.reporting.scene import Clock

REPORT = "/api/reporting/reports/1405-08/water"
FOREIGN = Viewer("p-met", "هوا", frozenset({"pr_manager"}), frozenset({"met"}))
HEAD = Viewer("p-head", "رئیس", frozenset({"head_of_office"}), frozenset({"water"}))


async def part_of(reporting: AsyncClient, viewer: Viewer) -> str:
    answer = await reporting.get("/reporting/desk-part", headers={"Cookie": f"{COOKIE}={token_of(viewer)}"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.text


@pytest.mark.parametrize(
    ("day", "mark", "words"),
    [
        (23, "<!--desk week 1-->", "گزارش آبان ۱۴۰۵ را ارسال کنید"),
        (28, "<!--desk today 1-->", "همین امروز"),
        (29, "<!--desk today 1-->", "مهلت گزارش آبان ۱۴۰۵ گذشته است"),
    ],
)
async def test_a_report_comes_nearer_as_it_falls_due(
    reporting: AsyncClient, clock: Clock, day: int, mark: str, words: str
) -> None:
    clock.set(2026, 11, day)

    part = await part_of(reporting, MANAGER)

    assert mark in part
    assert words in part
    assert 'href="/reporting/1405-08/water">آغاز گزارش</a>' in part
    assert "راهداری" not in part


async def test_what_was_handed_in_waits_no_more_until_it_is_revised(reporting: AsyncClient) -> None:
    await reporting.put(REPORT, json={"values": {}, "nil": True}, headers=bearer(MANAGER))
    assert "ادامه گزارش" in await part_of(reporting, MANAGER)

    handed_in = await reporting.post(f"{REPORT}/submission", json={"nil": True}, headers=bearer(MANAGER))
    assert handed_in.is_success, handed_in.text
    assert (await part_of(reporting, MANAGER)).strip() == ""

    await reporting.put(REPORT, json={"values": {"A1": "شبکه بازسازی شد."}}, headers=bearer(MANAGER))
    revised = await part_of(reporting, MANAGER)
    assert "<!--desk whenever 1-->" in revised
    assert "بازبینی گزارش آبان ۱۴۰۵ ارسال نشده است" in revised


async def test_those_who_see_all_reports_wait_for_the_missing_ones(reporting: AsyncClient) -> None:
    await reporting.post(f"{REPORT}/submission", json={"nil": True}, headers=bearer(MANAGER))

    for viewer in (SECRETARY, GOVERNOR):
        part = await part_of(reporting, viewer)
        assert "<!--desk others 1-->" in part
        assert "گزارش آبان ۱۴۰۵ از ۲ دستگاه هنوز نرسیده است" in part
        assert "۱ از ۳ رسیده است" in part


async def test_nothing_waits_for_those_who_write_none_of_these(reporting: AsyncClient) -> None:
    for viewer in (FOREIGN, HEAD, OPERATOR):
        assert (await part_of(reporting, viewer)).strip() == ""


async def test_parked_events_wait_for_an_operator(reporting: AsyncClient, parts: Parts) -> None:
    assert (await part_of(reporting, OPERATOR)).strip() == ""
    await park_one(parts.platform.store)

    assert "۱ دسته رویداد مانده در گزارش‌ها" in await part_of(reporting, OPERATOR)
