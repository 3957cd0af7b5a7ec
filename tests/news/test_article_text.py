import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.news.articles.text_domain import TextFormat, format_of, kept, shown, words

_PIECES = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "<i class=x>",
        "<a href='https://x.ir/?a=1&b=2'>",
        "</a>",
    ),
    *(
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<blockquote>",
        "</blockquote>",
        "<h1>",
        "</h4>",
        "<td>",
        "<tr>",
        "<pre>",
        "</pre>",
    ),
    *("<script>", "</script>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<x>", "</x>", "<x onclick=a()>", "<نام>"),
    *(
        "<3",
        "a<b",
        "<",
        ">",
        "&lt;script&gt;",
        "&amp;lt;b&gt;",
        "&nbsp;",
        "&",
        "خط",
        " یک",
        "\n",
        "\n\n",
        " ،",
        "\u200c",
    ),
    *("<sup>", "</sup>", "<q>", "</q>", "<img alt='نقشه'>", "<svg/onload=a()>", "<o:p></o:p>", "<title>", "<textarea>"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)


@pytest.mark.parametrize(
    "plain",
    [
        "تعداد<n و بقیه",
        "a < b و c > d",
        "من <3 بهاردشت",
        "<نام> و <نام خانوادگی>",
        "برای <i> از ۱ تا <n>",
        "if a<b and c>d then",
        "<x>&lt;script&gt;",
        "</p نیست",
        "۵ <= ۶ <- ۷ <> ۸",
        "آب &amp; برق &nbsp;",
        "بند یک < دو\n\nبند دو\nسطر دو",
    ],
)
def test_plain_text_is_text(plain: str) -> None:
    assert format_of(plain) is TextFormat.PLAIN
    assert kept(plain) == plain
    assert words(plain) == plain
    assert shown(plain).replace("<br>", "\n").replace("</p><p>", "\n\n").striptags().split() == plain.split()


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<div>خط یک</div><div>خط دو</div>", "<p>خط یک</p><p>خط دو</p>"),
        ("یک<p>دو</p>سه", "<p>یک</p><p>دو</p><p>سه</p>"),
        ("<p>یک<p>دو", "<p>یک</p><p>دو</p>"),
        ("یک<hr>دو<br/>سه", "<p>یک</p><p>دو<br>سه</p>"),
        ("<div>یک <b>دو<br><br>سه</b><br>چهار</div>", "<p>یک <b>دو</b></p><p><b>سه</b><br>چهار</p>"),
        ("<section><header>یک</header>دو</section>سه", "<p>یک</p><p>دو</p><p>سه</p>"),
        ("<h1>یک</h1>دو<h5>سه</h5>", "<h2>یک</h2><p>دو</p><h3>سه</h3>"),
        ("<pre>یک\nدو</pre>", "<p>یک<br>دو</p>"),
        ("<dl><dt>یک<dd>دو</dl>", "<p>یک</p><p>دو</p>"),
        ("<table><tr><td>یک</td><td>دو</td></tr><tr><th>سه<td>چهار</table>", "<p>یک | دو</p><p>سه | چهار</p>"),
        ("<td>یک</td><td>دو</td>", "<p>یک | دو</p>"),
        ("<ul><li>یک<ul><li>دو</ul><li>سه</ul>", "<ul><li>یک<ul><li>دو</li></ul></li><li>سه</li></ul>"),
        ("<li><p>یک</p><p>دو</p></li>", "<ul><li>یک<br>دو</li></ul>"),
        ("<blockquote>یک<div>دو</div></blockquote>", "<blockquote><p>یک</p><p>دو</p></blockquote>"),
        ("<b><div>یک</div><div>دو</div></b>", "<p><b>یک</b></p><p><b>دو</b></p>"),
        ("<select><option>یک<option>دو</select>", "<p>یک</p><p>دو</p>"),
        ("<button>یک</button><button>دو</button>", "<p>یک</p><p>دو</p>"),
        ("بند <b>یک</b> ،\nسطر\n\nبند دو", "<p>بند <b>یک</b>،<br>سطر</p><p>بند دو</p>"),
        ("<p>سطر\nهمان سطر</p>\n\nبند", "<p>سطر همان سطر</p><p>بند</p>"),
        ("یک<!-- دو -->", "<p>یک</p>"),
        ("<![CDATA[a <b> & c]]>", "<p>a &lt;b&gt; &amp; c</p>"),
        ("<p>a<script>x</script> b<style>y</style></p>", "<p>a b</p>"),
        ("<p>تعداد<n و بقیه</p>", "<p>تعداد&lt;n و بقیه</p>"),
        ("<p>اگر a<b و <نام> و <3</p>", "<p>اگر a&lt;b و &lt;نام&gt; و &lt;3</p>"),
        ("<p>&lt;script&gt; &amp;lt;</p>", "<p>&lt;script&gt; &amp;lt;</p>"),
        ("<span>&lt;script&gt;</span>", "<p>&lt;script&gt;</p>"),
        ("<p class=MsoNormal>یک<o:p></o:p></p>", "<p>یک</p>"),
        ("<p>۱۰<sup>۶</sup> <q>نقل</q></p>", "<p>۱۰<sup>۶</sup> «نقل»</p>"),
        ("<img src=x onerror=a() alt='نقشه'>", "<p>نقشه</p>"),
        ("<script>alert(1)", "<p>&lt;script&gt;alert(1)</p>"),
        ("<x onclick=a()>یک", "<p>&lt;x onclick=a()&gt;یک</p>"),
        ("<script>x</script>", ""),
    ],
)
def test_html_is_written_again_with_what_stood_apart_apart(html: str, written: str) -> None:
    assert kept(html) == written
    assert kept(written) == written
    assert shown(written) == written


