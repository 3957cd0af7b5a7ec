"""What scripts add at the desk: calendar, dialogs, waiting, a list that follows one's typing."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from shared.persian.digits import persian_digits
from shared.persian.jalali import MONTHS, JalaliDate, days_in_month, weekday
from tests.browser.fitness import RULES, Axe
from tests.browser.test_shell_pages import open_page, visit
from tests.membership.letter_pages import PNG

pytestmark = pytest.mark.browser

DOT = base64.b64encode(PNG.body).decode()
_SHOWN_MONTHS = """(dialog, number) => [...Array(number)].map(() => {
    const days = [...dialog.querySelectorAll("[data-day]")];
    const shown = [dialog.querySelector("h2").textContent, days.length, days[0].cellIndex, days[0].parentNode.rowIndex];
    const next = new KeyboardEvent("keydown", { key: "PageDown", bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(next);
    return shown;
})"""
"""So many months, each looked at before the key that leads to the next one: from outside each key takes long."""


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A form with two dates, on a phone; today is ۲ آذر ۱۴۰۵."""
    refused: list[str] = []
    with open_page(browser, 390) as page:
        page.on("console", lambda line: refused.append(line.text) if "Security" in line.text else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        visit(page, site, "/membership/decrees/new")
        yield page
    assert refused == []


def open_calendar(page: Page, label: str = "پایان اعتبار") -> Any:
    page.get_by_role("button", name=f"تقویم برای {label}").press("Enter")
    return page.get_by_role("dialog")


def focused(page: Page) -> str:
    return page.locator(":focus").inner_text()


def test_a_date_is_chosen_by_keyboard_alone(page: Page) -> None:
    field = page.get_by_label("پایان اعتبار", exact=False).and_(page.locator("input"))
    field.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name("آذر ۱۴۰۵")
    assert focused(page) == "۲"
    assert dialog.locator("[aria-current=date]").inner_text() == "۲"
    assert dialog.locator("[tabindex='0']").count() == 1

    for key, day in [
        ("ArrowLeft", "۳"), ("ArrowRight", "۲"), ("ArrowDown", "۹"), ("ArrowUp", "۲"),
        ("End", "۶"), ("Home", "۳۰"), ("PageDown", "۳۰"), ("PageUp", "۳۰"), ("Shift+PageDown", "۳۰"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert (key, focused(page)) == (key, day)
    assert dialog.get_by_role("heading").inner_text() == "آبان ۱۴۰۶"
    assert dialog.get_by_role("heading").get_attribute("aria-live") == "polite"

    page.keyboard.press("Enter")

    assert field.input_value() == "۱۴۰۶/۰۸/۳۰"
    expect(dialog).to_be_hidden()
    assert page.locator(":focus").get_attribute("aria-label") == "تقویم برای پایان اعتبار"


def test_escape_leaves_the_date_as_it_was_and_gives_the_focus_back(page: Page) -> None:
    open_calendar(page, "آغاز اعتبار")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.locator("#f-valid_from").input_value() == "۱۴۰۵/۰۹/۰۲"
    assert page.locator(":focus").get_attribute("aria-label") == "تقویم برای آغاز اعتبار"


def test_a_date_is_chosen_with_the_mouse_and_what_was_typed_is_where_it_opens(page: Page) -> None:
    page.locator("#f-valid_until").fill("1406-12-3")
    dialog = open_calendar(page)
    assert dialog.locator("[aria-selected=true]").inner_text() == "۳"
    dialog.get_by_role("button", name="ماه بعد").click()
    assert dialog.get_by_role("heading").inner_text() == "فروردین ۱۴۰۷"
    assert page.locator(":focus").get_attribute("aria-label") == "ماه بعد"
    dialog.get_by_role("gridcell", name="۱۷", exact=True).click()

    assert page.locator("#f-valid_until").input_value() == "۱۴۰۷/۰۱/۱۷"


def test_every_month_of_thirty_one_years_stands_as_the_server_has_it(page: Page) -> None:
    page.locator("#f-valid_until").fill("۱۴۰۰/۱/۱")
    dialog = open_calendar(page)
    right = []
    for year in range(1400, 1431):
        for month in range(1, 13):
            first = weekday(JalaliDate(year, month, 1).to_date())
            right.append([f"{MONTHS[month - 1]} {persian_digits(year)}", days_in_month(year, month), first, 1])
    shown = dialog.evaluate(_SHOWN_MONTHS, len(right))
    assert shown == right


def test_a_leap_day_of_another_year_becomes_the_last_day_of_its_month(page: Page) -> None:
    page.locator("#f-valid_until").fill("۱۴۰۸/۱۲/۳۰")
    open_calendar(page)
    page.keyboard.press("Shift+PageUp")
    page.keyboard.press("Enter")

    assert page.locator("#f-valid_until").input_value() == "۱۴۰۷/۱۲/۲۹"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_scripts_open(browser: Browser, site: str, axe: Axe, scheme: str) -> None:
    found = []
    with open_page(browser, 390, scheme) as page:
        for path, opener in [
            ("/membership/decrees/new", "تقویم برای آغاز اعتبار"),
            ("/membership/decrees/draft", "امضا و ثبت…"),
            ("/membership/decrees/registered", "لغو حکم…"),
        ]:
            visit(page, site, path)
            page.get_by_role("button", name=opener).click()
            page.evaluate("Promise.all(document.getAnimations().map(one => one.finished)).then(() => null)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            violations = axe.violations(page, RULES["light"])
            found += [(path, each["id"], each["nodes"][0]["html"]) for each in violations]
    assert found == []


def test_what_cannot_be_undone_is_asked_in_a_dialog_that_the_keyboard_leaves(page: Page, site: str) -> None:
    visit(page, site, "/membership/decrees/registered")
    opener = page.get_by_role("button", name="لغو حکم…")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="حکم ۱۴۰۵/ق/۰۴۷ لغو شود؟")
    expect(dialog).to_have_accessible_description(re.compile("^این کار قابل بازگشت نیست"))
    assert page.locator(":focus").get_attribute("name") == "reason"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()

    opener.press("Enter")
    dialog.get_by_role("button", name="انصراف").press("Enter")
    expect(opener).to_be_focused()


def test_where_nothing_is_typed_the_safe_button_has_the_focus(page: Page, site: str) -> None:
    visit(page, site, "/membership/decrees/draft")
    page.get_by_role("button", name="امضا و ثبت…").press("Enter")
    assert focused(page) == "انصراف"


def test_a_report_is_handed_in_with_all_its_fields(page: Page, site: str) -> None:
    visit(page, site, "/reporting/1405-08/water")
    page.locator("textarea[name=narrative]").fill("توضیحات پایانی")
    page.get_by_role("button", name="ارسال گزارش ماهانه…").click()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("dialog").get_by_role("button", name="ارسال گزارش ماهانه").click()

    posted = parse_qs(sent.value.post_data or "")
    assert (posted["deed"], posted["narrative"]) == (["submit"], ["توضیحات پایانی"])


def test_without_scripts_the_same_words_open_in_place_and_no_button_is_dead(browser: Browser, site: str) -> None:
    with open_page(browser, 390, scripts=False) as page:
        visit(page, site, "/membership/decrees/draft")
        page.get_by_text("امضا و ثبت…").click()
        expect(page.get_by_role("heading", name="حکم سارا مهرگان‌پور امضا و ثبت شود؟")).to_be_visible()
        expect(page.get_by_role("button", name="انصراف")).to_be_hidden()
        with page.expect_request("**/signature") as sent:
            page.get_by_role("button", name="امضا و ثبت", exact=True).click()
        assert sent.value.method == "POST"

        visit(page, site, "/membership/decrees/new")
        expect(page.get_by_role("button", name="تقویم")).to_have_count(0)
        expect(page.get_by_label("آغاز اعتبار", exact=True)).to_have_value("۱۴۰۵/۰۹/۰۲")

        visit(page, site, "/shell")
        page.get_by_role("searchbox", name="جست‌وجو در خبرها", exact=True).fill("کتابخانه")
        page.get_by_role("button", name="جست‌وجو در خبرها").last.click()
        expect(page.locator("#found tbody tr")).to_have_count(3)


def test_a_pressed_button_says_so_and_sends_once(page: Page) -> None:
    posts: list[Route] = []

    def stay(route: Route) -> None:
        posts.append(route)
        route.fulfill(status=204)

    page.route("**/decrees/new", stay)
    page.get_by_role("radio", name="سارا مهرگان‌پور").check()
    page.get_by_role("button", name="ساختن پیش‌نویس").click()
    button = page.get_by_role("button", name="در حال ساختن…")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.locator("#f-valid_until").press("Enter")
    button.press("Enter")

    expect(button).to_be_focused()
    assert len(posts) == 1


def test_a_list_follows_ones_typing_and_its_address_goes_along(page: Page, site: str) -> None:
    visit(page, site, "/shell")
    page.get_by_role("searchbox", name="جست‌وجو در خبرها", exact=True).press_sequentially("کتابخانه")
    expect(page.locator("#found tbody tr")).to_have_count(3)
    expect(page.locator("#found")).to_contain_text("۳ خبر برای «کتابخانه»")
    page.wait_for_function("new URLSearchParams(location.search).get('q') === 'کتابخانه'")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0

    page.get_by_role("searchbox", name="جست‌وجو در خبرها", exact=True).fill("ققنوس")
    expect(page.get_by_role("heading", name="خبری با این مشخصات یافت نشد")).to_be_visible()
    page.get_by_role("link", name="پاک کردن").click()
    page.locator("#found .sorts").get_by_role("link", name="عنوان").click()
    expect(page.locator("#found [aria-sort]")).to_have_attribute("aria-sort", "ascending")
    page.locator("#found").get_by_role("link", name="بعدی").click()
    page.wait_for_function("location.search === '?sort=title&page=2'")


def test_a_preview_follows_ones_typing_and_is_drawn_without_an_address(page: Page, site: str) -> None:
    asked: list[str] = []

    def draw(route: Route) -> None:
        asked.append(route.request.post_data or "")
        route.fulfill(
            content_type="text/html", body=f'<canvas role="img" aria-label="نمونه" data-png="{DOT}"></canvas>'
        )

    page.route("**/layouts/decree/preview", draw)
    visit(page, site, "/membership/layouts/decree/1")
    expect(page.locator("#preview canvas")).to_have_attribute("width", "1")
    sheet = page.locator("#preview canvas")
    assert sheet.evaluate("sheet => sheet.getContext('2d').getImageData(0, 0, 1, 1).data[3]") > 0

    with page.expect_request("**/preview") as again:
        page.get_by_label("سطر بالای نامه").fill("به نام خدا")

    assert parse_qs(again.value.post_data or "")["salutation"] == ["به نام خدا"]
    page.route("**/layouts/decree/preview", lambda route: route.fulfill(status=503))
    page.get_by_label("سطر بالای نامه").fill("به نام او")
    failed = page.locator("#preview .failed a")
    expect(failed).to_have_attribute("href", re.compile("/membership/layouts/decree/1$"))


def test_waiting_is_said_after_a_moment_and_a_failure_in_its_place(page: Page, site: str) -> None:
    visit(page, site, "/shell")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/shell/nowhere", hold)
    page.get_by_role("button", name="دریافت چیزی که وجود ندارد").click()
    part = page.locator("#part")
    expect(part).to_have_attribute("aria-busy", "true")
    expect(part.get_by_role("status")).to_have_text("در حال دریافت…")
    held.pop().continue_()
    expect(part.get_by_role("alert")).to_contain_text("دوباره تلاش کنید")
    expect(part.get_by_role("status")).to_have_count(0)
    assert part.get_attribute("aria-busy") is None
    expect(part.get_by_role("link")).to_have_attribute("href", "/shell/nowhere")

    page.get_by_role("button", name="دریافت چیزی که وجود ندارد").click()
    expect(part.get_by_role("status")).to_be_visible()
    held.pop().abort()
    expect(part.get_by_role("alert")).to_have_count(1)


def test_readers_of_the_portal_get_no_script(browser: Browser, site: str) -> None:
    with open_page(browser, 390) as page:
        for path in ("/", "/n/7241", "/search", "/problem/404", "/membership/sign-in"):
            visit(page, site, path)
            assert page.locator("script").count() == 0


def test_a_letter_is_alone_on_paper_and_an_article_shows_its_addresses(page: Page, site: str) -> None:
    page.emulate_media(media="print")
    visit(page, site, "/membership/decrees/registered")
    shown = page.locator("body").inner_text()
    assert "سرکار خانم سارا مهرگان‌پور" in shown
    assert [word for word in ("میز کار", "لغو حکم", "مشخصات", "استعلام") if word in shown] == []
    visit(page, site, "/n/7241")
    behind = page.locator(".prose a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "/n/1" in behind
    assert page.get_by_role("navigation").count() == 0
