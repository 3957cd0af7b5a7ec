import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.persian.text import for_comparing, for_finding, for_keeping, tokens_for_finding, tokens_for_index

PUBLIC_RELATIONS = [
    "روابط‌عمومی‌ها",
    "روابط عمومی ها",
    "روابطعمومیها",
    "روابطعمومی‌ها",
    "روابط عمومی‌های",
    "روابط‌عمومي‌هاي",
    "روابطعمومي",
    "رَوابط  عُمومی",
    "روابط\u200eعمومی",
]
# Compounds that no list names: the index alone must bring them together.
UNLISTED = [
    ("گل‌آرایی", "گل آرایی"),
    ("رودخانه‌ای", "رودخانه ای", "رودخانهای"),
    ("جشن‌واره‌نویس", "جشن واره نویس"),
    ("سنگ‌فرش", "سنگ فرش", "سنگفرش"),
    ("پایان‌نامه‌ها", "پایان نامه ها", "پایاننامهها", "پايان‌نامه‌هاي"),
]
AROUND = "دیروز نشست {} در شهرستان بهاردشت برگزار شد"


def finds(query: str, text: str) -> bool:
    """Answer as the database does: every token of the query among the tokens of the text."""
    return set(tokens_for_finding(query)) <= set(tokens_for_index(text))


@pytest.mark.parametrize(("typed", "written"), list(product(PUBLIC_RELATIONS, PUBLIC_RELATIONS)))
def test_public_relations_is_found_in_every_spelling(typed: str, written: str) -> None:
    assert finds(typed, AROUND.format(written))
    assert set(tokens_for_finding(typed)) <= set(tokens_for_finding(AROUND.format(written)))


def test_every_spelling_has_one_key() -> None:
    spellings = set(PUBLIC_RELATIONS) - {"روابط\u200eعمومی"}

    assert {for_finding(spelling) for spelling in spellings} == {"روابط عمومی"}


@pytest.mark.parametrize(("typed", "written"), [pair for word in UNLISTED for pair in product(word, word)])
def test_a_compound_nobody_listed_is_found_in_every_spelling(typed: str, written: str) -> None:
    assert finds(typed, AROUND.format(written))


@pytest.mark.parametrize(
    "spellings",
    [
        ("می‌شود", "می شود", "میشود", "مي‌شود"),
        ("نمی‌رود", "نمی رود", "نمیرود"),
        ("کتاب‌ها", "کتاب ها", "کتابها", "كتاب‌هاي", "کتاب‌هایشان"),
        ("بزرگ‌ترین", "بزرگ ترین", "بزرگترین"),
        ("مسئول", "مسؤول", "مسوول"),
        ("هیئت", "هیأت"),
        ("آب", "اب"),
        ("مؤسسه", "موسسه"),
        ("خانهٔ", "خانۀ", "خانه"),
        ("قرآن", "قران"),
        ("۱۴۰۵", "1405", "١٤٠٥"),
        ("۱۲٬۳۴۵", "12345"),
        ("جزء", "جز"),
        ("بـــهار", "بهار"),
        ("\ufeff\u202bبهار\u202c", "بهار"),
        ("PDF", "pdf"),
        ("ه\u200d.ق", "ه.ق", "هـ.ق"),
        ("سلا\ufe0fم", "سلام", "سل\U000e0061ام"),
        ("ﷺ", "صلی الله علیه وسلم"),
        ("ﻻله", "لاله"),
        ("به‌موقع", "به موقع", "بهموقع"),
    ],
)
def test_spellings_of_one_word_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({for_finding(spelling) for spelling in spellings}) == 1


def test_words_of_a_query_may_stand_apart() -> None:
    text = "آب شرب محلهٔ فرهنگیان از فردا قطع می‌شود"

    assert finds("قطع آب", text)
    assert finds("قطعی", text) is False
    assert finds("قطع آب در فرهنگیان", text), "little words do not count"
    assert finds("قطع برق", text) is False


def test_a_short_word_is_not_found_inside_another() -> None:
    assert finds("آب", "آبان امسال کتاب خواندیم") is False


def test_a_query_of_little_words_alone_is_still_a_query() -> None:
    assert tokens_for_finding("از این") == ["از", "این"]
    assert tokens_for_finding("  ؟ ") == []


def test_a_stray_affix_stays_a_word() -> None:
    assert tokens_for_finding("ها") == ["ها"]
    assert tokens_for_finding("می") == ["می"]
    assert tokens_for_finding("می ها") == ["میها"]


