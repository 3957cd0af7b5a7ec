"""How every deed on an article is kept: the article, its events and the revision, all or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from services.news.articles.access import EDIT
from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.history_domain import Happening
from services.news.articles.usecases import ArticleRepository
from services.news.publishers.domain import Publisher
from services.news.publishers.usecases import PublisherRepository
from services.news.revisions.domain import Deed, Said, revisions_of
from services.news.revisions.usecases import RevisionRepository
from shared.events import Event
from shared.runtime.viewer import Viewer


@dataclass(slots=True)
class AtWork:
    """An article in the hands of somebody, with what it said before."""

    article: Article
    was: Said | None


async def _nobody(_article: Article, _deed: Deed) -> Sequence[Event]:
    return ()


@dataclass(frozen=True, slots=True)
class Journal:
    """Takes articles out and keeps them again."""

    articles: ArticleRepository
    publishers: PublisherRepository
    revisions: RevisionRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    tell: Callable[[Article, Deed], Awaitable[Sequence[Event]]] = _nobody
    """Makes the events by which those concerned by a deed are told of it."""

    async def take(self, article_id: ArticleId, by: Viewer) -> AtWork:
        """Take an article out that this person may read. Raises ArticleNotFound."""
        article = await self.articles.get(article_id)
        if not may_read_unpublished(by, article):
            raise ArticleNotFound
        return AtWork(article, Said.by(article))

    async def take_own(self, article_id: ArticleId, by: Viewer) -> AtWork:
        """Take an article out that this person may change. Raises ArticleNotFound or NotAllowed."""
        taken = await self.take(article_id, by)
        EDIT.require(by, taken.article.publisher_id)
        return taken

    async def publisher_of(self, taken: AtWork) -> Publisher:
        """Return in whose name it stands."""
        return await self.publishers.get(taken.article.publisher_id)

    async def keep(
        self,
        taken: AtWork,
        what: Happening,
        *events: Event,
        by: Viewer | None,
        note: str = "",
        to_front: bool = False,
    ) -> Article:
        """Keep the article, what was done to it and by whom, and the events. Raises Stale."""
        article = taken.article
        deed = Deed(what, by, self.now(), note, to_front)
        revisions = list(revisions_of(article, deed, taken.was))
        article.revisions += len(revisions)
        await self.articles.save(article, *events, *await self.tell(article, deed))
        await self.revisions.add(*revisions)
        taken.was = Said.by(article)
        return article
