"""The text of an article: how it is cleaned before it is kept, and turned into HTML to be shown."""

import html
import re

import nh3
from markupsafe import Markup, escape

_TAGS = {"p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "a", "blockquote", "h2", "h3"}
_TAG = re.compile(r"</?[a-z][^<>]*>")
_BLANK_LINES = re.compile(r"\n\s*\n")


def harmless(text: str) -> str:
    """The text without scripts, styles and strange tags; plain text stays as it was typed."""
    if "<" not in text:
        return text
    cleaned = _clean(text)
    return cleaned if "<" in cleaned else html.unescape(cleaned)


def shown(text: str) -> Markup:
    """The text as HTML: paragraphs where it is plain, cleaned once more where it is not."""
    if "<" in text:
        return Markup(_clean(text))  # noqa: S704 - nh3 has just cleaned it
    paragraphs = [Markup("<br>").join(escape(line) for line in part.splitlines()) for part in _BLANK_LINES.split(text)]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in paragraphs if part.strip())


def words(text: str) -> str:
    """The text without its tags, to be searched."""
    return _TAG.sub(" ", text)


def _clean(text: str) -> str:
    return nh3.clean(text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
