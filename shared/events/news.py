"""The events of news."""

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from shared.events._event import Event, Instant, Number, Record, WebAddress
from shared.events.personal import PERSONAL

Unpublished = Annotated[str, PERSONAL]
"""Words of an item that is not public yet, or of those who work on it: masked wherever events are shown."""


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
    partners: tuple[Publisher, ...] = ()
    """The other offices that publish it together with `publisher`; their followers are told, too."""


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
    partners: tuple[Publisher, ...] = ()
    """The other offices in whose name it stands now, too; their followers are told as well."""


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


class NewsReturned(Event):
    """The desk sent an item back to its writer, or it could not be published when its time had come.

    `people` are those who are told: the author and who works on it, without whoever did it. `note` is the first line of
    the reason; the whole of it stands at the desk.
    """

    type: ClassVar[str] = "news.returned.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    revision: Number
    """The version of the item that this made; it numbers what is told of an item."""
    headline: Unpublished
    note: Unpublished
    people: tuple[str, ...]
    url: WebAddress
    returned_at: Instant


class NewsApproved(Event):
    """The desk approved an item. `people` are its author and who works on it, without whoever approved it."""

    type: ClassVar[str] = "news.approved.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    revision: Number
    headline: Unpublished
    people: tuple[str, ...]
    url: WebAddress
    approved_at: Instant


class NewsReleased(Event):
    """An item of `people` was published by somebody else, or by itself since its time had come.

    It is sent beside NewsPublished, which is for the public and names no person; not when the author published it.
    """

    type: ClassVar[str] = "news.released.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    revision: Number
    headline: str
    people: tuple[str, ...]
    url: WebAddress
    by_plan: bool
    """Whether nobody pressed a button: its time had come."""
    released_at: Instant


class NewsFallingDue(Event):
    """An item will be published by itself within a day and is not approved. Sent once for each time of a plan.

    `people` are its author, who works on it, and the desk, without whoever planned it.
    """

    type: ClassVar[str] = "news.falling.due.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    headline: Unpublished
    people: tuple[str, ...]
    url: WebAddress
    due_at: Instant


class NewsCommented(Event):
    """Somebody commented on an item. `people` are those who are told; the comment itself stands at the desk alone."""

    type: ClassVar[str] = "news.commented.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    comment_id: str
    headline: Unpublished
    people: tuple[str, ...]
    url: WebAddress
    commented_at: Instant


class NewsAssigned(Event):
    """An item was given to somebody else to work on. `note` is the first line of what was said with it."""

    type: ClassVar[str] = "news.assigned.v1"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    revision: Number
    headline: Unpublished
    note: Unpublished = ""
    people: tuple[str, ...]
    url: WebAddress
    assigned_at: Instant


class TopicFollowers(Record):
    """How many addresses follow a topic by a channel, without those that follow everything."""

    topic: str
    """Such as `office/water`; `all` for those that follow everything."""
    channel: str
    number: Number


class TopicsTogether(Record):
    """How many addresses follow exactly these offices and bodies by a channel, and not everything."""

    topics: tuple[str, ...]
    channel: str
    number: Number


class SubscribersCounted(Event):
    """The numbers of confirmed followers have changed; sent at most once a minute. It names no address.

    Whoever follows a topic and everything is counted with those who follow everything, so a publisher reaches the sum
    of both. A topic that is not among them has no followers. Whoever follows several offices is counted with
    each; `together` says how many these are, so that of a publication of several offices everybody is counted once.
    """

    type: ClassVar[str] = "subscribers.counted.v1"
    about: ClassVar[tuple[str, str]] = ("subscribers", "of")
    kept: ClassVar[timedelta] = timedelta(days=1)

    of: Literal["county"] = "county"
    followers: tuple[TopicFollowers, ...]
    counted_at: Instant
    together: tuple[TopicsTogether, ...] = ()
    """Those who follow more than one office or body, the most frequent choices first; rare ones may be left out."""
