"""`ravabet setup` without a profile: it asks, holds each answer to the rules, and keeps the answers."""

import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.command import app
from deploy.setup.asking import QUESTIONS
from deploy.setup.folder import Folder
from tests.deploy.test_setup import COUNTY, contents, set_up
from tests.pictures import a_png

GIVEN = {
    ("county", "name"): "بهاردشت",
    ("county", "public_address"): "https://ravabet.bahardasht.example",
    ("county", "seat"): "بهارشهر",
    ("mail", "server"): "smtps://ravabet:geheim@mail.bahardasht.example",
    ("mail", "sender"): "ravabet@bahardasht.example",
    ("governor", "username"): "farmandar",
    ("governor", "name"): "محمدرضا شهرابی",
    ("secretariat", "username"): "dabir",
    ("secretariat", "name"): "نسرین دبیری",
    ("operator", "username"): "rahbar",
    ("operator", "name"): "امید راهبر",
}
ASKED = [each.key for each in QUESTIONS if not each.after]
"""What is asked of a county without a bot and without a certificate of its own."""


def answering(answers: dict[tuple[str, str], str | Sequence[str]], *, agreed: str = "y") -> str:
    """What is typed: an answer to each question, or one after the other where the first is refused."""
    typed: list[str] = []
    for key in ASKED:
        given = answers.get(key, "")
        typed += [given] if isinstance(given, str) else given
    return "\n".join([*typed, agreed]) + "\n"


def asked(place: Path, typed: str, *words: str, language: str = "fa") -> Result:
    options = ["--folder", str(place / "etc"), *words]
    return CliRunner().invoke(app, ["setup", "--language", language, *options], input=typed)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_answers_make_a_county_and_a_readable_profile(tmp_path: Path) -> None:
    done = asked(tmp_path, answering({**GIVEN}), "--data", str(tmp_path / "data"))
    assert done.exit_code == 0, done.output

    kept = tmp_path / "etc" / "county.toml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    told = tomllib.loads(kept.read_text(encoding="utf-8"))
    assert {(section, name): value for section, lines in told.items() for name, value in lines.items()} == GIVEN
    assert "NEWS_COUNTY=بهاردشت" in Folder(tmp_path / "etc").settings.read_text()
    assert "نام شهرستان: بهاردشت" in done.output, "summed up"
    assert "geheim" not in done.output


def test_it_asks_for_the_language_first(tmp_path: Path) -> None:
    options = ["--folder", str(tmp_path / "etc"), "--data", str(tmp_path / "data")]
    english, persian = (
        CliRunner().invoke(app, ["setup", *options], input=f"{typed}\n" + answering({**GIVEN})) for typed in ("en", "")
    )

    assert "Name of the county" in english.output
    assert "نام شهرستان" not in english.output
    assert "نام شهرستان" in persian.output


@pytest.mark.parametrize(
    ("key", "wrong", "persian", "english"),
    [
        (("county", "name"), "", "این پاسخ لازم است.", "This is needed."),
        (("county", "public_address"), "http://a.example", "درست نیست: با https://", "it begins with https://"),
        (("county", "public_address"), "https://a.example/portal", "درست نیست", "with nothing after it"),
        (("county", "phone"), "call us", "درست نیست: رقم", "county.phone is wrong"),
        (("county", "emblem"), "none.png", "چنین فایلی خوانده نمی‌شود.", "There is no such file"),
        (("county", "emblem"), "text.svg", "text.svg is no picture", "text.svg is no picture"),
        (("mail", "server"), "imap://a.example", "درست نیست: با smtp://", "mail.server is wrong"),
        (("governor", "username"), "Far mandar", "درست نیست: حرف کوچک لاتین", "governor.username is wrong"),
    ],
)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_wrong_answer_is_told_at_once_and_asked_again(
    tmp_path: Path, key: tuple[str, str], wrong: str, persian: str, english: str, language: str
) -> None:
    (tmp_path / "text.svg").write_text("no picture")
    answers: dict[tuple[str, str], str | Sequence[str]] = {**GIVEN, key: [wrong, GIVEN.get(key, "")]}

    done = asked(tmp_path, answering(answers), "--data", str(tmp_path / "data"), language=language)

    assert done.exit_code == 0, done.output
    assert (persian if language == "fa" else english) in done.output


def test_the_second_time_it_offers_what_was_answered(tmp_path: Path) -> None:
    (tmp_path / "emblem.png").write_bytes(a_png())
    asked(tmp_path, answering({**GIVEN, ("county", "emblem"): "emblem.png"}), "--data", str(tmp_path / "data"))
    (tmp_path / "emblem.png").unlink()
    before = contents(tmp_path / "etc")

    done = asked(tmp_path, answering({("county", "name"): "کویردشت", ("county", "seat"): "-"}))

    assert done.exit_code == 0, done.output
    assert "نام شهرستان (بهاردشت)" in done.output
    told = tomllib.loads((tmp_path / "etc" / "county.toml").read_text(encoding="utf-8"))
    assert (told["county"]["name"], "seat" in told["county"]) == ("کویردشت", False)
    assert told["mail"]["server"] == GIVEN["mail", "server"]
    assert (tmp_path / "etc" / told["county"]["emblem"]).read_bytes() == a_png()
    assert before["passwords.json"] == contents(tmp_path / "etc")["passwords.json"]


def test_it_offers_what_a_profile_said_and_what_was_changed_by_hand(tmp_path: Path) -> None:
    assert set_up(tmp_path, COUNTY).exit_code == 0

    assert "نام شهرستان (بهاردشت)" in asked(tmp_path, answering({})).output
    kept = tmp_path / "etc" / "county.toml"
    kept.write_text(kept.read_text(encoding="utf-8").replace("بهاردشت", "ساحل‌دشت"), encoding="utf-8")
    assert "نام شهرستان (ساحل‌دشت)" in asked(tmp_path, answering({})).output


def test_who_does_not_agree_is_asked_again(tmp_path: Path) -> None:
    again = answering({("county", "name"): "کویردشت"})

    done = asked(tmp_path, answering({**GIVEN}, agreed="n") + again, "--data", str(tmp_path / "data"))

    assert done.exit_code == 0, done.output
    assert "NEWS_COUNTY=کویردشت" in Folder(tmp_path / "etc").settings.read_text()


def test_two_of_the_three_with_one_username_are_asked_again(tmp_path: Path) -> None:
    wrong = answering({**GIVEN, ("operator", "username"): "dabir"}).removesuffix("y\n")

    done = asked(tmp_path, wrong + answering({("operator", "username"): "rahbar"}), "--data", str(tmp_path / "data"))

    assert done.exit_code == 0, done.output
    assert "two of governor, secretariat and operator have the same username." in done.output


@pytest.mark.parametrize("typed", ["", "بهاردشت\n", answering({**GIVEN}).removesuffix("y\n")])
def test_when_answers_end_before_their_end_nothing_is_written(tmp_path: Path, typed: str) -> None:
    done = asked(tmp_path, typed)

    assert (done.exit_code, "run this in a terminal, or name a profile with --from." in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def strike(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy.setup.asking.Prompt.ask", strike)

    done = asked(tmp_path, "")

    assert (done.exit_code, "Stopped: nothing was written." in done.output) == (130, True)
    assert list(tmp_path.iterdir()) == []
