"""Who somebody is and what they may do, tried as people meet it: a browser on the whole stack with the demo county."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from joserfc import jwt
from joserfc.jwk import JWKRegistry
from playwright.sync_api import Browser, Page, expect

from deploy.local.county.passwords import DEMO_PASSWORD
from deploy.local.keys import keys_of
from deploy.local.stack import Stack
from shared.web.cookies import Cookies
from shared.web.identity import COOKIE
from shared.web.signing import TOKENS
from tests.browser.people import fill_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.system]

OPERATOR_FORBIDDEN = ("/n/desk", "/n/desk/new", "/membership/decrees/new", "/reporting", "/reporting/calendar")
MANAGER_FORBIDDEN = ("/membership/people", "/membership/audit", "/reporting/calendar", "/membership/decrees/new")


@contextmanager
def a_browser(browser: Browser, stack: Stack, *, width: int = 1280) -> Iterator[Page]:
    """A browser of its own: nobody is signed in."""
    with browser.new_context(base_url=stack.url, locale="fa-IR", viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """One of them."""
    with a_browser(browser, stack) as page:
        yield page


def sign_out(page: Page) -> None:
    page.locator("summary.account").click()
    page.get_by_role("button", name="خروج").click()
    expect(page.locator("summary.account")).to_have_count(0)


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows; `later` half minutes from now, as each code is good once."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * later))


def test_signing_in_takes_a_keyboard_alone(page: Page) -> None:
    page.goto("/membership/decrees")
    focus = page.locator(":focus")

    def tab_to(what: str) -> None:
        for _ in range(12):
            page.keyboard.press("Tab")
            if focus.count() and focus.get_attribute("name") == what:
                return
        raise AssertionError(f"{what} is not reached")

    tab_to("username")
    page.keyboard.type("aslani")
    tab_to("password")
    page.keyboard.type("نادرست")
    page.keyboard.press("Enter")
    wrong = page.get_by_label("گذرواژه")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(re.compile("درست نیست"))
    expect(page.get_by_label("نام کاربری")).to_have_value("aslani")

    tab_to("password")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/membership/decrees")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    account = page.locator("summary.account")
    account.focus()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if focus.inner_text().strip() == "خروج":
            break
    page.keyboard.press("Enter")
    expect(account).to_have_count(0)


def test_an_app_is_set_up_asked_for_and_replaced_by_a_recovery_code(page: Page) -> None:
    sign_in(page, "parsaei")
    page.goto("/membership/account")
    page.get_by_role("link", name="فعال‌سازی").click()
    assert page.locator("figure.qr svg").bounding_box()["width"] > 100  # type: ignore[index]
    secret = page.locator("figure.qr code").inner_text()
    page.get_by_label("رمز شش‌رقمی").fill("۰۰۰۰۰۰")
    page.get_by_role("button", name="فعال‌سازی").click()
    expect(page.get_by_label("رمز شش‌رقمی")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("رمز شش‌رقمی").fill(code_of(secret))
    page.get_by_role("button", name="فعال‌سازی").click()
    recovery = page.locator("ul.codes code").all_inner_texts()
    assert len(set(recovery)) == len(recovery) >= 8

    page.goto("/desk")
    sign_out(page)
    sign_in(page, "parsaei")
    expect(page.get_by_role("heading", name="رمز یک‌بارمصرف")).to_be_visible()
    page.goto("/desk")
    expect(page.get_by_label("نام کاربری")).to_be_visible()
    fill_in(page, "parsaei")
    page.get_by_label("رمز شش‌رقمی").fill(code_of(secret, later=1))
    page.get_by_role("button", name="ادامه").click()
    expect(page.locator("summary.account")).to_be_visible()

    for again in (False, True):
        sign_out(page)
        sign_in(page, "parsaei")
        page.get_by_label("رمز شش‌رقمی").fill(recovery[1 if again else 0])
        page.get_by_role("button", name="ادامه").click()
        expect(page.locator("summary.account")).to_be_visible()
    sign_out(page)
    sign_in(page, "parsaei")
    page.get_by_label("رمز شش‌رقمی").fill(recovery[0])
    page.get_by_role("button", name="ادامه").click()
    expect(page.get_by_label("رمز شش‌رقمی")).to_have_attribute("aria-invalid", "true")


def let_the_token_run_out(page: Page, stack: Stack) -> None:
    """As a quarter of an hour later: the same token, over."""
    name = Cookies.at(stack.url).name(COOKIE)
    (cookie,) = (each for each in page.context.cookies() if each["name"] == name)
    key = JWKRegistry.import_key(json.loads(keys_of(stack.home).signing.read_text()))
    token = jwt.decode(cookie["value"], key, registry=TOKENS)
    over = token.claims | {"exp": int(time.time()) - 1}
    cookie["value"] = jwt.encode(token.header, over, key, registry=TOKENS)
    page.context.add_cookies([{"name": name, "value": cookie["value"], "url": stack.url}])


def test_a_token_that_ran_out_is_renewed_while_somebody_writes(page: Page, stack: Stack) -> None:
    sign_in(page, "vosoughi")
    page.goto("/n/desk/new")
    page.get_by_label("تیتر").fill("گاز روستای نارون وصل شد")
    page.get_by_label("متن").fill("از امروز.")
    let_the_token_run_out(page, stack)

    page.get_by_role("button", name="ذخیره پیش‌نویس").click()

    expect(page.get_by_label("تیتر")).to_have_value("گاز روستای نارون وصل شد")
    expect(page).to_have_url(re.compile(r"/n/desk/\w{12,}$"))


def test_what_was_typed_is_there_after_the_sign_in_was_ended_elsewhere(
    page: Page, browser: Browser, stack: Stack
) -> None:
    sign_in(page, "vosoughi")
    page.goto("/n/desk/new")
    page.get_by_label("تیتر").fill("کنتورخوانی از شنبه")
    page.get_by_label("متن").fill("مأموران کارت دارند.")
    with a_browser(browser, stack) as elsewhere:
        sign_in(elsewhere, "vosoughi")
        elsewhere.goto("/membership/account")
        elsewhere.get_by_role("button", name="پایان دادن به همه نشست‌های دیگر").click()
        expect(elsewhere.get_by_text("همه نشست‌های دیگر پایان یافت.")).to_be_visible()

    # The other services hear of it by an event.
    page.wait_for_function("fetch('/n/desk', {redirect: 'manual'}).then(answer => answer.type == 'opaqueredirect')")
    page.get_by_role("button", name="ذخیره پیش‌نویس").click()
    expect(page.get_by_text("نوشته شما حفظ شده است")).to_be_visible()
    fill_in(page, "vosoughi")
    page.get_by_text("نوشته شما", exact=True).click()
    expect(page.locator(".kept-text").filter(has_text="مأموران کارت دارند.")).to_be_visible()
    page.get_by_role("button", name="ارسال فرم").click()

    expect(page.get_by_label("تیتر")).to_have_value("کنتورخوانی از شنبه")


def test_an_invited_colleague_chooses_a_password_by_mail_and_is_in(page: Page, browser: Browser, stack: Stack) -> None:
    sign_in(page, "dabir")
    page.goto("/membership/people/new")
    page.get_by_label("نام و نام خانوادگی").fill("نگار سپهری")
    page.get_by_label("عنوان").select_option("سرکار خانم")
    page.get_by_label("خطاب").select_option("سرکار عالی")
    page.get_by_label("نام کاربری").fill("n.sepehri")
    page.get_by_label("ایمیل").fill("n.sepehri@mail.example")
    page.get_by_role("button", name="ایجاد حساب").click()
    expect(page.get_by_text("حساب نگار سپهری ایجاد شد")).to_be_visible()

    letters = "/peers/mail/api/messages?to=n.sepehri@mail.example&at_least=1&wait=30"
    (letter,) = page.request.get(letters, timeout=40_000).json()["items"]
    link = re.search(r"http\S+/membership/password/\S+", letter["text"])
    assert link
    with a_browser(browser, stack, width=390) as phone:
        phone.goto(link[0])
        phone.get_by_label("گذرواژه تازه", exact=True).fill("بید-کوزه-۱۴۰۵")
        phone.get_by_label("تکرار گذرواژه تازه").fill("بید-کوزه-۱۴۰۵")
        phone.get_by_role("button", name="ثبت گذرواژه").click()
        fill_in(phone, "n.sepehri", "بید-کوزه-۱۴۰۵")
        expect(phone.locator("summary.account")).to_be_visible()
        phone.goto(link[0])
        expect(phone.get_by_text("پیوند")).not_to_have_count(0)
        expect(phone.get_by_label("گذرواژه تازه", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("username", "forbidden"), [("aslani", MANAGER_FORBIDDEN), ("operator", OPERATOR_FORBIDDEN)])
def test_what_a_role_may_not_see_is_a_page_that_says_so(page: Page, username: str, forbidden: tuple[str, ...]) -> None:
    sign_in(page, username)
    menu = page.locator("nav.side-menu a")
    offered = {str(link.get_attribute("href")) for link in menu.all()}

    for path in forbidden:
        refused = page.goto(path)
        assert refused
        assert (refused.status, path in offered) == (403, False), path
        expect(page.get_by_text("شماره پیگیری")).to_be_visible()
    for path in offered:
        opened = page.goto(path)
        assert opened
        assert opened.status == 200, path


def test_a_manager_writes_the_report_of_the_own_office_alone(page: Page) -> None:
    sign_in(page, "aslani")
    page.goto("/reporting")
    own = str(page.locator("main a[href^='/reporting/1']").first.get_attribute("href"))
    assert own.endswith("/water")

    foreign = page.goto(own.replace("/water", "/gas"))

    assert foreign
    assert foreign.status == 403


def test_the_secretariat_is_not_offered_to_sign_and_cannot(page: Page) -> None:
    sign_in(page, "dabir")
    page.goto("/membership/decrees/new")
    page.get_by_role("searchbox", name="گیرنده").press_sequentially("کاراندیش")
    page.locator("[name=person_id][value=karandish]").check()
    page.get_by_label("نهاد").select_option(label="قرارگاه رسانه‌ای شهرستان")
    page.get_by_label("نقش").select_option(label="عضو")
    page.get_by_label("آغاز اعتبار", exact=True).fill("۱۴۰۵/۹/۱")
    page.get_by_role("button", name="ساختن پیش‌نویس").click()
    expect(page.get_by_text("پیش‌نویس – بدون امضا و شماره")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("امضا"))).to_have_count(0)

    token = page.request.post("/api/membership/tokens", form={"username": "dabir", "password": DEMO_PASSWORD}).json()[
        "access_token"
    ]
    decree = page.url.rpartition("/")[2]
    refused = page.request.post(
        f"/api/membership/decrees/{decree}/signature", headers={"Authorization": f"Bearer {token}"}
    )
    assert (refused.status, refused.json()["type"]) == (403, "urn:ravabet:problem:not-allowed")