def test_an_address_stays_as_it_was_written() -> None:
    address = "https://fa.example.ir/كتاب  ي/%D9%83?a=1&amp;b=ى#«‌»"

    written = kept(f'<p><a href="{address}" onclick="x()">كتاب</a></p>')

    assert written == f'<p><a href="{address}" rel="noopener noreferrer">کتاب</a></p>'
    assert "href" not in kept("<a href='javascript:x'>پیوند</a>")


def test_a_name_in_an_address_is_no_entity() -> None:
    linked = kept('<a href="https://x.ir/?a=1&section=2&amp;b=3">x</a> https://x.ir/?a=1&region=2 &copy 2 &lt;b&gt;')

    assert 'href="https://x.ir/?a=1&amp;section=2&amp;b=3"' in linked
    assert linked.endswith("https://x.ir/?a=1&amp;region=2 © 2 &lt;b&gt;</p>")


def test_who_says_how_a_text_is_written_is_believed() -> None:
    assert kept("<b>یک</b> &amp;\n\nدو", TextFormat.PLAIN) == "<p>&lt;b&gt;یک&lt;/b&gt; &amp;amp;</p><p>دو</p>"
    assert kept("یک < دو", TextFormat.PLAIN) == "یک < دو"
    assert kept("یک &amp; دو", TextFormat.HTML) == "<p>یک &amp; دو</p>"
    assert kept("یک &lt; دو", TextFormat.HTML) == "<p>یک &lt; دو</p>"


def test_search_reads_words_and_no_markup() -> None:
    written = kept("<h1>تیتر</h1><p>کتا<b>بخانه</b> &amp; آب&nbsp;<br>برق</p><ul><li>یک<li>دو</ul>۱۰<sup>۶</sup>")

    assert words(written).split() == ["تیتر", "کتابخانه", "&", "آب", "برق", "یک", "دو", "۱۰", "۶"]


def test_addresses_in_a_text_are_links_and_digits_the_readers() -> None:
    link = '<a class="address" href="https://x.ir/12" dir="ltr" rel="nofollow noopener">https://x.ir/12</a>'

    assert shown("در 12 آذر: https://x.ir/12.") == f"<p>در ۱۲ آذر: {link}.</p>"
    assert shown("<p>در 12 آذر: https://x.ir/12.</p>") == f"<p>در ۱۲ آذر: {link}.</p>"
    assert 'rel="nofollow noopener noreferrer"' in shown('<a href="https://x.ir">12</a>')


@given(_TEXTS)
def test_what_is_kept_stays_what_it_is(text: str) -> None:
    written = kept(text)

    assert kept(written) == written
    assert kept(written, format_of(written)) == written
    assert "<script" not in shown(text)


@given(_TEXTS)
def test_plain_text_loses_nothing(text: str) -> None:
    said = words(kept(text, TextFormat.PLAIN))

    assert "".join(said.split()) == "".join(kept(text.replace("<", "‹"), TextFormat.PLAIN).replace("‹", "<").split())


@pytest.mark.parametrize("strange", ["<a", "<b>x", "<p>", "<script>", "<!--", "<a href='", "<ul><li>", "<td>", "<x a "])
@pytest.mark.parametrize("tail", ["", "</script>--></b></ul>"])
def test_strange_markup_takes_no_longer_than_text(strange: str, tail: str) -> None:
    started = time.process_time()

    kept(strange * (50_000 // len(strange)) + tail)

    assert time.process_time() - started < 3
