"""An article, its states, and who may do what with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from services.news.articles.access import APPROVE, READ_DRAFTS
from services.news.articles.media_domain import Shown
from services.news.articles.text_domain import TextFormat, kept
from services.news.publishers.domain import Publisher, PublisherId
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.events.news import Publisher as PublisherRef
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer

ArticleId = NewType("ArticleId", str)


class State(StrEnum):
    """Where an article stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ArticleNotFound(Exception):
    """There is no such article, or it is not for this reader."""


class WrongState(Exception):
    """The article is not in a state in which this can be done."""


class Unreadable(Exception):
    """Nothing is left of the text of `field` after it was cleaned."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Content:
    """What an article says. Made by `content`, which cleans it."""

    headline: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A change after publication that readers are told of."""

    at: datetime
    note: str
    major: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The public explanation of an article that was taken back."""

    at: datetime
    explanation: str


@dataclass(slots=True)
class Article:
    """One item of county news."""

    id: ArticleId
    publisher_id: PublisherId
    author_id: str
    content: Content
    topics: tuple[str, ...] = ()
    state: State = State.DRAFT
    approval_asked_at: datetime | None = None
    """Since when it waits for approval; None when nobody asked for it."""
    approved_by: str | None = None
    approved_at: datetime | None = None
    """When it was first approved. None also for what was approved before this was noted."""
    published_at: datetime | None = None
    on_front: bool = False
    """Whether the desk approved it for the front page and the county-wide topics."""
    corrections: list[Correction] = field(default_factory=list)
    withdrawal: Withdrawal | None = None
    created_at: datetime | None = None
    author_was: tuple[str, ...] = ()
    """Whose it was before the author's entries were merged, the first one at the beginning."""
    media: tuple[Shown, ...] = ()
    """What it shows beside its text, the first one also on lists and cards."""
    version: int = 0

    @property
    def path(self) -> str:
        """Its address on the portal; it never changes."""
        return f"/n/{self.id}"

    def pass_on(self, author_id: str) -> None:
        """Let another entry of the same person be its author, since the two were merged."""
        self.author_was, self.author_id = (*self.author_was, self.author_id), author_id

    def give_back(self, merged: str, into: str) -> bool:
        """Let the merged entry be its author again, and say whether it had passed from that one to the other."""
        authors = (*self.author_was, self.author_id)
        place = authors.index(merged) if merged in authors else -1
        if place < 0 or authors[place + 1 :][:1] != (into,):
            return False
        self.author_was, self.author_id = authors[:place], merged
        return True

    def says(self, written: Content, topics: tuple[str, ...], media: tuple[Shown, ...] | None = None) -> bool:
        """Whether its content, its topics and its media are these already; None stands for any media."""
        return (self.content, self.topics, self.media) == (written, topics, self.media if media is None else media)

    def show(self, media: tuple[Shown, ...] | None) -> bool:
        """Show these beside the text, and say whether anything changed; None changes nothing."""
        if media is None or media == self.media:
            return False
        self.media = media
        return True

    def rewrite(self, new: Content, topics: tuple[str, ...], media: tuple[Shown, ...] | None = None) -> None:
        """Change a draft. An approval holds for what was read, so a change takes the approval back."""
        self._must_be("ویرایش", State.DRAFT, State.APPROVED)
        self.content = new
        self.topics = topics
        self.show(media)
        self.state = State.DRAFT
        self.approved_by = self.approved_at = None

    def ask_for_approval(self, *, at: datetime) -> None:
        """Ask for approval: of a draft to be published, of a published article for the front page."""
        if self.state is not State.PUBLISHED:
            self._must_be("ارسال", State.DRAFT)
        elif self.on_front:
            raise WrongState("این خبر در صفحه نخست است.")
        self.approval_asked_at = self.approval_asked_at or at

    def approve(self, *, by: Viewer, at: datetime) -> None:
        """Approve the article for the front page. Nobody approves their own."""
        APPROVE.require(by)
        if by.person_id == self.author_id:
            raise NotAllowed("نویسنده نمی‌تواند خبر خودش را تأیید کند.")
        self._must_be("تأیید", State.DRAFT, State.APPROVED, State.PUBLISHED)
        if not self.approved_by:
            self.approved_by, self.approved_at = by.person_id, at
        self.approval_asked_at = None
        if self.state is State.PUBLISHED:
            self.on_front = True
        else:
            self.state = State.APPROVED

    def publish(self, *, at: datetime, publisher: Publisher, url: str) -> NewsPublished | None:
        """Publish it. Without approval it goes to the publisher's own page only, where that publisher may do so.

        Returns None when it is public already.
        """
        if self.state is State.PUBLISHED:
            return None
        self._must_be("انتشار", State.DRAFT, State.APPROVED)
        must_be_open(publisher, at=at)
        if self.state is State.DRAFT and not publisher.publishes_directly:
            raise WrongState("ابتدا باید دبیرخانه این خبر را تأیید کند.")
        self.on_front = self.state is State.APPROVED
        self.state = State.PUBLISHED
        self.published_at = at
        return NewsPublished(
            article_id=self.id,
            publisher=self._publisher,
            headline=self.content.headline,
            lead=self.content.lead,
            url=url,
            topics=self.topics,
            county_wide=self.on_front,
            published_at=at,
        )

    def correct(
        self, new: Content, *, note: str, major: bool, at: datetime, url: str, is_shown_anew: bool = False
    ) -> NewsCorrected | None:
        """Change a published article, with a note. Returns None when the last correction was exactly this one.

        With `is_shown_anew`, its pictures were changed before, which is a correction, too.
        """
        self._must_be("تصحیح", State.PUBLISHED)
        last = self.corrections[-1] if self.corrections else None
        if last and not is_shown_anew and new == self.content and (last.note, last.major) == (note, major):
            return None
        self.content = new
        self.corrections.append(Correction(at=at, note=note, major=major))
        return NewsCorrected(
            article_id=self.id,
            publisher=self._publisher,
            revision=len(self.corrections),
            headline=new.headline,
            note=note,
            major=major,
            url=url,
            topics=self.topics,
            county_wide=self.on_front,
            corrected_at=at,
        )

    def withdraw(self, *, explanation: str, at: datetime, url: str) -> NewsWithdrawn | None:
        """Withdraw it. Its page stays and shows the explanation. Returns None when that was done already."""
        if self.withdrawal and self.withdrawal.explanation == explanation:
            return None
        self._must_be("برداشتن", State.PUBLISHED)
        self.state = State.WITHDRAWN
        self.approval_asked_at = None
        self.withdrawal = Withdrawal(at=at, explanation=explanation)
        return NewsWithdrawn(
            article_id=self.id,
            publisher=self._publisher,
            headline=self.content.headline,
            explanation=explanation,
            url=url,
            withdrawn_at=at,
        )

    @property
    def _publisher(self) -> PublisherRef:
        kind, _, slug = self.publisher_id.partition("/")
        return PublisherRef(kind="office" if kind == "office" else "body", id=slug)

    def _must_be(self, deed: str, *states: State) -> None:
        if self.state not in states:
            raise WrongState(_("%(deed)s خبری که %(state)s ممکن نیست.", deed=_(deed), state=_(STATE_NAMES[self.state])))


