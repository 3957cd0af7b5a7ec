"""The press: pages as they should be, and templates that try what they should not."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.membership.typesetting.domain import (
    CannotSet,
    Mark,
    Page,
    PressBroken,
    Template,
    TemplateFault,
    TooLarge,
    TooSlow,
    Unprintable,
)
from services.membership.typesetting.press_outside import Press
from services.membership.typesetting.shipped_source import shipped
from shared.runtime.county import Emblem
from tests.membership.letter_pages import AT, DECREE, PNG

COMMON = '#import "letterhead.typ": *\n#show: letter.with(data)\n'
TWO_PAGES = replace(
    DECREE,
    recipient="حضرت حجت‌الاسلام والمسلمین حاج شیخ محمدتقی‌الدین میرزاابوطالبی قره‌داغی آذربایجانی خوانساری‌نژاد",
    recipient_post="مدیر محترم روابط عمومی " + "، ".join(f"اداره کل شماره {each}" for each in "۱۲۳۴۵۶۷۸۹"),
    paragraphs=DECREE.paragraphs * 4,
    copies=tuple(f"ریاست محترم اداره کل شماره {each} جهت استحضار و اقدام" for each in "۱۲۳۴۵۶۷۸۹"),
)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    """One with a worker, ended afterwards."""
    press = Press()
    yield press
    await press.close()


def run(program: str, *arguments: str | Path) -> str:
    """Run a program of other people; where it is missing, the test says what to install."""
    if shutil.which(program) is None:
        pytest.fail(f"{program} is missing: deploy/local/prepare browser installs it")
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout  # noqa: S603


def template(source: str) -> Template:
    return Template("tried", 1, source)


async def printed(press: Press, source: str, page: Page = DECREE) -> bytes:
    return await press.render(template(source), page.data(), at=AT, paper="a4")


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize("page", [DECREE, TWO_PAGES], ids=["short", "long"])
async def test_a_decree_is_a_sound_pdf_that_other_programs_read(
    press: Press, page: Page, paper: str, tmp_path: Path
) -> None:
    """Sound to qpdf, of the right paper and number of pages, its text beside it, and a QR code that a camera reads."""
    file = tmp_path / "decree.pdf"
    file.write_bytes(await press.render(shipped("decree"), page.data(), at=AT, paper="a5" if paper == "a5" else "a4"))

    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", file)
    info = run("pdfinfo", file)
    assert f"Title:           {DECREE.subject}" in info
    assert "Tagged:          yes" in info
    assert {"a4": "595.", "a5": "419."}[paper] in info
    assert f"Pages:           {1 if page is DECREE else 2}" in info
    run("pdfdetach", "-saveall", "-o", tmp_path, file)
    said = json.loads((tmp_path / "letter.json").read_text())
    assert (said["recipient"], said["paragraphs"]) == (page.recipient, list(page.paragraphs))
    assert "emblem" not in said
    run("pdftoppm", "-r", "150", "-png", file, tmp_path / "page")
    last = tmp_path / f"page-{1 if page is DECREE else 2}.png"
    assert run("zbarimg", "-q", "--raw", last).strip() == DECREE.qr


async def test_it_is_written_as_pdf_a_3a_and_pdf_ua_1(press: Press) -> None:
    pdf = await press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4")

    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


async def test_the_same_words_at_the_same_instant_are_the_same_bytes_whoever_prints_them(press: Press) -> None:
    other = Press()
    first = await press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4")
    await printed(press, COMMON + "#subject()")

    assert await press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4") == first
    assert await other.render(shipped("decree"), DECREE.data(), at=AT, paper="a4") == first

    await other.close()


@pytest.mark.parametrize("emblem", [None, PNG], ids=["none", "png"])
async def test_a_draft_is_printed_with_the_little_that_it_has(press: Press, emblem: Emblem | None) -> None:
    draft = Page(
        kind="decree",
        letterhead=("فرمانداری",),
        emblem=emblem,
        recipient="سرکار خانم کریمی",
        subject="-",
        paragraphs=(),
        marks=(Mark.DRAFT, Mark.SAMPLE),
    )

    assert (await press.render(shipped("decree"), draft.data(), at=AT, paper="a5")).startswith(b"%PDF-")


@pytest.mark.parametrize("paper", ["a4", "a5"])
async def test_pages_are_drawn_as_pictures_of_their_paper(press: Press, paper: str) -> None:
    pictures = await press.draw(
        replace(shipped("decree"), paper="a5" if paper == "a5" else None), TWO_PAGES.data(), at=AT, paper="a4", most=9
    )

    assert [each[:8] for each in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2
    widths = {"a4": 794, "a5": 560}
    assert abs(int.from_bytes(pictures[0][16:20], "big") - widths[paper]) < 3
    assert len(await press.draw(shipped("decree"), TWO_PAGES.data(), at=AT, paper="a4", most=1)) == 1


async def test_what_cannot_be_printed_is_not_drawn_either(press: Press) -> None:
    with pytest.raises(Unprintable):
        await press.draw(shipped("decree"), replace(DECREE, recipient="آقای 😀").data(), at=AT, paper="a4", most=1)


async def test_a_picture_that_takes_all_memory_is_not_drawn_and_the_next_page_is_made(press: Press) -> None:
    vast = COMMON + "#set page(width: 200000pt, height: 200000pt)\n."
    with pytest.raises(TooLarge):
        await press.draw(template(vast), DECREE.data(), at=AT, paper="a4", most=1)

    assert (await printed(press, COMMON)).startswith(b"%PDF-")


async def test_a_template_may_bring_its_own_letterhead_and_salutation(press: Press, tmp_path: Path) -> None:
    own = Template("decree", 3, shipped("decree").source, "a5", ("وزارت کشور",), "")
    file = tmp_path / "own.pdf"
    file.write_bytes(await press.render(own, DECREE.data(), at=AT, paper="a4"))

    run("pdfdetach", "-saveall", "-o", tmp_path, file)
    said = json.loads((tmp_path / "letter.json").read_text())
    assert (said["letterhead"], said["salutation"], said["subject"]) == (["وزارت کشور"], "", DECREE.subject)
    assert "419." in run("pdfinfo", file)


async def test_a_fault_names_its_line(press: Press) -> None:
    with pytest.raises(TemplateFault) as raised:
        await printed(press, COMMON + "\n#no-such-thing()\n")

    assert (raised.value.line, raised.value.message) == (4, "unknown variable: no-such-thing")
    assert str(raised.value).startswith("سطر ۴ قالب:")


async def test_a_fault_below_the_template_names_the_line_that_led_there(press: Press) -> None:
    with pytest.raises(TemplateFault) as raised:
        await printed(press, COMMON + "\n\n#has(1, 2)\n")

    assert raised.value.line == 5


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../etc/passwd")',
        '#read("OFL.txt")',
        '#read("/Vazirmatn-Regular.ttf", encoding: none)',
        '#image("/proc/self/environ")',
        '#import "@preview/cetz:0.3.0": *',
    ],
)
async def test_a_template_reads_no_file_and_fetches_nothing(press: Press, source: str) -> None:
    with pytest.raises(TemplateFault):
        await printed(press, source)


async def test_what_people_write_is_text_and_not_a_program(press: Press) -> None:
    page = replace(DECREE, subject='#read("/etc/passwd")', paragraphs=("*bold* $x$ #panic() \\ <a> @b // c",))

    assert (await press.render(shipped("decree"), page.data(), at=AT, paper="a4")).startswith(b"%PDF-")


async def test_a_character_that_the_font_lacks_is_named(press: Press) -> None:
    with pytest.raises(Unprintable) as raised:
        await press.render(shipped("decree"), replace(DECREE, recipient="آقای 😀").data(), at=AT, paper="a4")

    assert "😀" in str(raised.value)


async def test_an_endless_template_is_stopped_and_the_next_page_is_made(press: Press) -> None:
    press.seconds = 0.5
    with pytest.raises(TooSlow):
        await printed(press, "#let f(n) = { for i in range(n) { for j in range(n) { if i > n { n } } } }\n#f(1000000)")

    press.seconds = 5
    assert (await printed(press, COMMON)).startswith(b"%PDF-")


async def test_a_template_that_takes_all_memory_is_stopped_and_the_next_page_is_made(press: Press) -> None:
    press.seconds = 60
    with pytest.raises(TooLarge):
        await printed(press, "#range(0, 1000000000).len()")

    assert (await printed(press, COMMON)).startswith(b"%PDF-")


async def test_a_pdf_that_is_too_large_to_be_a_letter_is_refused(press: Press) -> None:
    press.largest = 1_000

    with pytest.raises(TooLarge):
        await printed(press, COMMON + "#subject()")


async def test_a_killed_worker_is_replaced_and_its_page_made(press: Press) -> None:
    await press.probe()
    (worker,) = press.workers.idle
    os.kill(worker.process.pid, signal.SIGKILL)

    assert (await printed(press, COMMON)).startswith(b"%PDF-")
    assert press.workers.idle[0] is not worker


async def test_where_workers_cannot_live_the_press_says_that_it_is_broken() -> None:
    press = Press(memory=1024)

    with pytest.raises(PressBroken):
        await press.probe()


async def test_whoever_goes_away_leaves_no_answer_to_the_next(press: Press) -> None:
    await press.probe()
    asked = asyncio.create_task(press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4"))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked

    other = await printed(press, COMMON + "#text(data.number)")

    assert other == await printed(press, COMMON + "#text(data.number)")
    assert other != await press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4")


async def test_many_pages_at_once_wait_for_their_turn(press: Press) -> None:
    pages = [replace(DECREE, number=f"۱۴۰۵/{number}") for number in range(12)]
    made = await asyncio.gather(
        *(press.render(shipped("decree"), page.data(), at=AT, paper="a4") for page in pages), return_exceptions=True
    )

    assert len(set(made)) == 12
    assert not any(isinstance(each, CannotSet | PressBroken) for each in made)
    assert len(press.workers.idle) == 1


async def test_a_worker_knows_no_secret_and_holds_no_file(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERSHIP_MONGO_URL", "mongodb://secret")
    await press.probe()
    (worker,) = press.workers.idle
    process = Path(f"/proc/{worker.process.pid}")

    assert b"secret" not in (process / "environ").read_bytes()
    limits = (process / "limits").read_text()
    assert re.search(r"Max open files +0 +0", limits)
    assert re.search(r"Max file size +0 +0", limits)
    assert re.search(rf"Max address space +{press.memory} ", limits)
