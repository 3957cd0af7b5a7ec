"""The library of media as the people of an office use it: by mouse, by keyboard, on a phone, and on a bad line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from deploy.local.stack import Stack
from tests.browser.fitness import Axe, faults_at_a_glance, faults_on_phone_and_desk
from tests.browser.people import sign_in
from tests.news.recordings import SAMPLES
from tests.news.test_pictures import a_picture, written

pytestmark = [pytest.mark.browser, pytest.mark.system]

EMPTY: FilePayload = {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""}
SVG: FilePayload = {
    "name": "logo.svg",
    "mimeType": "image/svg+xml",
    "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, stack: Stack) -> str:
    """The session of a manager, who signs in once for all that is tried here."""
    with browser.new_context(base_url=stack.url) as context:
        sign_in(page := context.new_page(), "aslani")
        page.wait_for_url("**/desk")
        state: str = context.storage_state()  # type: ignore[assignment]
    return state


@contextmanager
def library(browser: Browser, stack: Stack, signed_in: str, *, width: int = 1280) -> Iterator[Page]:
    with browser.new_context(
        base_url=stack.url, locale="fa-IR", viewport={"width": width, "height": 844}, storage_state=signed_in
    ) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto("/n/media")
        yield page


def drop(page: Page, path: Path) -> None:
    """Drag something from the computer onto the heading, which is not where files belong."""
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": box["x"] + 5, "y": box["y"] + 5}
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})


def test_a_folder_is_dropped_anywhere_and_leads_to_what_has_to_be_described(
    browser: Browser, stack: Stack, signed_in: str, axe: Axe, tmp_path: Path
) -> None:
    for name in ("1.jpg", "within/2.jpg", ".DS_Store"):
        file = tmp_path / "council" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written(a_picture(300 + 10 * len(name), 200), "JPEG"))
    with library(browser, stack, signed_in) as page:
        drop(page, tmp_path / "council")

        page.wait_for_url("**/n/media?state=undescribed")
        expect(page.locator("#library")).to_contain_text("2.jpg")
        names = page.locator(".library-name").all_inner_texts()
        assert {"1.jpg", "2.jpg"} <= set(names)
        assert ".DS_Store" not in names
        expect(page.locator("#library .thumbnail img").first).to_be_visible()  # without anybody asking again
        assert list(faults_on_phone_and_desk(page, axe)) == []


def test_a_picture_is_uploaded_and_described_by_keyboard(
    browser: Browser, stack: Stack, signed_in: str, axe: Axe
) -> None:
    with library(browser, stack, signed_in) as page:
        page.get_by_label("پرونده", exact=True).focus()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        picture: FilePayload = {
            "name": "IMG_1.jpg",
            "mimeType": "image/jpeg",
            "buffer": written(a_picture(640, 400), "JPEG"),
        }
        chooser.value.set_files(picture)
        page.wait_for_url("**/n/media/*")

        page.get_by_label("از چپ").press("ArrowLeft")  # shown by itself once it is ready
        page.keyboard.press("ArrowLeft")
        assert page.locator(".focus-mark").evaluate("mark => mark.style.left") == "48%"
        page.get_by_label("چه نشان می‌دهد").focus()
        page.keyboard.type("لایروبی نهر در بامداد")
        page.keyboard.press("Enter")

        expect(page.get_by_text("توضیح ذخیره شد")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("لایروبی نهر در بامداد")
        assert page.get_by_label("از چپ").input_value() == "48"
        assert list(faults_at_a_glance(page, axe)) == []


def test_on_a_phone_a_video_goes_on_where_the_line_was_cut_and_plays(
    browser: Browser, stack: Stack, signed_in: str
) -> None:
    with library(browser, stack, signed_in, width=390) as page:
        parts: list[str] = []

        def cut_the_first(route: Route) -> None:
            if route.request.method == "PATCH":
                parts.append(route.request.headers["upload-offset"])
            if parts == ["0"] and route.request.method == "PATCH":
                page.context.set_offline(True)
                route.abort()
            else:
                route.continue_()

        page.route("**/api/news/uploads/*", cut_the_first)
        page.get_by_role("link", name="بارگذاری").click()
        expect(page.get_by_label("پرونده", exact=True)).to_be_in_viewport()
        page.get_by_label("پرونده", exact=True).set_input_files(SAMPLES / "phone.mov")
        expect(page.get_by_text("ارتباط قطع شد")).to_be_visible()
        page.context.set_offline(False)

        page.wait_for_url("**/n/media/*")
        assert parts == ["0", "0"]
        video = page.locator("video")
        assert video.evaluate("async video => { await video.play(); return video.videoWidth; }") == 64


def test_what_fails_says_why_and_does_not_hold_up_the_rest(browser: Browser, stack: Stack, signed_in: str) -> None:
    with library(browser, stack, signed_in) as page:
        sound: FilePayload = {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": (SAMPLES / "song.mp3").read_bytes()}
        full = {"count": 0}

        def full_at_first(route: Route) -> None:
            if route.request.method == "PATCH" and not full["count"]:
                full["count"] += 1
                route.fulfill(status=507, json={"title": "برای این فایل جا نیست."})
            else:
                route.continue_()

        page.get_by_label("پرونده", exact=True).set_input_files([EMPTY, SVG])
        expect(page.get_by_text("این پرونده خالی است")).to_be_visible()
        expect(page.get_by_text("پرونده‌های SVG و HTML پذیرفته نمی‌شوند")).to_be_visible()
        page.route("**/api/news/uploads/*", full_at_first)
        page.get_by_label("پرونده", exact=True).set_input_files([sound])
        expect(page.get_by_text("جا نیست")).to_be_visible()
        page.get_by_role("button", name="دوباره").click()
        page.get_by_role("link", name="ادامه با آنچه رسید").click()

        page.wait_for_url("**/n/media/*")
        expect(page.get_by_role("heading", level=1)).to_have_text("a.mp3")
