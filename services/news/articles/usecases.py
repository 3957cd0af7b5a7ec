"""Where articles are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.news.articles.domain import Article, ArticleId
from services.news.articles.heirs_domain import Heirs
from shared.events import Event


class ArticleRepository(Protocol):
    """Where articles are kept."""

    async def get(self, article_id: ArticleId) -> Article:
        """Return the article, or raise ArticleNotFound."""

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither. Raises Stale."""


class ArticlesByTime(ArticleRepository, Protocol):
    """Where articles are found whose time has come."""

    async def due(self, now: datetime) -> Sequence[ArticleId]:
        """Return the articles whose plan is due, the earliest first."""

    async def falling_due(self, now: datetime, until: datetime) -> Sequence[ArticleId]:
        """Return what will be published by itself until an instant, is not approved, and was not told of yet."""

    async def deleted_before(self, then: datetime) -> Sequence[ArticleId]:
        """Return the articles that were deleted before an instant."""

    async def forget(self, article_id: ArticleId) -> None:
        """Remove a deleted article for good."""


class HeirReader(Protocol):
    """Where it is looked up who stands for people who had been entered twice."""

    async def all(self) -> Heirs:
        """Return who stands for whom now."""
