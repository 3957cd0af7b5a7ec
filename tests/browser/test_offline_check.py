"""Whoever has opened `/v/offline` checks a letter without a network: by camera, by picture, by text."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from services.membership.typesetting.qr_outside import qr_of
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.sample_verification import SIGNER, STATEMENT

TEXT = SIGNER.qr_text(STATEMENT)


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The page, on a phone whose network has gone since it was opened."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fa-IR")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{site}/v/offline", wait_until="networkidle")
    context.set_offline(offline=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert (asked, faults) == ([], [])
    context.close()


def paste(page: Page, text: str) -> None:
    page.get_by_label("یا متن کد QR").fill(text)
    page.get_by_role("button", name="بررسی متن").press("Enter")


def test_what_the_county_signed_is_shown_without_a_request(page: Page) -> None:
    paste(page, f" {TEXT}\n")

    answer = page.get_by_role("status")
    expect(answer).to_contain_text("امضای این حکم درست است")
    for said in (
        "سارا مهرگان‌پور",
        "اداره آب و فاضلاب",
        "عضو قرارگاه رسانه‌ای",
        "۱۴۰۵/ق/۰۴۷",
        "۲۹ آبان ۱۴۰۵",
        "نمونه – فاقد اعتبار",
    ):
        expect(answer).to_contain_text(said)
    expect(answer.get_by_role("link")).to_have_attribute("href", "/v/8347221096")


def test_what_anybody_changed_or_made_up_is_refused(page: Page) -> None:
    token = TEXT.partition("#")[2]
    middle = len(TEXT) - len(token) // 2
    other = "A" if TEXT[middle] != "A" else "B"
    for text in (
        TEXT[:middle] + other + TEXT[middle + 1 :],
        TEXT.replace("/V/8347221096#", "/V/8347221097#"),
        TEXT[:-3],
        TEXT.lower(),
        "<img src=x onerror=alert(1)>",
    ):
        paste(page, text)
        expect(page.get_by_role("status")).to_contain_text("این کد امضای ما را ندارد")
        page.evaluate("document.querySelector('[data-part=answer]').replaceChildren()")
    paste(page, TEXT.partition("#")[0])
    expect(page.get_by_role("status")).to_contain_text("این کد فقط نشانی استعلام است")


def test_a_photo_of_the_letter_is_read(page: Page) -> None:
    picture = BytesIO()
    qr_of(TEXT).save(picture, kind="png", scale=6)
    photo = page.get_by_label("یا عکس حکم")

    photo.set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(page.get_by_role("status")).to_contain_text("امضای این حکم درست است")
    photo.set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("status")).to_contain_text("در این تصویر کد QR پیدا نشد")


def test_the_camera_reads_the_code_and_is_closed_again(browser: Browser, site: str, tmp_path: Path) -> None:
    film = tmp_path / "film.y4m"
    film.write_bytes(filmed(TEXT))
    camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    running = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
    try:
        page = running.new_page()
        page.goto(f"{site}/v/offline", wait_until="networkidle")
        page.context.set_offline(offline=True)

        page.get_by_role("button", name="باز کردن دوربین").press("Enter")

        expect(page.get_by_role("status")).to_contain_text("امضای این حکم درست است")
        assert page.evaluate("document.querySelector('video').srcObject") is None
    finally:
        running.close()


def test_who_has_no_javascript_is_told_what_to_do(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/v/offline")

    assert "این صفحه با جاوااسکریپت کار می‌کند" in page.inner_text("main")
    expect(page.get_by_role("button", name="باز کردن دوربین")).to_be_hidden()
    context.close()


def filmed(text: str) -> bytes:
    """A film of one picture, grey on white, as Chromium takes it for a camera (YUV4MPEG2)."""
    width, height, scale = 640, 480, 6
    white, side = bytes([235]), 0
    drawn: list[bytes] = []
    for modules in qr_of(text).matrix_iter(border=4):
        row = bytes(16 if dark else 235 for dark in modules for _ in range(scale))
        side = (width - len(row)) // 2
        drawn += [white * side + row + white * (width - side - len(row))] * scale
    above = (height - len(drawn)) // 2
    lines = [white * width] * above + drawn + [white * width] * (height - above - len(drawn))
    frame = b"FRAME\n" + b"".join(lines) + bytes([128]) * (width * height // 2)
    return b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (width, height) + frame * 5