STATE_NAMES = {
    State.DRAFT: "پیش‌نویس است",
    State.APPROVED: "تأیید شده است",
    State.PUBLISHED: "منتشر شده است",
    State.WITHDRAWN: "از انتشار برداشته شده است",
}


def must_be_open(publisher: Publisher, *, at: datetime) -> None:
    """Raise NotAllowed when the publisher is closed on that day."""
    if publisher.is_closed_on(day_of(at)):
        raise NotAllowed("این دستگاه بسته شده است و دیگر خبری منتشر نمی‌کند.")


def may_read_unpublished(viewer: Viewer | None, article: Article) -> bool:
    """Whether somebody may read the article before it is published: its own office and the desk may."""
    return READ_DRAFTS.allows(viewer, article.publisher_id)


def stale_article() -> Stale:
    """Make the error for a person who changes an article that somebody else has changed meanwhile."""
    return Stale("این خبر را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="article")


def content(*, headline: str, lead: str, text: str, text_format: TextFormat | None = None) -> Content:
    """Clean what was typed: Persian letters, no invisible controls, one line for a headline. Raises Unreadable."""
    cleaned = Content(
        headline=" ".join(for_keeping(headline).split()),
        lead=for_keeping(lead).strip(),
        text=kept(text, text_format),
    )
    if not cleaned.headline:
        raise Unreadable("تیتر خبر نباید خالی باشد.", field="headline")
    if not cleaned.text:
        raise Unreadable("متن خبر نباید خالی باشد.", field="text")
    return cleaned


def topics(names: Iterable[str]) -> tuple[str, ...]:
    """Topics, cleaned, each once, in the order given; empty ones are left out."""
    cleaned = (" ".join(for_keeping(name).split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def line(text: str, *, field: str) -> str:
    """A note or an explanation, cleaned. Raises Unreadable when nothing is left."""
    cleaned = " ".join(for_keeping(text).split())
    if not cleaned:
        raise Unreadable("این یادداشت نباید خالی باشد؛ مردم آن را می‌خوانند.", field=field)
    return cleaned