@given(st.text(alphabet="ابپتدروخمیعکگهئآ \u200c،1۲", max_size=60))
def test_a_text_is_found_by_itself(text: str) -> None:
    assert finds(text, text)
    assert for_finding(for_keeping(text)) == for_finding(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("كتاب علي", "کتاب علی"),
        ("مصطفى", "مصطفی"),
        ("بـــهار", "بهار"),
        ("می‌شود", "می‌شود"),
        ("می‌ شود", "می شود"),
        ("\u202eمتن\u202c\u200f\ufeff", "متن"),
        ("آب،برق  و گاز .", "آب،برق و گاز."),
        ("چرا ؟", "چرا؟"),
        ("رؤیا، مسئول، أمر، آب، خانهٔ", "رؤیا، مسئول، أمر، آب، خانهٔ"),
        ("سطر یک \r\n\r\n\r\n\r\n سطر دو", "سطر یک\n\nسطر دو"),
        ("الف\x00ب", "الفب"),
        ("a\u00a0b", "a b"),
        ("عدد .5", "عدد .5"),
        ("سال ۱۴۴۷ ه\u200d.ق", "سال ۱۴۴۷ ه\u200d.ق"),
        ("ه\u200d\u200d ، \u200dه", "ه\u200d، \u200dه"),
        (
            "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d⚕\ufe0f 🏴\u200d☠\ufe0f",
            "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d⚕\ufe0f 🏴\u200d☠\ufe0f",
        ),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("۱️⃣ ﷲ ﷺ ﷼ ﴿۱﴾ خانهٔ مُهم é e\u0301", "۱️⃣ ﷲ ﷺ ﷼ ﴿۱﴾ خانهٔ مُهم é é"),
        ("a\u200db 1\u200d2 \u200d ۱\u200d۲", "ab 12 ۱۲"),
        ("پن\U000e0061هان نر\u00adم\ufeff\u2060", "پنهان نرم"),
        ("كتاب https://fa.example.ir/كتاب_ي?a=ى .", "کتاب https://fa.example.ir/كتاب_ي?a=ى."),
        ("«www.example.ir/\u202eعلي» علي", "«www.example.ir/علي» علی"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert for_keeping(typed) == kept


@given(st.text(alphabet="يىكکآاه \u200c\u200f\u200d👩\ufe0f🏴\U000e0061\U000e007f\n\t،.؟\u0640۱1a", max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = for_keeping(text)

    assert for_keeping(once) == once


@pytest.mark.parametrize(
    "stray", ["\u200c", "\u200d", "\U000e0061", " ", "\u200c ", "\n", "\u202e", "ـ", "ها ", "https://"], ids=ascii
)
def test_a_megabyte_of_strays_takes_no_longer_than_text(stray: str) -> None:
    text = stray * (1_000_000 // len(stray))
    started = time.process_time()

    for_keeping(text)
    for_finding(text)

    assert time.process_time() - started < 3


def test_a_long_text_is_folded_in_a_moment() -> None:
    """Some 500,000 words a second of an idle core; the test asks for a fifth."""
    text = " ".join(f"گزارش ماهانه كتابخانه‌هاي شماره {number} روابط عمومی می‌گوید" for number in range(4_000))
    started = time.process_time()

    for_finding(text)

    assert len(text.split()) / (time.process_time() - started) > 100_000


def test_a_word_without_end_costs_no_more_than_its_own_length() -> None:
    """An article held one of 16,000 letters, and its pieces filled the memory."""
    endless = "ب" * 16_000

    tokens = tokens_for_index(f"خبر {endless} آمد")

    assert sum(map(len, tokens)) < 2 * len(endless)
    assert endless in tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بهار-۱۴۰۵", "بهار-1405"),
        ("بهار-١٤٠٥", "بهار-１４０５"),
        ("كليد", "کلید"),
        ("كلىد", "کلید"),
        ("آب", "ا\u0653ب"),
        ("مسئول", "مسی\u0654ول"),
        ("مسئول", "مسي\u0654ول"),
        ("خانۀ", "خانه\u0654"),
        ("ﻻﻟﻪ", "لاله"),
        ("ھمه", "همہ"),
        ("می‌رود", "میرود"),
        ("کـــوه", "کوه"),
        ("\u200fکوه\u2069\ufeff", "کوه"),
        ("کوه\u00a0رود", "کوه\u3000رود"),
        ("Ångström é", "A\u030angstro\u0308m e\u0301"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_two_keyboards_write_the_same(one: str, other: str) -> None:
    assert for_comparing(one) == for_comparing(other)


def test_what_looks_different_is_compared_as_different() -> None:
    typed = ["بهار", "بهاره", "بهار ", " بهار", "بهارا", "بهارأ", "ه", "ة", "A", "a", "e", "é", "کَرَم", "کرم"]

    assert len({for_comparing(each) for each in typed}) == len(typed)


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert for_comparing(for_comparing(text)) == for_comparing(text)


def test_a_joiner_that_stood_before_a_stray_tag_goes_with_it() -> None:
    kept = for_keeping("\U000e007f\u200db")

    assert for_keeping(kept) == kept == "b"


@given(st.text("aZ09۰۹آئابةپچژسعغفقكکگلمنهويی .،!-"))
def test_a_text_that_needs_no_clean_up_comes_out_as_with_a_mark_that_is_removed(text: str) -> None:
    assert for_keeping(text) == for_keeping(f"{text}\u200e")
    assert for_comparing(text) == for_comparing(f"{text}\u200e")
