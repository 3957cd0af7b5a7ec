"""The editor of articles: what is pasted, what is advised, what is typed and not saved; by keyboard and on a phone."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from services.news.writing import pasting_domain as pasting
from shared.persian import proofing
from tests.browser.fitness import RULES, Axe
from tests.browser.test_shell_pages import open_page, visit
from tests.news.test_writing_rules import HEADLINE, TORN, in_paragraphs

pytestmark = pytest.mark.browser

COPIES = "/api/news/writing/copies/first-draft"
_PASTE = """([html, text]) => {
    const data = new DataTransfer(), editor = document.querySelector("trix-editor");
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    editor.focus();
    const how = { inputType: "insertFromPaste", dataTransfer: data, bubbles: true, cancelable: true };
    editor.dispatchEvent(new InputEvent("beforeinput", how));
}"""
_VALUE = "document.querySelector('trix-editor').value"


@dataclass
class Helper:
    """What the server would answer, by the rules of the server; and how it fails."""

    kept: dict[str, Any] | None = None
    others: list[str] = field(default_factory=list)
    status: int = 200
    is_away: bool = False

    def answer(self, route: Route) -> None:
        if self.is_away:
            route.abort()
            return
        asked: dict[str, Any] = json.loads(route.request.post_data or "{}")
        path = route.request.url.rpartition("/api/news/writing/")[2]
        if self.status != 200:
            route.fulfill(status=self.status, json={})
        elif path == "advice":
            offers = [asdict(each) for each in pasting.offers(asked["headline"], asked["text"])]
            route.fulfill(json={"offers": offers, "hints": [asdict(each) for each in proofing.hints(asked["text"])]})
        elif path == "text":
            text = asked["text"]
            for kind in asked.get("offers", []):
                text = pasting.done(pasting.Kind(kind), asked["headline"], text)
            chosen = [(each["found"], each["better"]) for each in asked.get("hints", [])]
            route.fulfill(json={"text": proofing.followed(text, chosen)})
        else:
            self._copy(route, asked)

    def _copy(self, route: Route, typed: dict[str, Any]) -> None:
        at = "2026-11-23T06:52:00Z"
        if route.request.method == "PUT":
            self.kept = typed | {"number": (self.kept or {}).get("number", 0) + 1, "at": at}
            route.fulfill(json={"number": self.kept["number"], "at": at, "others": self.others})
        elif route.request.method == "DELETE":
            self.kept = None
            route.fulfill(status=204)
        else:
            route.fulfill(status=200 if self.kept else 404, json=self.kept or {})


@pytest.fixture
def helper() -> Helper:
    return Helper()


@pytest.fixture
def page(browser: Browser, site: str, helper: Helper) -> Iterator[Page]:
    """A new article, on a phone."""
    refused: list[str] = []
    with open_page(browser, 390) as page:
        page.on("console", lambda line: refused.append(line.text) if "Security" in line.text else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.route("**/api/news/writing/**", helper.answer)
        visit(page, site, "/n/desk/new")
        expect(page.locator("trix-editor")).to_be_visible()
        page.get_by_label("تیتر").fill(HEADLINE)
        yield page
    assert refused == []


def paste(page: Page, html: str, text: str = "x") -> None:
    page.evaluate(_PASTE, [html, text])


def value(page: Page) -> str:
    return str(page.evaluate(_VALUE))


def offers(page: Page) -> Locator:
    return page.get_by_role("region", name="پیشنهادهای اصلاح").get_by_role("listitem")


@pytest.mark.parametrize("html", [in_paragraphs(TORN), "<div>" + TORN.replace("\n", "<br>") + "</div>", ""])
def test_a_text_of_a_portal_is_put_right_by_keyboard_and_taken_back_by_one_key(page: Page, html: str) -> None:
    paste(page, html, TORN)
    expect(offers(page)).to_have_count(5)
    expect(offers(page).first).to_contain_text("سطرهای شکسته به هم وصل شود")

    # The headline takes its own faults of spelling along.
    for left in (4, 2, 1):
        before = value(page)
        offers(page).first.get_by_role("button", name="انجام شود").press("Enter")
        expect(offers(page)).to_have_count(left)
    offers(page).first.get_by_role("button", name="همین بماند").press("Enter")
    expect(offers(page)).to_have_count(0)

    whole = value(page)
    assert whole.count("<br><br>") == 2
    assert "به گزارش" not in whole
    assert "میشود" not in whole
    assert "می رسد" in whole
    page.locator("trix-editor").focus()
    page.keyboard.press("Control+z")
    expect(page.locator("trix-editor")).to_contain_text("به گزارش روابط عمومی")
    assert value(page) == before


def test_all_is_done_at_once_and_what_comes_to_light_by_it_is_offered_too(page: Page) -> None:
    before = "آب قطع مي شود و روز 8 آذر مي آيد."
    paste(page, "", before)
    expect(offers(page).first).to_be_visible()

    page.get_by_role("button", name="همه این پیشنهادها انجام شود").press("Enter")
    expect(offers(page)).to_have_count(2)
    expect(offers(page).first).to_contain_text("نیم‌فاصله")
    page.get_by_role("button", name="همه این پیشنهادها انجام شود").press("Enter")

    expect(page.locator("trix-editor")).to_have_text("آب قطع می‌شود و روز ۸ آذر می‌آید.")
    expect(page.get_by_role("region", name="پیشنهادهای اصلاح")).to_be_hidden()
    for _ in range(2):
        page.locator("trix-editor").press("Control+z")
    expect(page.locator("trix-editor")).to_have_text(before)


def test_what_is_pasted_from_word_keeps_its_words_apart_and_brings_no_script(page: Page) -> None:
    paste(
        page,
        """<html><body><!--StartFragment--><h1>برنامه</h1>
        <p class=MsoNormal>بند <b>یک</b> با <a href="https://b.example/1">پیوند</a><o:p></o:p></p>
        <p class=MsoNormal>بند دو<br>سطر دو</p><ul><li>صبح</li><li><p>عصر</p></li></ul>
        <table><tr><td>محله</td><td>ساعت</td></tr><tr><td><p>بلوط</p></td><td>۸</td></tr></table>
        <blockquote>نقل</blockquote><script>alert(1)</script><img src="x" alt="نقشه" onerror="alert(2)">""",
    )

    said = value(page)
    assert "<h2" in said
    assert "بند <strong>یک</strong> با " in said
    assert 'href="https://b.example/1"' in said
    assert "بند دو<br>سطر دو" in said
    assert [said.count(f">{item}</li>") for item in ("صبح", "عصر")] == [1, 1]
    assert "محله | ساعت" in said
    assert "بلوط | ۸" in said
    assert "نقشه" in said
    assert [word for word in ("alert", "onerror", "MsoNormal") if word in said] == []
    items = "".join(
        f"""<p class=MsoListParagraph><span style='mso-list:Ignore'>{mark}<span>&nbsp; </span></span>{item}</p>"""
        for mark, item in (("·", "صبح"), ("·", "عصر"), ("۱.", "بلوط"))
    )
    lists = "<ul><li>صبح</li><li>عصر</li></ul><ol><li>بلوط</li></ol>"
    assert page.evaluate("html => writing.forEditor(html)", items) == lists
    # Trix itself looks at what was pasted before we may, and the browser says that it refuses the styles in it.
    styled = "<style>p{color:red}</style><p style='color:red'>آب</p>"
    assert page.evaluate("html => writing.forEditor(html)", styled) == "<div>آب</div>"


def test_what_is_typed_is_kept_and_offered_again(page: Page, helper: Helper) -> None:
    helper.others = ["رضا نیک‌روش"]
    page.get_by_label("نوع").select_option("reply")
    page.get_by_label("پاسخ به").fill("روزنامه، ۵ آذر")
    page.locator("trix-editor").press_sequentially("آب قطع است")
    expect(page.get_by_text("رضا نیک‌روش هم همین خبر را باز کرده است")).to_be_visible()

    page.reload()
    expect(page.get_by_text("نوشته‌ای از شما از ساعت ۱۰:۲۲ مانده")).to_be_visible()
    page.get_by_role("button", name="ادامه همان نوشته").press("Enter")

    expect(page.locator("trix-editor")).to_have_text("آب قطع است")
    expect(page.get_by_label("تیتر")).to_have_value(HEADLINE)
    expect(page.get_by_label("پاسخ به")).to_have_value("روزنامه، ۵ آذر")
    page.reload()
    page.get_by_role("button", name="کنار گذاشتن").press("Enter")
    expect(page.get_by_role("button", name="کنار گذاشتن")).to_be_hidden()
    assert helper.kept is None


@pytest.mark.parametrize(("status", "sentence"), [(401, "زمان ورود شما تمام شده است"), (0, "ارتباط با سامانه قطع است")])
def test_on_a_dead_line_and_without_a_sign_in_nothing_is_lost(
    page: Page, helper: Helper, status: int, sentence: str
) -> None:
    helper.status, helper.is_away = status or 200, not status
    page.locator("trix-editor").press_sequentially("آب قطع است")
    expect(page.get_by_text(sentence)).to_be_visible()
    stored = page.evaluate("({ ...localStorage })")
    assert list(stored) == [f"writing:p1:{COPIES}"], "it is not bound to its writer"
    assert "آب قطع است" in json.dumps(stored, ensure_ascii=False)

    helper.status, helper.is_away = 200, False
    page.reload()
    page.get_by_role("button", name="ادامه همان نوشته").press("Enter")
    expect(page.locator("trix-editor")).to_have_text("آب قطع است")

    expect(page.get_by_text("نگه‌داری شد؛ هنوز ذخیره نشده است")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert helper.kept
    assert "آب قطع است" in helper.kept["text"]


def test_without_its_script_the_text_is_a_plain_field(browser: Browser, site: str) -> None:
    with open_page(browser, 390, scripts=False) as page:
        visit(page, site, "/n/desk/new")
        page.get_by_label("متن").fill("آب قطع است")
        assert page.locator("textarea[name=text]").input_value() == "آب قطع است"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor_with_its_advice(
    browser: Browser, site: str, axe: Axe, helper: Helper, scheme: str
) -> None:
    for width in (390, 1280):
        with open_page(browser, width, scheme) as page:
            page.route("**/api/news/writing/**", helper.answer)
            visit(page, site, "/n/desk/new")
            expect(page.locator("trix-editor")).to_be_visible()
            paste(page, in_paragraphs(TORN))
            expect(offers(page).first).to_be_visible()
            assert axe.violations(page, RULES[scheme]) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_the_server_refused_is_kept_and_not_offered_over_what_stands_in_the_form(
    browser: Browser, site: str, helper: Helper
) -> None:
    helper.kept = {
        "headline": "تیتر پیشین",
        "text": "متن پیشین",
        "based_on": 0,
        "number": 4,
        "at": "2026-11-23T06:52:00Z",
    }
    with open_page(browser, 390) as page:
        page.route("**/api/news/writing/**", helper.answer)
        visit(page, site, "/n/desk/merging")
        expect(page.get_by_text("نگه‌داری شد؛ هنوز ذخیره نشده است")).to_be_visible()
        expect(page.get_by_role("button", name="ادامه همان نوشته")).to_be_hidden()
    assert helper.kept["headline"] != "تیتر پیشین"


def test_a_text_that_nobody_touched_is_sent_as_it_came(browser: Browser, site: str, helper: Helper) -> None:
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or "")["text"][0].replace("\r\n", "\n"))
        route.fulfill(status=204)

    with open_page(browser, 390) as page:
        page.route("**/api/news/writing/**", helper.answer)
        for word in ("", "تازه"):
            visit(page, site, "/n/desk/returned")
            expect(page.locator("trix-editor")).to_be_visible()
            page.locator("trix-editor").press_sequentially(word)
            page.route("**/n/desk/*", note)
            with page.expect_request("**/n/desk/*"):
                page.get_by_role("button", name="ذخیره", exact=True).click()
            page.unroute("**/n/desk/*")
    assert [("<div" in text, "تازه" in text) for text in sent] == [(False, False), (True, True)]
