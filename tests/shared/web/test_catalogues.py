"""What people read can be translated, and is, as far as an operator or an auditor meets it."""

import re
from pathlib import Path

import pytest

from deploy.languages.__main__ import main
from deploy.languages.catalogue import misfits, read, text_of
from deploy.languages.compiling import compile_all
from deploy.languages.owners import ROOT, SHARED, Owner, all_owners, said
from deploy.languages.sources import messages, not_marked
from shared.language.speech import ENGLISH, Catalogues

FOR_OPERATORS = {"accounts", "sign_ins", "password_links", "program_tokens", "desk", "deliveries", "desk_notices"}

READ = [ROOT / "services", ROOT / "shared" / "web", ROOT / "shared" / "operations", ROOT / "deploy" / "gateway"]
UNUSUAL = re.compile(
    r"(?<![\w\u200c])(?:آگاهی|برگه|برگزی|برمی‌گزی|برنگزی|بیازمای|بیفزای|نشان برنامه|نشان‌های برنامه|ورودهای باز|واپسین"
    r"|سرنوشت|سرگذشت|دست‌کم|امضا نشود|ماندن خبر|می‌نشیند|بازگشت ندارد|دگرگون|شدنی نیست|چشم به راه|بس است|بس نیست"
    r"|راه انداختن|راه بیندازید|کهنه|کهنگی|همگانی"
    r"|فرستادن|بفرستید|نخستین|کنونی|واژه(?!\w)|گونه(?!\w)|شمار(?![\w\u200c]))"
)


@pytest.mark.slow("reads all that people are told, in every file")
def test_the_catalogues_are_what_is_said_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().err


def test_english_is_complete_for_whoever_runs_the_system() -> None:
    known = {message for owner in all_owners() for message, text in read(owner.source).items() if text}
    said_to_operators = [owner for owner in all_owners() if owner is SHARED or owner.folder.name in FOR_OPERATORS]

    assert {owner.folder.name for owner in said_to_operators} == {"shared", *FOR_OPERATORS}
    missing = {message for owner in said_to_operators for message in messages(owner.folder)} - known
    assert missing == set()


def test_no_sentence_is_translated_twice() -> None:
    of_all = [message for found in said().values() for message in found]

    assert len(of_all) == len(set(of_all)) > 1000


def test_people_read_the_words_of_their_administration() -> None:
    """What purists prefer, or what was once made up here, says little to whoever works in an office."""
    files = [file for folder in READ for file in folder.rglob("*") if file.suffix in {".py", ".html", ".json", ".conf"}]
    found = [(file.name, word) for file in files for word in UNUSUAL.findall(file.read_text("utf-8"))]

    assert (found, len(files) > 100) == ([], True)


def test_set_up_made_what_services_read() -> None:
    """Nothing compiled is in the repository."""
    for owner in all_owners():
        known = {message: text for message, text in read(owner.source).items() if text}
        catalogue = Catalogues(owner.locale).of(ENGLISH)
        assert {message: catalogue.gettext(message) for message in known} == known, owner.name


def test_persian_that_nobody_could_translate_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('{# نه #}\n<p>{{ _("آری") }}</p>\n<p>نه</p>\n{{ _(word) }}\n', "utf-8")
    (tmp_path / "words.py").write_text(
        '"""نه"""\nWORD = "آری"\nname = f"آقای {WORD}"\npaper = f"خانم {WORD}"  # stays Persian: a letter\n', "utf-8"
    )

    assert [(path.name, line) for path, line, _ in not_marked(tmp_path)] == [
        ("page.html", 3),
        ("page.html", 4),
        ("words.py", 3),
    ]
    assert messages(tmp_path) == {"آری"}


def test_a_catalogue_is_sorted_keeps_what_is_still_said_and_drops_the_rest(tmp_path: Path) -> None:
    owner = Owner(tmp_path, tmp_path / "services" / "locale")
    owner.source.parent.mkdir(parents=True)
    owner.source.write_text(text_of({"ب": "b", "پ": "p"}, ["پ", "ب", "آ"]), "utf-8")
    orphan = tmp_path / "services" / "gone" / "locale" / "en" / "LC_MESSAGES" / "messages.mo"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"")
    compile_all(tmp_path)

    assert read(owner.source) == {"آ": "", "ب": "b", "پ": "p"}
    assert list(read(owner.source)) == ["آ", "ب", "پ"]
    assert [Catalogues(owner.locale).of(ENGLISH).gettext(each) for each in "آبپ"] == ["آ", "b", "p"]
    assert read_again(owner, said=["ب"]) == {"ب": "b"}
    assert not orphan.exists()
    (compiled,) = compile_all(tmp_path)
    # The moment would make each build of an image another one.
    assert b"POT-Creation-Date: 1970-01-01" in compiled.read_bytes()


def read_again(owner: Owner, *, said: list[str]) -> dict[str, str]:
    owner.source.write_text(text_of(read(owner.source), said), "utf-8")
    return read(owner.source)


@pytest.mark.parametrize("said", ["Account", "Account of %(other)s", '"Account" of %(name)s', "<b>%(name)s</b>"])
def test_a_translation_that_would_break_a_page_is_found(said: str) -> None:
    assert list(misfits({"حساب %(name)s": said})) == ["حساب %(name)s"]
    assert list(misfits({"حساب %(name)s": "Account of %(name)s", "خبر": ""})) == []


def test_a_word_that_is_not_understood_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read"]) == 2
    assert "usage" in capsys.readouterr().err
