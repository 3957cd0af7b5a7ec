"""What a pasted text brings along, and Persian that is proofread: rules without servers."""

from collections.abc import Callable

import pytest

from services.news.articles.blocks_domain import blocks_of
from services.news.articles.text_domain import kept, shown, words
from services.news.writing import pasting_domain as pasting
from shared.persian import proofing

HEADLINE = "آب دو محله بهاردشت سه‌شنبه قطع می‌شود"

TORN = """آب دو محله بهاردشت سه شنبه قطع میشود
۱۴۰۵/۰۹/۰۸ - ۰۹:۴۵
به گزارش روابط عمومی اداره آب و فاضلاب بهاردشت، به دلیل نوسازی خط اصلی
انتقال آب در خیابان بلوط، آب محله‌های بهارستان و شهرک مهتاب از ساعت هشت صبح
تا چهار بعدازظهر سه شنبه قطع خواهد بود و شهروندان باید آب مورد نیاز خود را
پیش از این ساعت ذخیره کنند.
مدیر اداره آب گفت: این خط سی سال پیش ساخته شده و در دو سال گذشته یازده بار
شکسته است و با نوسازی آن هدررفت آب در این دو محله به یک سوم می رسد و فشار
آب در طبقه‌های بالا بهتر می‌شود.
تانکرهای آب در میدان بلوط و جلوی مسجد جامع شهرک مهتاب تا پایان کار در
خدمت مردم خواهند بود و شماره ۱۲۲ به پرسش شهروندان پاسخ می‌دهد.
انتهای پیام
کد خبر: ۸۸۴۱۲۳"""
"""As it comes from a portal that breaks lines by hand."""


def in_paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.splitlines())


def in_one_block(text: str) -> str:
    return "<div>" + "<br>".join(text.splitlines()) + "</div>"


@pytest.mark.parametrize("pasted", [TORN, in_paragraphs(TORN), in_one_block(TORN)])
def test_a_torn_text_of_a_portal_becomes_whole_by_three_decisions(pasted: str) -> None:
    assert [offer.kind for offer in pasting.offers(HEADLINE, pasted)][:1] == [pasting.Kind.LINES]

    text = pasted
    for kind in pasting.Kind:
        text = pasting.done(kind, HEADLINE, text)

    whole = [block.words for block in blocks_of(text)]
    assert len(whole) == 3
    assert whole[0].startswith("به دلیل نوسازی خط اصلی انتقال آب در خیابان بلوط، آب محله‌های")
    assert whole[0].endswith("پیش از این ساعت ذخیره کنند.")
    assert whole[1].startswith("مدیر اداره آب گفت:")
    assert whole[2].endswith("شماره ۱۲۲ به پرسش شهروندان پاسخ می‌دهد.")
    assert pasting.offers(HEADLINE, text) == []


@pytest.mark.parametrize("pasted", [str, in_paragraphs, in_one_block])
def test_a_headline_right_above_the_text_is_not_joined_with_it(pasted: Callable[[str], str]) -> None:
    lines = TORN.splitlines()
    text = pasted("\n".join([HEADLINE, *lines[2:11]]))

    joined = pasting.done(pasting.Kind.LINES, HEADLINE, text)
    whole = [block.words for block in blocks_of(pasting.done(pasting.Kind.HEADLINE, HEADLINE, joined))]

    assert blocks_of(joined)[0].words == HEADLINE
    assert whole[0].startswith("به گزارش روابط عمومی اداره آب")


def test_ends_of_paragraphs_that_have_several_torn_lines_stay() -> None:
    lines = TORN.splitlines()[2:11]
    text = "\n".join(lines[:4]) + "\n\n" + "\n".join(lines[4:])

    whole = [block.words for block in blocks_of(pasting.done(pasting.Kind.LINES, HEADLINE, text))]

    assert (len(whole), whole[0].endswith("ذخیره کنند."), whole[1].startswith("مدیر اداره آب")) == (3, True, True)


def test_each_offer_says_what_stands_there_and_what_would() -> None:
    offers = {offer.kind: offer for offer in pasting.offers(HEADLINE, in_paragraphs(TORN))}

    lines, source = offers[pasting.Kind.LINES], offers[pasting.Kind.SOURCE]
    assert (lines.count > 5, "\n" in lines.before, "\n" in lines.after) == (True, True, False)
    assert source.before.splitlines()[0] == "۱۴۰۵/۰۹/۰۸ - ۰۹:۴۵"
    assert source.before.splitlines()[-2:] == ["انتهای پیام", "کد خبر: ۸۸۴۱۲۳"]
    assert source.after == ""


