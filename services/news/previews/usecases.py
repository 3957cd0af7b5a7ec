"""Making, ending and opening preview links."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.articles.access import EDIT
from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound, WrongState
from services.news.articles.states_domain import UNPUBLISHED, Standing
from services.news.articles.usecases import ArticleRepository
from services.news.previews.domain import Preview, PreviewId, PreviewOver, new_preview
from shared.runtime.viewer import Viewer


class PreviewRepository(Protocol):
    """Where links are kept."""

    async def by_token(self, token: str) -> Preview | None:
        """Return the link of this address, if there is one."""

    async def get(self, key: PreviewId) -> Preview | None:
        """Return the link of this id, if there is one."""

    async def of(self, article_id: ArticleId) -> Sequence[Preview]:
        """Return the links of an article, the newest first."""

    async def save(self, preview: Preview) -> None:
        """Keep it. Raises Stale."""


@dataclass(frozen=True, slots=True)
class PreviewDesk:
    """Those who let somebody outside read an article before it is published."""

    articles: ArticleRepository
    previews: PreviewRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]

    async def make(self, article_id: ArticleId, *, days: int, by: Viewer) -> Preview:
        """Make a link to an article that is not published yet. Raises ArticleNotFound, NotAllowed, WrongState."""
        async with self.transaction():
            article = await self._own(article_id, by)
            if article.standing not in UNPUBLISHED or article.standing is Standing.DELETED:
                raise WrongState("پیوند پیش‌نمایش برای خبری است که هنوز منتشر نشده است.")
            preview = new_preview(
                PreviewId(self.new_id()), self.new_secret(), article_id, days=days, by=by, at=self.now()
            )
            await self.previews.save(preview)
            return preview

    async def revoke(self, article_id: ArticleId, key: PreviewId, *, by: Viewer) -> None:
        """End a link at once. Raises ArticleNotFound, NotAllowed, PreviewOver."""
        async with self.transaction():
            await self._own(article_id, by)
            preview = await self.previews.get(key)
            if preview is None or preview.article_id != article_id:
                raise PreviewOver
            if preview.revoke(at=self.now()):
                await self.previews.save(preview)

    async def of(self, article_id: ArticleId, *, by: Viewer) -> Sequence[Preview]:
        """Return the links of an article that are still good; for whoever may end them, otherwise none."""
        article = await self.articles.get(article_id)
        if not EDIT.allows(by, article.publisher_id):
            return []
        return [each for each in await self.previews.of(article_id) if each.is_open(at=self.now())]

    async def open(self, token: str) -> tuple[Preview, Article]:
        """Return the article that a link opens. Raises PreviewOver."""
        preview = await self.previews.by_token(token)
        if preview is None or not preview.is_open(at=self.now()):
            raise PreviewOver
        try:
            article = await self.articles.get(preview.article_id)
        except ArticleNotFound:
            raise PreviewOver from None
        if article.standing in {Standing.DELETED, Standing.WITHDRAWN}:
            raise PreviewOver
        return preview, article

    async def _own(self, article_id: ArticleId, by: Viewer) -> Article:
        article = await self.articles.get(article_id)
        if not may_read_unpublished(by, article):
            raise ArticleNotFound
        EDIT.require(by, article.publisher_id)
        return article
