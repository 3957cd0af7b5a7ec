"""The events of news."""

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
