"""What people wrote is shown in one script of digits, and an address in it is a link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from shared.language.prose import html_with_links, in_readers_digits, with_links
from shared.language.speech import ENGLISH, Catalogues, speaking


@pytest.fixture
def in_english(tmp_path: Path) -> Iterator[None]:
    with speaking(ENGLISH, Catalogues(tmp_path)):
        yield


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("از 12 تا ۱۴ آذر، ٣ روستا", "از ۱۲ تا ۱۴ آذر، ۳ روستا"),
        ("ساعت 6:15 (نه 6:45)", "ساعت ۶:۱۵ (نه ۶:۴۵)"),
        ("12", "۱۲"),
        ("سال1405", "سال۱۴۰۵"),
        ("«12» روز", "«۱۲» روز"),
        ("تلفن 021-33445566", "تلفن ۰۲۱-۳۳۴۴۵۵۶۶"),
        ("استاندارد ISO 9001 در 2 اداره", "استاندارد ISO 9001 در ۲ اداره"),
        ("کد B-12 و IR_345 و A4", "کد B-12 و IR_345 و A4"),
        ("نگارش 2.0.1 در 10.0.0.7", "نگارش 2.0.1 در 10.0.0.7"),
        ("به info2@example.ir بنویسید: 3", "به info2@example.ir بنویسید: ۳"),
        ("در https://x.ir/علی/12?a=3، 4 بار", "در https://x.ir/علی/12?a=3، ۴ بار"),
        ("Windows 11 و 12", "Windows 11 و ۱۲"),
    ],
)
def test_digits_are_in_one_script_except_in_codes_and_addresses(typed: str, shown: str) -> None:
    assert in_readers_digits(typed) == shown


@pytest.mark.usefixtures("in_english")
def test_a_reader_of_english_sees_latin_digits() -> None:
    assert in_readers_digits("از 12 تا ۱۴ آذر") == "از 12 تا 14 آذر"


@pytest.mark.parametrize(
    ("typed", "address", "rest"),
    [
        ("ببینید: https://x.ir/a?b=1&c=2.", "https://x.ir/a?b=1&amp;c=2", "."),
        ("(http://x.ir/a_(b))", "http://x.ir/a_(b)", ")"),
        ("https://x.ir/((a)).)" + ")" * 40_000, "https://x.ir/((a))", ".)" + ")" * 40_000),
        ("«https://x.ir/خبر»", "https://x.ir/خبر", "»"),
        ("https://x.ir/1، 2", "https://x.ir/1", "، ۲"),
    ],
)
def test_an_address_is_a_link_of_its_own_direction(typed: str, address: str, rest: str) -> None:
    shown = with_links(typed)

    link = f'<a class="address" href="{address}" dir="ltr" rel="nofollow noopener">{address}</a>'
    assert shown.endswith(link + rest)


def test_what_is_no_address_is_no_link() -> None:
    assert with_links("a@www.x.ir <b> ftp://x javascript:x") == "a@www.x.ir &lt;b&gt; ftp://x javascript:x"
    assert 'href="https://www.x.ir"' in with_links("www.x.ir")
    assert "<script" not in with_links('https://x.ir/"<script>')


def test_html_keeps_its_tags() -> None:
    html = Markup('<p>12 <a href="https://x.ir/12" rel="noopener noreferrer">12 https://y.ir</a> www.z.ir &lt;3</p>')

    shown = html_with_links(html)

    link = '<a href="https://x.ir/12" dir="auto" rel="nofollow noopener noreferrer">۱۲ https://y.ir</a>'
    www = '<a class="address" href="https://www.z.ir" dir="ltr" rel="nofollow noopener">www.z.ir</a>'
    assert shown == f"<p>۱۲ {link} {www} &lt;3</p>"
