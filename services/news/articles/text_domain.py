"""The text of an article: how it is cleaned before it is kept, and turned into HTML to be shown.

A text tells by itself what it is, so nothing else needs to be kept. It is HTML when it holds a tag that HTML knows:
one that is ended later on («<b>…</b>»), has attributes with values, or needs no end («<p>», «<br>»); also a comment or
CDATA. Every other text is plain, whatever signs it holds: «a < b», «<3», «<نام>».
"""

from enum import StrEnum
from functools import lru_cache
from typing import Final

import nh3
from markupsafe import Markup

from services.news.articles.markup_domain import holds_markup, paragraphs_of, words_of
from shared.language.prose import html_with_links
from shared.language.speech import Language, current_language
from shared.persian.text import for_keeping

_TAGS: Final = {
    *("p", "br", "h2", "h3", "blockquote", "ul", "ol", "li"),
    *("strong", "b", "em", "i", "a", "sub", "sup", "s", "del", "ins"),
}


_REMEMBERED: Final = 64
"""Of so many texts the last results are kept: whoever reads a page anew, and most deeds, change no text."""


class TextFormat(StrEnum):
    """How a text is written."""

    PLAIN = "plain"
    HTML = "html"


def format_of(text: str) -> TextFormat:
    """Tell of a text how it is written."""
    return TextFormat.HTML if holds_markup(text) else TextFormat.PLAIN


def kept(text: str, written: TextFormat | None = None) -> str:
    """The text as it is kept: plain text cleaned, and HTML written again without scripts, styles and strange tags.

    Whoever knows how it is `written` may say so. Plain text that looks like HTML is then kept as paragraphs of HTML.
    """
    found = format_of(text)
    if (written or found) is TextFormat.HTML:
        return _html(text)
    return for_keeping(text) if found is TextFormat.PLAIN else _html(_paragraphs(for_keeping(text)))


def as_html(text: str) -> str:
    """The text as HTML that can be edited: paragraphs where it is plain, and digits as they were typed."""
    return _html(text) if format_of(text) is TextFormat.HTML else _html(_paragraphs(text))


def shown(text: str) -> Markup:
    """The text as HTML: paragraphs where it is plain, cleaned once more where it is not; digits are the reader's."""
    return _shown(text, current_language())


@lru_cache(maxsize=_REMEMBERED)
def _shown(text: str, _language: Language) -> Markup:
    if format_of(text) is TextFormat.HTML:
        return html_with_links(Markup(_html(text)))  # noqa: S704 - nh3 has just cleaned it
    return html_with_links(_paragraphs(text))


@lru_cache(maxsize=_REMEMBERED)
def words(text: str) -> str:
    """The text without its tags, to be searched."""
    return words_of(text) if format_of(text) is TextFormat.HTML else text


def _paragraphs(text: str) -> Markup:
    parts = (part.strip("\n") for part in text.split("\n\n"))
    lines = (Markup("<br>").join(part.splitlines()) for part in parts if part.strip())
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in lines)


@lru_cache(maxsize=_REMEMBERED)
def _html(text: str) -> str:
    return nh3.clean(
        paragraphs_of(text), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
