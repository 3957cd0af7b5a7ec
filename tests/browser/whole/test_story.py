"""The three-minute story of `/demo`, told by a real browser on a phone, over a whole stack with the demo county."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.stack import Stack
from shared.persian.digits import persian_digits
from shared.persian.jalali import jalali_of

pytestmark = [pytest.mark.browser, pytest.mark.system, pytest.mark.chapters]

CITIZEN = "citizen@mail.example"
OFFICE = "اداره آب و فاضلاب"


@pytest.fixture(scope="module")
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A phone that asks nobody but this address, and refuses nothing that its pages do."""
    asked: set[str] = set()
    refused: list[str] = []
    with browser.new_context(base_url=stack.url, locale="fa-IR", viewport={"width": 390, "height": 844}) as context:
        context.on("request", lambda request: asked.add(request.url.split("/", 3)[2]))
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        yield page
    assert refused == []
    assert {f"http://{host}" for host in asked} == {stack.url}


def play(page: Page, role: str) -> None:
    """Take a role with one click."""
    page.goto("/demo")
    page.get_by_role("button", name=f"ورود با نقش {role}").click()


def subjects(page: Page, at_least: int) -> list[str]:
    """What the citizen was sent, the newest first, once there are so many."""
    answer = page.request.get(f"/peers/mail/api/messages?to={CITIZEN}&at_least={at_least}&wait=30", timeout=40_000)
    return [letter["subject"] for letter in answer.json()["items"]]


def publish(page: Page, headline: str) -> None:
    """Write an item as the manager, and publish it."""
    page.goto("/n/desk/new")
    page.get_by_label("تیتر").fill(headline)
    page.get_by_label("متن").fill("کار از ساعت ۸ آغاز می‌شود.\n\nتانکر آب در میدان انار ایستاده است.")
    page.get_by_role("button", name="ذخیره پیش‌نویس").click()
    page.get_by_role("button", name="ذخیره و انتشار").click()
    expect(page.get_by_text("به چه کسانی پیام ارسال شود")).to_be_visible()
    page.get_by_role("button", name="منتشر شود").click()
    expect(page.get_by_text("تصحیح خبر…")).to_be_visible()


def due_day(page: Page) -> str:
    """The day on which the report that is open now is due, as one types it."""
    now = datetime.now(UTC)
    periods = page.request.get("/api/reporting/periods").json()["items"]
    open_ones = [period for period in periods if datetime.fromisoformat(period["opens_at"]) <= now]
    due = jalali_of(min(at for each in open_ones if (at := datetime.fromisoformat(each["due_at"])) > now))
    return persian_digits(f"{due.year}/{due.month}/{due.day}")


def test_a_citizen_finds_the_public_relations_in_any_spelling_and_follows_an_office(page: Page) -> None:
    page.goto("/search?q=روابطعمومی")
    expect(page.get_by_text(re.compile("خبر برای «روابطعمومی»"))).to_be_visible()
    assert "روابط عمومی" in page.locator("main").inner_text().replace("\u200c", " ")

    page.goto("/offices")
    page.get_by_role("link", name=OFFICE).first.click()
    page.get_by_label("ایمیل").fill(CITIZEN)
    page.get_by_role("button", name="دنبال کردن با ایمیل").click()
    expect(page.get_by_role("heading", name="یک مرحله مانده است")).to_be_visible()
    assert subjects(page, 1) == [f"تأیید دنبال کردن {OFFICE}"]

    page.goto(f"/peers/mail/?to={CITIZEN}")
    page.get_by_role("link", name="تأیید دنبال کردن").click()
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.get_by_role("button", name="تأیید می‌کنم").click()
    expect(page.get_by_role("heading", name="از این پس خبرها ارسال می‌شود")).to_be_visible()


def test_the_portal_has_pictures_and_the_news_desk_what_is_returned_talked_about_and_planned(page: Page) -> None:
    for address, pictures in (("/", 4), ("/offices/water", 2)):
        page.goto(address)
        shown = page.locator("main picture img")
        expect(shown.nth(pictures - 1)).to_be_attached(timeout=30_000)
        assert shown.first.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0

    play(page, "مدیر روابط عمومی")
    page.goto("/n/desk")
    expect(page.get_by_role("link", name="شست‌وشوی شبانه شبکه آب").first).to_be_visible()
    page.get_by_role("link", name="آب شهرک نیلوفر").first.click()
    expect(page.get_by_text("گنجایش مخزن را با واحد فنی یکی کنید").first).to_be_visible()
    expect(page.get_by_text("یک عکس از مخزن هم بگذارید")).to_be_visible()
    expect(page.get_by_text("تا فردا ظهر آماده باشد").first).to_be_visible()
    expect(page.get_by_role("button", name="دیگر با من نیست")).to_be_visible()


def test_the_manager_publishes_sees_the_counters_rise_and_corrects_the_hour(page: Page) -> None:
    play(page, "مدیر روابط عمومی")
    publish(page, "آب کوی نرگس فردا قطع است")
    assert subjects(page, 2)[0] == "آب کوی نرگس فردا قطع است"
    page.get_by_role("link", name="پیام‌های ارسالی").last.click()
    expect(page.get_by_role("main")).to_contain_text("رسیده")
    expect(page.locator(".bell .count")).to_be_hidden()

    page.goto("/n/desk")
    page.get_by_role("link", name="آب کوی نرگس فردا قطع است").click()
    page.get_by_text("تصحیح خبر…").click()
    page.get_by_label("متن").fill("کار از ساعت ۹ آغاز می‌شود.")
    page.get_by_label("یادداشت تصحیح").fill("ساعت آغاز ۹ است، نه ۸.")
    page.get_by_label("تصحیح مهم است").check()
    page.get_by_role("button", name="ثبت تصحیح").click()

    expect(page.get_by_text("ساعت آغاز ۹ است، نه ۸.").first).to_be_visible()
    assert "تصحیح" in subjects(page, 3)[0]


