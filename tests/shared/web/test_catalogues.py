"""What people read can be translated, and is, as far as an operator or an auditor meets it."""

from pathlib import Path

import pytest

from deploy.languages.__main__ import SERVICES, SHARED, Owner, main, said_by
from deploy.languages.catalogue import compiled, misfits, read, text_of, write_compiled
from deploy.languages.sources import messages, not_marked

MEMBERSHIP, _NEWS, NOTIFIER, _REPORTING = SERVICES
FOR_OPERATORS = {
    MEMBERSHIP: ("accounts", "sign_ins", "password_links", "program_tokens", "desk"),
    NOTIFIER: ("deliveries", "notices"),
}


def test_the_catalogues_are_what_is_said_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().err


def test_english_is_complete_for_whoever_runs_the_system() -> None:
    kept = read(SHARED.source)
    missing = {message for message in said_by(SHARED) if not kept.get(message)}
    for owner, features in FOR_OPERATORS.items():
        known = kept | read(owner.source)
        said = set().union(*(messages(owner.folder / feature) for feature in features))
        missing |= {message for message in said if not known.get(message)}

    assert missing == set()


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
    owner = Owner(tmp_path, tmp_path / "locale")
    owner.source.parent.mkdir(parents=True)
    owner.source.write_text(text_of({"ب": "b", "پ": "p"}, ["پ", "ب", "آ"]), "utf-8")
    write_compiled(owner.source)

    assert read(owner.source) == {"آ": "", "ب": "b", "پ": "p"}
    assert list(read(owner.source)) == ["آ", "ب", "پ"]
    assert compiled(owner.source) == {"ب": "b", "پ": "p"}
    assert read_again(owner, said=["ب"]) == {"ب": "b"}


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
