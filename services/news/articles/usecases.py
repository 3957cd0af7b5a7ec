"""The use cases of the news desk."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.articles.access import DRAFT, EDIT
from services.news.articles.domain import (
    Article,
    ArticleId,
    ArticleNotFound,
    Content,
    content,
    line,
    may_read_unpublished,
    must_be_open,
    stale_article,
)
from services.news.articles.media_domain import Shown
from services.news.articles.text_domain import TextFormat
from services.news.publishers.domain import PublisherId
from services.news.publishers.usecases import PublisherRepository
from shared.events import Event
from shared.runtime.viewer import Viewer


class ArticleRepository(Protocol):
    """Where articles are kept."""

    async def get(self, article_id: ArticleId) -> Article:
        """Return the article, or raise ArticleNotFound."""

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither. Raises Stale."""


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """The people who take an article from draft to public."""

    articles: ArticleRepository
    publishers: PublisherRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    public_url: str

    async def draft(
        self,
        publisher_id: PublisherId,
        written: Content,
        *,
        topics: tuple[str, ...],
        by: Viewer,
        media: tuple[Shown, ...] = (),
    ) -> Article:
        """Begin an article. Raises PublisherUnknown, or NotAllowed, also when the publisher is closed."""
        async with self.transaction():
            publisher = await self.publishers.get(publisher_id)
            DRAFT.require(by, publisher_id)
            must_be_open(publisher, at=self.now())
            article = Article(
                id=ArticleId(self.new_id()),
                publisher_id=publisher_id,
                author_id=by.person_id,
                content=written,
                topics=topics,
                created_at=self.now(),
                media=media,
            )
            await self.articles.save(article)
            return article

    async def rewrite(
        self,
        article_id: ArticleId,
        written: Content,
        *,
        topics: tuple[str, ...],
        version: int,
        by: Viewer,
        media: tuple[Shown, ...] | None = None,
    ) -> Article:
        """Change a draft. Raises Stale when somebody else changed it; when nothing would change, nothing is written."""
        async with self.transaction():
            article = await self._own_article(article_id, by)
            if article.says(written, topics, media):
                return article
            _must_be_as_read(article, version)
            article.rewrite(written, topics, media)
            await self.articles.save(article)
            return article

    async def ask_for_approval(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Ask the desk to approve it."""
        async with self.transaction():
            article = await self._own_article(article_id, by)
            article.ask_for_approval(at=self.now())
            await self.articles.save(article)
            return article

    async def approve(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Approve it."""
        async with self.transaction():
            article = await self.articles.get(article_id)
            if not may_read_unpublished(by, article):
                raise ArticleNotFound
            article.approve(by=by, at=self.now())
            await self.articles.save(article)
            return article

    async def publish(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Publish it, which is told to the other services. A second time changes nothing."""
        async with self.transaction():
            article = await self._own_article(article_id, by)
            publisher = await self.publishers.get(article.publisher_id)
            event = article.publish(at=self.now(), publisher=publisher, url=self.url(article))
            if event:
                await self.articles.save(article, event)
            return article

    async def correct(
        self,
        article_id: ArticleId,
        *,
        headline: str | None,
        lead: str | None,
        text: str | None,
        text_format: TextFormat | None = None,
        note: str,
        major: bool,
        by: Viewer,
        version: int | None = None,
        media: tuple[Shown, ...] | None = None,
    ) -> Article:
        """Change a published article. What is not given stays. Raises Stale when `version` is not the newest."""
        async with self.transaction():
            article = await self._own_article(article_id, by)
            old = article.content
            new = content(
                headline=old.headline if headline is None else headline,
                lead=old.lead if lead is None else lead,
                text=old.text if text is None else text,
                text_format=None if text is None else text_format,
            )
            read = article.version if version is None else version
            said = line(note, field="note")
            is_shown_anew = article.show(media)
            event = article.correct(
                new, note=said, major=major, at=self.now(), url=self.url(article), is_shown_anew=is_shown_anew
            )
            if event:
                _must_be_as_read(article, read)
                await self.articles.save(article, event)
            return article

    async def withdraw(self, article_id: ArticleId, *, explanation: str, by: Viewer) -> Article:
        """Take it back with a public explanation."""
        async with self.transaction():
            article = await self._own_article(article_id, by)
            said = line(explanation, field="explanation")
            event = article.withdraw(explanation=said, at=self.now(), url=self.url(article))
            if event:
                await self.articles.save(article, event)
            return article

    def url(self, article: Article) -> str:
        """Its whole address."""
        return self.public_url + article.path

    async def _own_article(self, article_id: ArticleId, by: Viewer) -> Article:
        article = await self.articles.get(article_id)
        if not may_read_unpublished(by, article):
            raise ArticleNotFound
        EDIT.require(by, article.publisher_id)
        return article


def _must_be_as_read(article: Article, version: int) -> None:
    if article.version != version:
        raise stale_article()