def test_the_secretariat_drafts_the_governor_signs_and_it_is_number_24(page: Page) -> None:
    play(page, "دبیرخانه شورا")
    page.get_by_role("searchbox", name="گیرنده").fill("ثابتی")
    page.get_by_role("radio", name="رضا ثابتی‌پناه").check()
    page.get_by_label("نهاد").select_option(label="قرارگاه رسانه‌ای شهرستان")
    page.get_by_label("نقش").select_option(label="عضو")
    page.get_by_label("آغاز اعتبار", exact=True).fill("۱۴۰۵/۹/۱")
    page.get_by_role("button", name="ساختن پیش‌نویس").click()
    expect(page.get_by_text("پیش‌نویس – بدون امضا و شماره")).to_be_visible()

    draft = page.url
    play(page, "فرماندار")
    page.goto(draft)
    page.get_by_role("button", name="امضا و ثبت…").click()
    page.get_by_role("dialog").get_by_role("button", name="امضا و ثبت").click()
    expect(
        page.get_by_role("heading", name=f"{persian_digits(jalali_of(datetime.now(UTC)).year)}/ق/۰۲۴")
    ).to_be_visible()
    page.get_by_role("link", name="استعلام").last.click()
    expect(page.get_by_text("نمونه – فاقد اعتبار").first).to_be_visible()


def test_the_report_goes_in_on_time_and_the_bell_of_the_secretariat_counts_it_by_itself(
    page: Page, browser: Browser, stack: Stack
) -> None:
    with browser.new_context(base_url=stack.url, locale="fa-IR") as elsewhere:
        desk = elsewhere.new_page()
        play(desk, "دبیرخانه شورا")
        desk.goto("/desk")
        unread = desk.request.get("/api/notifier/notices").json()["unread"]
        desk.evaluate("window.isTheSamePage = true")

        play(page, "مدیر روابط عمومی")
        page.goto("/desk")
        page.get_by_role("main").get_by_role("link", name="ادامه گزارش").click()
        page.get_by_role("button", name="ارسال گزارش ماهانه…").click()
        page.get_by_role("dialog").get_by_role("button", name="ارسال گزارش ماهانه").click()
        expect(page.get_by_text("به‌موقع").first).to_be_visible()

        bell = desk.get_by_role("link", name=f"اعلان‌ها، {persian_digits(unread + 1)} خوانده‌نشده")
        expect(bell).to_be_visible(timeout=60_000)
        expect(desk.locator(".bell .count")).to_have_text(persian_digits(unread + 1))
        assert desk.evaluate("window.isTheSamePage")
        bell.click()
        desk.get_by_role("button", name="همه خوانده شد").click()
        expect(desk.get_by_text("همه را خوانده‌اید.")).to_be_visible()
        expect(desk.locator(".bell .count")).to_be_hidden()


def test_a_closure_moves_the_due_date_of_the_others(page: Page) -> None:
    play(page, "دبیرخانه شورا")
    page.goto("/reporting/calendar")
    due = page.locator("dl.facts dd").first
    before = due.inner_text()
    page.get_by_label("روز", exact=True).fill(due_day(page))
    page.get_by_label("مناسبت").fill("آلودگی هوا")
    page.get_by_role("button", name="تعطیل شود").click()

    expect(page.get_by_text("آلودگی هوا", exact=True).first).to_be_visible()
    expect(due).not_to_have_text(before)


@pytest.mark.slow("a service is stopped and started")
def test_the_operator_stops_the_notifier_and_everything_arrives_once_it_is_back(page: Page, stack: Stack) -> None:
    already = len(subjects(page, 0))
    stack.stop("notifier")
    play(page, "مدیر روابط عمومی")
    publish(page, "صف تانکر آب کوتاه شد")
    page.goto("/")
    assert len(subjects(page, 0)) == already

    stack.start("notifier")
    assert subjects(page, already + 1)[0] == "صف تانکر آب کوتاه شد"
    play(page, "راهبر سامانه")
    expect(page.get_by_role("heading", name="پیام‌های ارسالی")).to_be_visible()
    assert len(subjects(page, 0)) == already + 1


def test_the_desk_works_without_scripts_and_while_a_service_is_away(browser: Browser, stack: Stack) -> None:
    stack.stop("notifier")
    with browser.new_context(base_url=stack.url, locale="fa-IR", java_script_enabled=False) as plain:
        page = plain.new_page()
        page.set_default_timeout(60_000)
        play(page, "دبیرخانه شورا")
        page.goto("/desk")
        expect(page.get_by_text("بخش پیام‌ها اکنون در دسترس نیست")).to_be_visible()
        expect(page.get_by_role("heading", name=re.compile("در انتظار دیگران"))).to_be_visible()

        stack.start("notifier")
        page.get_by_role("link", name="تلاش دوباره").click()
        expect(page.get_by_role("heading", name="سلام")).to_be_visible()
        expect(page.get_by_text("در دسترس نیست")).to_have_count(0)
        page.get_by_role("link", name="اعلان‌ها").click()
        expect(page.get_by_role("heading", name="اعلان‌ها")).to_be_visible()
