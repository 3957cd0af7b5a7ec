"""Every page of the shell, as a person meets it: on a phone and a desk, light and dark, by keyboard."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fitness import Axe, faults_at_a_glance, faults_of
from tests.browser.sample_pages import samples

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/empty",
    "/offices",
    "/offices/water",
    "/offices/met",
    "/bodies/council",
    "/feeds",
    "/api/events/catalogue",
    "/api/events/catalogue/of-one",
    "/api/events/catalogue/none",
    "/api/events/catalogue/nomination.returned.v1",
    "/api/events/catalogue/news.open.work.listed.v1",
    "/api/events/catalogue/report.submitted.v1",
    "/bulletins",
    "/bulletins/many",
    "/bulletins/of-a-place",
    "/bulletins/none",
    "/bulletins/not-found",
    "/bulletins/ended",
    "/bulletins/outage/1",
    "/bulletins/outage/over",
    "/bulletins/outage/unknown",
    "/bulletins/alert/1",
    "/bulletins/occasion/1",
    "/bulletins/occasion/off",
    "/n/7241",
    "/n/withdrawn",
    "/n/draft",
    "/search",
    "/search/topic",
    "/search/nothing",
    "/membership/sign-in",
    "/membership/sign-in/provider",
    "/membership/sign-in/both",
    "/membership/sign-in/paused",
    "/membership/sign-in/code",
    "/membership/sign-in/code/wrong",
    "/membership/sign-in/app",
    "/membership/sign-in/codes",
    "/membership/sign-in/resume",
    "/membership/account/app",
    "/membership/account/codes",
    "/membership/account/program",
    "/membership/password/a-link",
    "/membership/password/wrong",
    "/membership/password/invited",
    "/membership/password/asked",
    "/desk",
    "/desk/empty",
    "/membership/certificates",
    "/membership/certificates/1",
    "/membership/certificates/new",
    "/membership/certificates/drafted",
    "/membership/invitations/i1",
    "/notifier/notices",
    "/notifier/notices/read",
    "/notifier/notices/none",
    "/notifier/set-aside",
    "/notifier/set-aside/none",
    "/notifier/set-aside/events",
    "/notifier/set-aside/event",
    "/notifier/set-aside/discarded",
    "/notifier/set-aside/retry",
    "/notifier/set-aside/discard",
    "/notifier/set-aside/restore",
    "/n/desk",
    "/n/desk/empty",
    "/n/desk/nothing-waits",
    "/n/desk/new",
    "/n/desk/nobody",
    "/n/desk/draft",
    "/n/desk/approved",
    "/n/desk/waiting",
    "/n/desk/wrong",
    "/n/desk/stale",
    "/n/desk/public",
    "/n/desk/correcting",
    "/n/desk/gone",
    "/n/desk/returned",
    "/n/desk/planned",
    "/n/desk/deleted",
    "/n/desk/returning",
    "/n/desk/merging",
    "/n/desk/publishing",
    "/n/desk/versions",
    "/n/desk/board",
    "/n/desk/board/empty",
    "/n/desk/calendar",
    "/n/desk/talked",
    "/n/desk/talked-much",
    "/n/desk/comments",
    "/n/desk/comments/none",
    "/n/desk/comments/wrong",
    "/v/wrong",
    "/v/superseded",
    "/v/altered",
    "/v/offline",
    "/membership/decrees",
    "/membership/decrees/found",
    "/membership/decrees/nothing",
    "/membership/decrees/new",
    "/membership/decrees/wrong",
    "/membership/decrees/chosen",
    "/membership/decrees/draft",
    "/membership/decrees/edit",
    "/membership/decrees/numbered",
    "/membership/decrees/old",
    "/membership/letters",
    "/membership/decrees/registered",
    "/membership/decrees/no-reason",
    "/membership/decrees/revoked",
    "/membership/my-letters/invited",
    "/l/invited",
    "/membership/signatures",
    "/membership/bulk-drafts",
    "/membership/batches/runs",
    "/membership/batches/done",
    "/membership/register",
    "/membership/register/found",
    "/membership/register/nothing",
    "/membership/register/empty",
    "/membership/register/book",
    "/membership/register/check",
    "/membership/handovers",
    "/membership/handovers/none",
    "/membership/layouts/decree",
    "/membership/layouts/decree/2",
    "/membership/handovers/one",
    "/membership/handovers/nothing",
    "/membership/handovers/item",
    "/membership/handovers/record",
    "/membership/people/duplicates",
    "/membership/people/duplicates/none",
    "/membership/people/merge-choice",
    "/membership/people/merge",
    "/membership/people/merge/refused",
    "/membership/offices/closing",
    "/membership/offices/closing/wrong",
    "/membership/posts/succession",
    "/membership/posts/namesakes",
    "/membership/posts/day",
    "/reporting/matrix",
    "/reporting/calendar",
    "/reporting/calendar/wrong",
    "/reporting/1405-08/water",
    "/reporting/1405-08/wrong",
    "/reporting/1405-08/read",
    *(f"/problem/{status}" for status in (400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)),
    "/shell",
    *(
        f"{path}?lang=en"
        for path in (
            "/",
            "/n/7241",
            "/membership/sign-in",
            "/desk",
            "/notifier/notices",
            "/membership/decrees",
            "/membership/decrees/registered",
            "/membership/register",
            "/membership/register/check",
            "/membership/handovers/one",
            "/reporting/1405-08/water",
            "/problem/404",
            "/shell",
        )
    ),
)


@contextmanager
def open_page(browser: Browser, width: int, scheme: str = "light", *, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def visit(page: Page, site: str, path: str) -> None:
    answer = page.goto(site + path)
    assert answer is not None
    status = path.partition("?")[0].rpartition("/problem/")[2] if "/problem/" in path else 200
    assert answer.status == int(status), path


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """One for all pages: a new one would fetch and read styles and fonts again."""
    with open_page(browser, 390) as page:
        yield page


def _first_of_their_templates() -> frozenset[str]:
    """Those pages of the list that are examined in full: of each template the first one, and whatever has no sample."""
    known = samples()
    templates = {path: known[path][0] if path in known else path for path in PAGES}
    return frozenset({template: path for path, template in reversed(templates.items())}.values())


FIRST = _first_of_their_templates()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_fit_for_everybody(phone: Page, site: str, axe: Axe, path: str) -> None:
    phone.context.clear_cookies()  # the language that was chosen for another page
    visit(phone, site, path)
    faults = list(faults_of(phone, axe) if path in FIRST else faults_at_a_glance(phone, axe))
    assert not faults, "\n".join(faults)


def test_a_button_that_the_bar_covers_by_chance_is_no_fault(phone: Page, site: str, axe: Axe) -> None:
    """The page loads at the width of the page before; where it stands when it gets its own is chance."""
    phone.context.clear_cookies()  # the language that was chosen for another page
    phone.set_viewport_size({"width": 390, "height": 900})
    visit(phone, site, "/n/desk/talked-much")
    phone.evaluate(
        """async () => {
            await document.fonts.ready;
            const buttons = [...document.querySelectorAll("form button")];
            const save = buttons.find(each => each.textContent.trim() === "ذخیره");
            const bar = document.querySelector(".desk-top").getBoundingClientRect();
            scrollBy({ top: save.getBoundingClientRect().bottom - bar.bottom - 6, behavior: "instant" });
        }"""
    )
    assert [each["id"] for each in axe.violations(phone, ["wcag22aa"])] == ["target-size"]
    assert list(faults_at_a_glance(phone, axe)) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tools_of_the_editor_stay_below_the_bar_of_the_desk(browser: Browser, site: str, width: int) -> None:
    with open_page(browser, width) as page:
        visit(page, site, "/n/desk/draft")
        page.locator("trix-editor").evaluate("editor => { editor.style.minBlockSize = '2000px'; }")
        tools, bar = page.locator("trix-toolbar"), page.locator(".desk-top")
        top = "each => each.getBoundingClientRect().top"
        tools.evaluate(f"tools => scrollBy({{ top: ({top})(tools) + 400, behavior: 'instant' }})")
        assert tools.evaluate(top) == bar.evaluate("bar => bar.getBoundingClientRect().bottom") > 0


def test_axe_sees_persian_text_that_is_too_pale(browser: Browser, site: str, axe: Axe) -> None:
    with open_page(browser, 1280) as page:
        visit(page, site, "/")
        page.evaluate("document.querySelector('.story-lead p').style.color = '#eee'")
        found = axe.violations(page, ["color-contrast"])
    assert [violation["id"] for violation in found] == ["color-contrast"]


@pytest.mark.slow("opens every page")
def test_no_page_asks_another_host_or_breaks_its_own_policy(browser: Browser, site: str) -> None:
    hosts = set()
    complaints = []
    with open_page(browser, 1280) as page:
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        for path in sorted(FIRST):
            visit(page, site, path)
    assert hosts == {urlsplit(site).netloc}
    assert complaints == []


def test_the_font_is_ours_and_draws_the_page(browser: Browser, site: str) -> None:
    with open_page(browser, 390) as page:
        visit(page, site, "/")
        assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.family + f.status))") == [
            "Vazirmatnloaded"
        ]


def test_the_first_tab_skips_to_the_text(browser: Browser, site: str) -> None:
    with open_page(browser, 1280) as page:
        visit(page, site, "/n/7241")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "رفتن به متن اصلی"
        assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
        skip.press("Enter")
        assert urlsplit(page.url).fragment == "main"


def test_what_has_the_focus_is_seen(browser: Browser, site: str) -> None:
    with open_page(browser, 1280) as page:
        visit(page, site, "/desk")
        outlines = []
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement !== document.body"):
            outlines.append(page.evaluate("getComputedStyle(document.activeElement).outline"))
            page.keyboard.press("Tab")
    assert len(outlines) > 8
    assert {outline.partition(")")[2] for outline in outlines} == {" solid 3px"}


@pytest.mark.parametrize(("path", "sheets"), [("record", 1), ("long-record", 4)])
def test_a_record_to_be_signed_is_printed_on_a4(browser: Browser, site: str, path: str, sheets: int) -> None:
    """The record alone: no menu, and no empty sheet behind it. The long one has sixty-one items."""
    with open_page(browser, 1280) as page:
        visit(page, site, f"/membership/handovers/{path}")
        printed = page.pdf(format="A4")
        page.emulate_media(media="print")
        shown = page.locator("body").inner_text()

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
    assert "امضا و تاریخ" in shown
    assert "میز کار" not in shown


def test_a_page_of_the_register_is_a_sheet_of_a4(browser: Browser, site: str) -> None:
    with open_page(browser, 1280) as page:
        visit(page, site, "/membership/register/book")
        printed = page.pdf(format="A4")
        page.emulate_media(media="print")
        shown = page.locator("body").inner_text()

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    assert ("پیوند پایان صفحه" in shown, "میز کار" in shown) == (True, False)


def test_the_menu_of_a_phone_opens_without_script(browser: Browser, site: str) -> None:
    with open_page(browser, 390, scripts=False) as page:
        visit(page, site, "/desk")
        reports = page.locator(".menu-start .menu-list a", has_text="گزارش‌های ماهانه")
        assert not reports.is_visible()
        page.locator(".menu-start > summary").click()
        assert reports.is_visible()


def test_what_can_be_pressed_is_large_enough(browser: Browser, site: str) -> None:
    with open_page(browser, 390) as page:
        visit(page, site, "/shell")
        heights = page.locator(".button:visible, .input:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
    assert len(heights) > 10
    assert min(heights) >= 36


def test_months_stand_upright_on_a_phone_and_none_is_cut_off(phone: Page, site: str) -> None:
    visit(phone, site, "/reporting/matrix")
    names = phone.locator(".matrix thead th span:visible")
    modes = names.evaluate_all("all => all.map(one => getComputedStyle(one).writingMode)")
    overflowing = names.evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().width > one.parentElement.clientWidth).length"
    )
    assert (set(modes), len(modes), overflowing) == ({"horizontal-tb"}, 12, 0)


def test_explanations_of_a_report_have_the_width_of_a_phone(phone: Page, site: str) -> None:
    visit(phone, site, "/reporting/1405-08/water")
    widths = phone.locator(".report-line .source[id]").evaluate_all("all => all.map(one => one.clientWidth)")
    assert len(widths) > 10
    assert min(widths) > 300


def test_a_row_of_the_news_desk_takes_little_of_a_phone(phone: Page, site: str) -> None:
    visit(phone, site, "/n/desk")
    heights = phone.locator(".table-brief tbody tr").evaluate_all("all => all.map(one => one.clientHeight)")
    assert heights
    assert max(heights) < 140


def test_the_foot_ends_where_the_window_does(browser: Browser, site: str) -> None:
    with open_page(browser, 1280) as page:
        page.set_viewport_size({"width": 1280, "height": 2000})
        visit(page, site, "/search/nothing")
        assert page.evaluate("document.querySelector('.site-foot').getBoundingClientRect().bottom") == 2000


def test_freshness_marks_stand_in_columns(browser: Browser, site: str) -> None:
    with open_page(browser, 1280) as page:
        visit(page, site, "/offices")
        places = page.locator(".office-list .fresh-dots").evaluate_all(
            "all => all.map(one => Math.round(one.getBoundingClientRect().right))"
        )
    assert len(places) > 3
    assert len(set(places)) <= 3


@pytest.mark.parametrize(
    ("theme", "system", "page_colour"),
    [
        ("dark", "light", "rgb(14, 22, 24)"),
        ("light", "dark", "rgb(255, 255, 255)"),
        ("", "dark", "rgb(14, 22, 24)"),
    ],
)
def test_the_chosen_theme_wins_over_the_system(
    browser: Browser, site: str, theme: str, system: str, page_colour: str
) -> None:
    with open_page(browser, 390, system) as page:
        if theme:
            page.context.add_cookies([{"name": "theme_443", "value": theme, "url": site}])
        visit(page, site, "/")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == page_colour