@pytest.mark.parametrize(
    "text",
    [
        "یک بند کوتاه.",
        "بند نخست که کامل است و نقطه دارد.\n\nبند دوم که آن هم کامل است.\n\nبند سوم هم همین طور.\n\nو بند چهارم.",
        "<ul><li>نوبت صبح</li><li>نوبت عصر</li><li>نوبت شب</li><li>روز بعد</li></ul>",
        "توانا بود هر که دانا بود<br>ز دانش دل پیر برنا بود<br>",
        "- نوبت صبح\n- نوبت عصر\n- نوبت شب\n- نوبت فردا\n- نوبت پس‌فردا",
        "۱۴۰۵/۰۹/۰۸",
        "",
        "<p>",
        "<h2>تیتر</h2><p>به گزارش شاهدان</p>",
    ],
)
def test_a_text_that_is_whole_is_left_as_it_is(text: str) -> None:
    assert pasting.offers(HEADLINE, text) == []
    for kind in pasting.Kind:
        assert pasting.done(kind, HEADLINE, text) == text


def test_links_lists_tables_and_headings_keep_their_words_and_places() -> None:
    torn = in_paragraphs("\n".join(TORN.splitlines()[2:9])).replace(
        "خیابان بلوط", '<a href="https://b.example/x">خیابان بلوط</a>'
    )
    text = f"<h2>برنامه</h2>{torn}<ul><li>صبح</li><li>عصر</li></ul><table><tr><td>محله</td><td>ساعت</td></tr></table>"

    joined = pasting.done(pasting.Kind.LINES, HEADLINE, text)

    assert [block.name for block in blocks_of(joined)] == ["h2", "p", "p", "ul", "p"]
    assert '<a href="https://b.example/x"' in joined
    assert "محله | ساعت" in words(joined)
    assert sorted(words(joined).split()) == sorted(words(kept(text)).split())


def test_a_byline_goes_and_the_tags_behind_it_stay() -> None:
    text = "<p><b>به گزارش</b> ایسنا، <i>پل</i> &amp; راه باز شد.</p><p>بند دوم خبر.</p>"

    assert pasting.done(pasting.Kind.SOURCE, HEADLINE, text) == "<p><i>پل</i> &amp; راه باز شد.</p><p>بند دوم خبر.</p>"


def test_what_is_pasted_with_scripts_is_harmless_after_every_decision() -> None:
    text = in_paragraphs(TORN).replace("خیابان", "<script>alert(1)</script><img src=x onerror=alert(2)>خیابان")

    for kind in pasting.Kind:
        html = str(shown(pasting.done(kind, HEADLINE, text)))
        assert not {"<script", "onerror", "<img"} & {part for part in ("<script", "onerror", "<img") if part in html}


@pytest.mark.parametrize(
    ("typed", "found", "better"),
    [
        ("او می خواهد برود", "می خواهد", "می\u200cخواهد"),
        ("آب قطع میشود", "میشود", "می\u200cشود"),
        ("کتاب ها را آورد", "کتاب ها", "کتاب\u200cها"),
        ("بزرگ ترین طرح", "بزرگ ترین", "بزرگ\u200cترین"),
        ("خانه ای خرید", "خانه ای", "خانه\u200cای"),
        ("علي آمد", "علي", "علی"),
        ("شماره ٤٥٦ است", "٤٥٦", "۴۵۶"),
        ("ساعت 8 صبح", "8", "۸"),
        ("حتما بیایید", "حتما", "حتماً"),
        ("آب ، برق", "آب ،", "آب،"),
        ("آب،برق", "آب،برق", "آب، برق"),
        ('او گفت "آب هست" و رفت', '"آب هست"', "«آب هست»"),
        ("( متن )", "( متن", "(متن"),
        ("این که که آمد", "که که", "که"),
    ],
)
def test_a_hint_says_what_was_found_and_what_is_better(typed: str, found: str, better: str) -> None:
    told = proofing.hints(typed)

    assert (found, better) in [(hint.found, hint.better) for hint in told]
    assert better in proofing.followed(typed, [(found, better)])


@pytest.mark.parametrize(
    "typed",
    [
        "او می\u200cخواهد کتاب\u200cها را بیاورد.",
        "ای کاش باران ببارد",
        "کم کم باران گرفت",
        "آب ۱۲/۵ درصد کم شد، ولی هنوز هست؛ نه؟",
        "نشانی https://b.example/1/می-شود?x=كتاب را ببینید",
        '<a href="https://b.example/كتاب">متن</a>',
        "نسخه v2 و Covid 19",
        "«آب» (برق)",
        "میز و میدان و میهمان",
        "",
    ],
)
def test_right_persian_addresses_and_foreign_words_get_no_hint(typed: str) -> None:
    assert proofing.hints(typed) == []


def test_what_is_found_often_is_said_once_and_only_what_was_chosen_is_followed() -> None:
    text = "<p>او می رود و می رود؛ كتاب ها</p>"

    told = {hint.found: hint for hint in proofing.hints(text)}

    assert told["می رود"].count == 2
    assert proofing.followed(text) == text
    assert proofing.followed(text, kinds=[proofing.Kind.LETTERS]) == text.replace("كتاب", "کتاب")
    assert proofing.followed(text, [("می رود", "می\u200cرود")]).count("می\u200cرود") == 2
    every = proofing.followed(text, kinds=list(proofing.Kind))
    assert (
        proofing.followed(every, kinds=list(proofing.Kind))
        == every
        == "<p>او می\u200cرود و می\u200cرود؛ کتاب\u200cها</p>"
    )
