"""Where the versions of articles are kept."""

from collections.abc import Sequence
from typing import Protocol

from services.news.articles.domain import ArticleId
from services.news.revisions.domain import Revision


class RevisionRepository(Protocol):
    """Where revisions are kept. They are added and read, and never changed."""

    async def add(self, *revisions: Revision) -> None:
        """Keep new ones."""

    async def of(self, article_id: ArticleId) -> Sequence[Revision]:
        """Return those of an article, the first one at the beginning."""

    async def forget(self, article_id: ArticleId) -> None:
        """Remove those of a deleted draft, whose time is over."""
