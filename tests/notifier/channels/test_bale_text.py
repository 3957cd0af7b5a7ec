"""What becomes of people's words in a messenger that reads Markdown."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.channels.bale_text_domain import LONGEST, as_post, literally
from services.notifier.channels.domain import Message

MakeMessage = Callable[..., Message]
MARKUP = re.compile(r"(?:^|\s)([*_])(?=\S).*?\1(?:\s|$)|\]\(|`", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("آب *قطع* شد", "آب ∗قطع∗ شد"),
        ("آب _قطع_ شد", "آب ＿قطع＿ شد"),
        ("**مهم**", "∗∗مهم∗∗"),
        ("[این‌جا](https://evil.example)", "[این‌جا] (https://evil.example)"),
        ("```کد```", "'''کد'''"),
        ("#آب_و_هوا", "#آب_و_هوا"),
        ("۲*۳", "۲*۳"),
        ("a*_b_*c", "a∗＿b＿∗c"),
        ("می‌شود", "می‌شود"),
    ],
)
def test_words_stay_what_they_were_written_as(written: str, shown: str) -> None:
    assert literally(written) == shown


@given(st.text(alphabet="*_[]()` \nآa", max_size=40))
def test_no_text_turns_into_markup(text: str) -> None:
    assert MARKUP.search(literally(text)) is None


def test_a_headline_with_markup_is_posted_as_plain_words(a_message: MakeMessage) -> None:
    post = as_post(a_message(subject="*فوری* _آب_ [این‌جا](https://evil.example)"))

    assert post.startswith("∗فوری∗ ＿آب＿ [این‌جا] (https://evil.example)\n\n")


def test_a_post_holds_everything_that_fits(a_message: MakeMessage) -> None:
    post = as_post(a_message())

    assert post == (
        "قطع آب محلهٔ شهدا\n\nدوشنبه از ساعت ۱۰ تا ۱۲.\n\nآب مورد نیاز را ذخیره کنید.\n\n"
        "متن کامل: \u2068https://bahardasht.example/n/8k2f \u2069\n"
        "برای لغو دنبال کردن، همین‌جا بنویسید: لغو"
    )


def test_a_long_text_is_cut_at_a_word_and_keeps_link_and_stop_line(a_message: MakeMessage) -> None:
    post = as_post(a_message(text="واژهٔ " * 100_000))

    assert LONGEST - 10 <= len(post) <= LONGEST
    assert "واژهٔ…\n\nمتن کامل: " in post
    assert "https://bahardasht.example/n/8k2f" in post
    assert post.endswith("بنویسید: لغو")


@pytest.mark.parametrize("sign", ["آ", "🌊"])
def test_a_word_without_end_and_a_headline_without_end_fit_too(a_message: MakeMessage, sign: str) -> None:
    """Messengers count UTF-16 units, in which a picture sign is two."""
    post = as_post(a_message(subject=sign * 5_000, text=sign * 10_000))

    assert len(post.encode("utf-16-le")) // 2 <= LONGEST
    assert "https://bahardasht.example/n/8k2f" in post


def test_a_link_with_underscores_is_the_same_link(a_message: MakeMessage) -> None:
    """Stars and underscores of our own links travel percent-encoded, which means the same address."""
    assert "https://bahardasht.example/u/%5Fa%2A" in as_post(a_message(link="https://bahardasht.example/u/_a*"))


def test_an_answer_without_stop_url_has_no_stop_line(a_message: MakeMessage) -> None:
    assert "لغو" not in as_post(a_message(stop_url=None))


def test_a_post_that_begins_with_latin_letters_runs_from_right() -> None:
    post = as_post(Message(subject="Wi-Fi رایگان", text="آب\n\nWi-Fi رایگان است."))

    assert post == "\u200fWi-Fi رایگان\n\nآب\n\n\u200fWi-Fi رایگان است."
