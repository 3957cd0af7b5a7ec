"""Feeds as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

import json
from datetime import datetime
from typing import Any

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator
from typing_extensions import override

from services.news.feeds.domain import Attached, Feed, Form, Item
from shared.persian.jalali import TEHRAN


class _Rss(Rss201rev2Feed):  # type: ignore[misc]
    """RSS whose items hold the whole text, too."""

    @override
    def rss_attributes(self) -> dict[str, str]:
        ours = {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }
        return {**super().rss_attributes(), **ours}

    @override
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["whole"])


class _Atom(Atom1Feed):  # type: ignore[misc]
    """Atom whose entries hold the whole text beside the summary."""

    @override
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["whole"], {"type": "html"})


def written(feed: Feed, form: Form) -> str:
    """Return the feed as a document."""
    return _json(feed) if form is Form.JSON else _xml(feed, _Rss if form is Form.RSS else _Atom)


def _xml(feed: Feed, kind: type[_Rss] | type[_Atom]) -> str:
    document = kind(
        title=feed.title,
        link=feed.home,
        description=feed.about,
        subtitle=feed.about,
        language=feed.language,
        feed_url=feed.url,
        feed_guid=feed.url,
        author_name=feed.title,
    )
    for item in feed.items:
        # RSS allows one enclosure. Programs play a recording and show a picture from it.
        first = next((each for each in item.attached if each.seconds is not None), item.picture)
        document.add_item(
            title=item.headline,
            link=item.url,
            description=item.lead or item.headline,
            whole=str(item.html),
            author_name=item.publisher,
            pubdate=_in_tehran(item.published_at),
            updateddate=_in_tehran(item.changed_at),
            unique_id=item.url,
            unique_id_is_permalink=True,
            categories=item.topics,
            enclosures=[Enclosure(first.url, str(first.size), first.media_type)] if first else None,
        )
    text: str = document.writeString("utf-8")
    return text


def _json(feed: Feed) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "items": [_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False)


def _item(item: Item) -> dict[str, Any]:
    said = {
        "id": item.url,
        "url": item.url,
        "title": item.headline,
        "summary": item.lead,
        "content_html": str(item.html),
        "image": item.picture.url if item.picture else "",
        "date_published": _in_tehran(item.published_at).isoformat(timespec="seconds"),
        "date_modified": _in_tehran(item.changed_at).isoformat(timespec="seconds"),
        "authors": [{"name": item.publisher}],
        "tags": list(item.topics),
        "attachments": [_attached(each) for each in item.attached],
    }
    return {name: value for name, value in said.items() if value}


def _attached(each: Attached) -> dict[str, Any]:
    lasts = {} if each.seconds is None else {"duration_in_seconds": round(each.seconds)}
    return {"url": each.url, "mime_type": each.media_type, "size_in_bytes": each.size} | lasts


def _in_tehran(at: datetime) -> datetime:
    return at.astimezone(TEHRAN)
