"""What a feed is: which articles it holds, and its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from markupsafe import Markup


class FeedNotFound(Exception):
    """There is no such feed."""


class Form(StrEnum):
    """How a feed is written, which is the end of its address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"


class Of(StrEnum):
    """What the articles of a feed have in common, which stands in its address."""

    OFFICE = "offices"
    BODY = "bodies"
    TOPIC = "topics"
    KIND = "kinds"


MEDIA_TYPES: Final = {
    Form.RSS: "application/rss+xml",
    Form.ATOM: "application/atom+xml",
    Form.JSON: "application/feed+json",
}
ALL: Final = "news"
FRONT: Final = "front"
"""The feeds of all articles, and of those that the desk let onto the front page."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture, recording or document of an article."""

    url: str
    media_type: str
    size: int
    """Bytes."""
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a feed shows it. Addresses are whole."""

    url: str
    headline: str
    lead: str
    html: Markup
    publisher: str
    topics: Sequence[str]
    published_at: datetime
    changed_at: datetime
    """When it was published, or corrected so that readers were told."""
    attached: Sequence[Attached]
    picture: Attached | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest articles of one sort, the newest first. Addresses are whole."""

    title: str
    about: str
    home: str
    """The page that shows the same articles."""
    url: str
    language: str
    items: Sequence[Item]


def path_of(name: str, form: Form, of: Of | None = None) -> str:
    """Return the address of a feed: of all articles, or of those of an office, a body, a topic or a kind."""
    place = f"{of}/{quote(name, safe='')}" if of else name
    return f"/feeds/{place}.{form}"
