"""The pages as a browser without JavaScript uses them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.reporting.activity.domain import Deed, Measure
from services.reporting.activity.mongo import MongoDeedRepository
from services.reporting.offices.domain import OfficeId
from services.reporting.offices.mongo import office_copies
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, token_of
from tests.reporting.scene import Clock, told

REPORT = "/reporting/1405-08/water"
FULL = {"A1": "شبکه آب دو روستا بازسازی شد.", "B4": "۱", "B5": "۰"}


class Browser:
    """Asks as a signed-in person, and fills in the forms of the page that was shown last."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self.page = ""

    async def open(self, path: str) -> Response:
        """Look at a page."""
        answer = await self.client.get(path)
        self.page = answer.text
        return answer

    async def send(self, path: str, fields: dict[str, Any]) -> Response:
        """Post a form with the hidden fields that the page gave it."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page))
        hidden.pop("deed", None)
        answer = await self.client.post(path, data=hidden | fields, follow_redirects=True)
        self.page = answer.text
        return answer


@pytest.fixture
async def browsers(app: FastAPI, reporting: AsyncClient) -> AsyncIterator[dict[str, Browser]]:
    """A browser for each role."""
    assert not reporting.is_closed
    browsers = {
        role: _browser(app, viewer) for viewer in (MANAGER, SECRETARY, GOVERNOR, OPERATOR) for role in viewer.roles
    }
    yield browsers
    for browser in browsers.values():
        await browser.client.aclose()


@pytest.fixture
def manager(browsers: dict[str, Browser]) -> Browser:
    return browsers["pr_manager"]


@pytest.fixture
def secretary(browsers: dict[str, Browser]) -> Browser:
    return browsers["secretariat"]


async def test_a_manager_sees_what_is_due(manager: Browser) -> None:
    page = await manager.open("/reporting")

    assert page.status_code == 200
    assert "شنبه ۷ آذر ۱۴۰۵، پایان وقت اداری" in page.text
    assert "سه روز کاری مانده" in page.text
    assert f'href="{REPORT}"' in page.text


async def test_a_report_is_saved_and_then_sent(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)

    saved = await manager.send(REPORT, FULL | {"deed": "save"})
    assert "پیش‌نویس ذخیره شد" in saved.text
    assert "شبکه آب دو روستا بازسازی شد." in saved.text

    sent = await manager.send(REPORT, FULL | {"deed": "submit"})
    assert "ارسال شد: به‌موقع" in sent.text
    (event,) = await told(store, "report.submitted.v1")
    assert event["totals"] == {"B1": 0, "B4": 1, "B5": 0}


async def test_nothing_typed_is_lost_when_something_is_wrong(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)

    refused = await manager.send(REPORT, FULL | {"B4": "زیاد", "narrative": "سخن من", "deed": "submit"})

    assert refused.status_code == 422
    assert 'value="زیاد"' in refused.text
    assert "شبکه آب دو روستا بازسازی شد." in refused.text
    assert "سخن من" in refused.text
    assert 'id="e-B4"' in refused.text
    assert "نشست خبری و گفت‌وگو: اینجا باید عدد وارد شود." in refused.text
    assert await store.count("reports", {}) == 0


async def test_a_fraction_is_asked_about_and_shown_as_it_was_typed(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)

    refused = await manager.send(REPORT, FULL | {"B4": "۲،۵", "B5": "1,234"})
    assert refused.status_code == 422
    assert 'value="۲،۵"' in refused.text
    assert 'value="1,234"' in refused.text
    assert "اینجا عدد صحیح و بدون اعشار وارد کنید" in refused.text

    assert (await manager.send(REPORT, FULL | {"B4": "۲", "B5": "1,234"})).status_code == 200
    (kept,) = await store.find("reports", {})
    assert kept["answers"]["values"]["B5"]["value"] == 1234


async def test_what_is_missing_is_said_and_the_draft_is_kept(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)

    refused = await manager.send(REPORT, {"A1": "کار ماه", "deed": "submit"})

    assert refused.status_code == 422
    assert all(f'id="e-{code}"' in refused.text for code in ("B4", "B5"))
    (kept,) = await store.find("reports", {})
    assert (kept["state"], kept["answers"]["values"]["A1"]["value"]) == ("in_progress", "کار ماه")


async def test_another_number_than_the_counted_one_asks_why(manager: Browser, store: Store) -> None:
    deed = Deed("article/1", Measure.PUBLISHED_NEWS, "water", date(2026, 11, 3), "چشمه لایروبی شد", "/n/1")
    await MongoDeedRepository(store).put(deed)
    shown = await manager.open(REPORT)
    assert "۱ خبر شمرده شد" in shown.text
    assert '<a href="/n/1"><bdi>چشمه لایروبی شد</bdi></a>' in shown.text

    asked = await manager.send(REPORT, FULL | {"B1": "۳", "deed": "submit"})
    assert (asked.status_code, 'id="e-B1-note"' in asked.text) == (422, True)

    sent = await manager.send(REPORT, FULL | {"B1": "۳", "B1-note": "دو خبر در نشریه استان", "deed": "submit"})
    assert "ارسال شد" in sent.text


async def test_a_count_that_moved_on_meanwhile_is_not_held_against_anyone(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)
    deed = Deed("article/1", Measure.PUBLISHED_NEWS, "water", date(2026, 11, 3), "خبر", "/n/1")
    await MongoDeedRepository(store).put(deed)

    await manager.send(REPORT, FULL | {"B1": "۰", "deed": "submit"})

    (event,) = await told(store, "report.submitted.v1")
    assert event["totals"]["B1"] == 1


async def test_a_colleague_who_saved_first_is_not_overwritten(manager: Browser) -> None:
    await manager.open(REPORT)
    mine = manager.page
    await manager.send(REPORT, FULL | {"deed": "save"})
    manager.page = mine

    refused = await manager.send(REPORT, {"A1": "نوشته دیگر", "deed": "save"})

    assert refused.status_code == 409
    assert "نوشته دیگر" in refused.text
    invented = await manager.send(REPORT, {"A1": "نوشته دیگر", "version": "9" * 5000, "deed": "save"})
    assert invented.status_code == 409


async def test_who_writes_while_the_office_closes_keeps_what_was_typed(
    manager: Browser, secretary: Browser, store: Store
) -> None:
    await manager.open(REPORT)
    await manager.send(REPORT, FULL | {"deed": "save"})
    await manager.open(REPORT)
    water = await office_copies(store).get(OfficeId("water"))
    await office_copies(store).put(replace(water, closed_on=date(2026, 11, 1)))

    refused = await manager.send(REPORT, FULL | {"A1": "شبکه آب سه روستا.", "narrative": "سخن من", "deed": "submit"})

    assert refused.status_code == 409
    assert "بسته شده است" in refused.text
    assert "شبکه آب سه روستا." in refused.text
    assert "سخن من" in refused.text
    assert "شبکه آب دو روستا بازسازی شد." in (await secretary.open(REPORT)).text
    assert (await manager.send(REPORT, {"deed": "nil"})).status_code == 409


async def test_nothing_to_report_is_said_in_one_step(manager: Browser, store: Store) -> None:
    await manager.open(REPORT)

    sent = await manager.send(REPORT, {"deed": "nil"})

    assert "ارسال شد" in sent.text
    assert [event["nil"] for event in await told(store, "report.submitted.v1")] == [True]


async def test_the_running_month_can_only_be_kept(manager: Browser) -> None:
    page = await manager.open("/reporting/1405-09/water")

    assert 'value="save"' in page.text
    assert 'value="submit"' not in page.text


async def test_the_secretariat_sees_all_at_a_glance(
    manager: Browser, browsers: dict[str, Browser], clock: Clock
) -> None:
    await manager.open(REPORT)
    await manager.send(REPORT, FULL | {"deed": "submit"})
    for role in ("secretariat", "governor"):
        page = await browsers[role].open("/reporting")
        assert "۱ به‌موقع، ۲ در مهلت" in page.text
        assert page.text.count("cell cell-open") >= 2

    clock.set(2026, 11, 29)
    page = await browsers["secretariat"].open("/reporting?group=اداره‌ها")
    assert "۱ به‌موقع، ۲ نرسیده" in page.text

    read = await browsers["secretariat"].open(REPORT)
    assert "شبکه آب دو روستا بازسازی شد." in read.text
    assert "<textarea" not in read.text


async def test_who_may_not_is_told_so(browsers: dict[str, Browser], manager: Browser, reporting: AsyncClient) -> None:
    assert (await browsers["operator"].open("/reporting")).status_code == 403
    assert (await manager.open("/reporting/1405-08/roads")).status_code == 403
    assert (await manager.open("/reporting/calendar")).status_code == 403
    assert (await manager.open("/reporting/1399-01/water")).status_code == 404
    assert (await reporting.get("/reporting")).status_code == 303
    await browsers["secretariat"].open("/reporting/calendar")
    assert (await browsers["secretariat"].send(REPORT, FULL | {"deed": "submit"})).status_code == 403
    forged = await manager.client.post(REPORT, data=FULL | {"csrf": "forged", "deed": "submit"})
    assert forged.status_code == 403


async def test_the_secretariat_closes_a_day_and_hears_what_moved(secretary: Browser) -> None:
    await secretary.open("/reporting/calendar")
    path = "/reporting/calendar/closures"

    closed = await secretary.send(path, {"day": "۱۴۰۵/۹/۷", "title": "آلودگی هوا"})
    assert "مهلت گزارش آبان ۱۴۰۵ به یکشنبه ۸ آذر ۱۴۰۵ تغییر کرد." in closed.text

    reopened = await secretary.send(f"{path}/1405-09-07/removal", {})
    assert "مهلت گزارش آبان ۱۴۰۵ به شنبه ۷ آذر ۱۴۰۵ تغییر کرد." in reopened.text


@pytest.mark.parametrize(
    ("day", "title", "sentence"),
    [("۱۴۰۵/۱۳/۱", "باد", "ماه ۱۳"), ("فردا", "باد", "۱۴۰۵/۰۸/۳۰"), ("۱۴۰۵/۹/۷", " ", "مناسبت تعطیلی")],
)
async def test_what_is_no_day_is_said_beside_its_field(secretary: Browser, day: str, title: str, sentence: str) -> None:
    await secretary.open("/reporting/calendar")

    refused = await secretary.send("/reporting/calendar/closures", {"day": day, "title": title})

    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'value="{day}"' in refused.text


async def test_those_who_only_read_are_not_asked_to_write(app: FastAPI, manager: Browser) -> None:
    offered = "نوشتن گزارش"
    assert offered in (await manager.open("/reporting")).text
    head = _browser(app, Viewer("p-head", "رئیس", frozenset({"head_of_office"}), frozenset({"water"})))
    auditor = _browser(app, Viewer("p-auditor", "بازرس", frozenset({"auditor"})))

    months, matrix = await head.open("/reporting"), await auditor.open("/reporting")

    assert f'href="{REPORT}"' in months.text
    assert "دیدن گزارش" in months.text
    assert offered not in months.text
    assert f'href="{REPORT}"' in matrix.text
    assert "/reporting/calendar" not in matrix.text
    for browser in (head, auditor):
        read = await browser.open(REPORT)
        assert (read.status_code, "<textarea" in read.text) == (200, False)
        await browser.client.aclose()


async def test_a_manager_of_no_office_is_told_what_to_do(app: FastAPI, reporting: AsyncClient) -> None:
    assert not reporting.is_closed
    nobody = _browser(app, Viewer("p-new", "م", frozenset({"pr_manager"})))

    page = await nobody.open("/reporting")

    assert "دستگاهی به شما واگذار نشده است" in page.text
    await nobody.client.aclose()


async def test_a_day_that_is_none_cannot_be_taken_back(secretary: Browser) -> None:
    for day, status in (("nonsense", 422), ("1405-09-07", 404)):
        await secretary.open("/reporting/calendar")
        assert (await secretary.send(f"/reporting/calendar/closures/{day}/removal", {})).status_code == status


def _browser(app: FastAPI, viewer: Viewer) -> Browser:
    transport = ASGITransport(app, raise_app_exceptions=False)
    cookies = {COOKIE: token_of(viewer)}
    return Browser(AsyncClient(transport=transport, base_url="http://ravabet.test", cookies=cookies))
