"""Lists of addresses for search engines: the sitemap protocol 0.9, and Google's addition to it for news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from shared.persian.jalali import TEHRAN

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_LANGUAGE: Final = "fa"

register_namespace("", _SITEMAP)
register_namespace("news", _NEWS)


def index_of(lists: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return the list of lists: their whole addresses, and when each changed last."""
    root = Element(f"{{{_SITEMAP}}}sitemapindex")
    for url, changed_at in lists:
        _add(SubElement(root, f"{{{_SITEMAP}}}sitemap"), url, changed_at)
    return _written(root)


def list_of(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a list of pages: their whole addresses, and when each changed last."""
    root = Element(f"{{{_SITEMAP}}}urlset")
    for url, changed_at in pages:
        _add(SubElement(root, f"{{{_SITEMAP}}}url"), url, changed_at)
    return _written(root)


def news_of(articles: Iterable[tuple[str, datetime, str]], *, portal: str) -> bytes:
    """Return a list of new articles: their whole addresses, when they were published, and their headlines."""
    root = Element(f"{{{_SITEMAP}}}urlset")
    for url, published_at, headline in articles:
        place = SubElement(root, f"{{{_SITEMAP}}}url")
        _add(place, url, None)
        news = SubElement(place, f"{{{_NEWS}}}news")
        publication = SubElement(news, f"{{{_NEWS}}}publication")
        SubElement(publication, f"{{{_NEWS}}}name").text = portal
        SubElement(publication, f"{{{_NEWS}}}language").text = _LANGUAGE
        SubElement(news, f"{{{_NEWS}}}publication_date").text = _time(published_at)
        SubElement(news, f"{{{_NEWS}}}title").text = headline
    return _written(root)


def _add(place: Element, url: str, changed_at: datetime | None) -> None:
    SubElement(place, f"{{{_SITEMAP}}}loc").text = url
    if changed_at:
        SubElement(place, f"{{{_SITEMAP}}}lastmod").text = _time(changed_at)


def _time(at: datetime) -> str:
    return at.astimezone(TEHRAN).isoformat(timespec="seconds")


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
