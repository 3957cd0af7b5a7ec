"""The events of news."""

from datetime import timedelta
from typing import ClassVar, Literal

from shared.events._event import Event, Instant, Number, Record, WebAddress


class Publisher(Record):
    """The office or body in whose name an article is published."""

    kind: Literal["office", "body"]
    id: str

    @property
    def topic(self) -> str:
        """The topic under which people follow this publisher."""
        return f"{self.kind}/{self.id}"


class NewsPublished(Event):
    """An article became visible to the public.

    Sent once for each article. Later edits are sent as NewsCorrected, so a reader may count articles by this event
    alone. It names no person.
    """

    type: ClassVar[str] = "news.published.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    publisher: Publisher
    headline: str
    lead: str = ""
    url: WebAddress
    topics: tuple[str, ...] = ()
    county_wide: bool = False
    published_at: Instant
    channels: tuple[str, ...] | None = None
    """By which channels followers are told, such as `email`: None by all, empty by none (the portal alone)."""


class NewsCorrected(Event):
    """A published article was changed, with a note that readers see.

    Followers are told only of major corrections. `revision` counts the corrections of an article from 1.
    """

    type: ClassVar[str] = "news.corrected.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    publisher: Publisher
    revision: Number
    headline: str
    note: str
    major: bool
    url: WebAddress
    topics: tuple[str, ...] = ()
    county_wide: bool = False
    corrected_at: Instant
    channels: tuple[str, ...] | None = None
    """By which channels followers were told of the article: None by all, empty by none."""


class NewsWithdrawn(Event):
    """A published article was withdrawn; its address stays and shows the explanation."""

    type: ClassVar[str] = "news.withdrawn.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    publisher: Publisher
    headline: str
    explanation: str
    url: WebAddress | None = None
    """Where the explanation stands; what was told before this field was there has none."""
    withdrawn_at: Instant


class TopicFollowers(Record):
    """How many addresses follow a topic by a channel, without those that follow everything."""

    topic: str
    """Such as `office/water`; `all` for those that follow everything."""
    channel: str
    number: Number


class SubscribersCounted(Event):
    """The numbers of confirmed followers have changed; sent at most once a minute. It names no address.

    Whoever follows a topic and everything is counted with those who follow everything, so a publisher reaches the sum
    of both. A topic that is not among them has no followers.
    """

    type: ClassVar[str] = "subscribers.counted.v1"
    about: ClassVar[tuple[str, str]] = ("subscribers", "of")
    kept: ClassVar[timedelta] = timedelta(days=1)

    of: Literal["county"] = "county"
    followers: tuple[TopicFollowers, ...]
    counted_at: Instant
