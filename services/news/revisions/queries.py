"""Reads the versions of an article for those who work with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.history_domain import Happening, Step
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import Kind
from services.news.revisions.difference_domain import FieldChange, difference
from services.news.revisions.domain import Revision, RevisionNotFound, Said, whole
from services.news.revisions.mongo import MongoRevisionRepository
from shared.runtime.viewer import Viewer
from shared.store.store import Store


class RevisionView(BaseModel):
    """A version: what was done, by whom and when, and what the article said from then on."""

    number: int
    at: datetime
    what: Happening
    by: str
    """The name of the person; empty for what the clock did."""
    note: str
    headline: str
    lead: str
    text: str
    topics: list[str]
    kind: Kind
    answers: str
    changed: bool
    """Whether the text is another one than in the version before."""


class RevisionList(BaseModel):
    """The versions of an article, the first one at the beginning."""

    items: list[RevisionView]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of an article, and what differs."""

    article: Article
    old: Revision
    new: Revision
    changes: Sequence[FieldChange]
    revisions: Sequence[Revision]


@dataclass(frozen=True, slots=True)
class RevisionQueries:
    """Reads revisions."""

    store: Store
    revisions: MongoRevisionRepository

    async def of(self, article_id: ArticleId, viewer: Viewer) -> RevisionList:
        """All versions of an article, if this person works with it. Raises ArticleNotFound."""
        await self._article(article_id, viewer)
        found = whole(await self.revisions.of(article_id))
        return RevisionList(items=[_view(revision, said) for revision, said in found])

    async def steps(self, article_id: ArticleId) -> list[Step]:
        """What was done to an article, in order."""
        return [each.step for each in await self.revisions.of(article_id)]

    async def said_at(self, article_id: ArticleId, version: int) -> Said | None:
        """All that a version of the article said; None when it was not kept."""
        found = [said for each, said in whole(await self.revisions.of(article_id)) if each.number <= version]
        return found[-1] if found else None

    async def compare(
        self, article_id: ArticleId, viewer: Viewer, *, old: int | None = None, new: int | None = None
    ) -> Comparison:
        """Compare two versions; the last two different ones when they are not named. Raises RevisionNotFound."""
        article = await self._article(article_id, viewer)
        found = whole(await self.revisions.of(article_id))
        if not found:
            raise RevisionNotFound
        changed = [each for each in found if each[0].said]
        after = _numbered(found, new) if new else changed[-1]
        before = _numbered(found, old) if old else _before(changed, after)
        revisions = [each for each, _ in changed]
        return Comparison(article, before[0], after[0], difference(before[1], after[1]), revisions)

    async def _article(self, article_id: ArticleId, viewer: Viewer) -> Article:
        document = await self.store.get(ARTICLES, article_id)
        article = to_article(document) if document else None
        if article is None or not may_read_unpublished(viewer, article):
            raise ArticleNotFound
        return article


def _numbered(found: Sequence[tuple[Revision, Said]], number: int) -> tuple[Revision, Said]:
    for each in found:
        if each[0].number == number:
            return each
    raise RevisionNotFound


def _before(changed: Sequence[tuple[Revision, Said]], after: tuple[Revision, Said]) -> tuple[Revision, Said]:
    earlier = [each for each in changed if each[0].number < after[0].number]
    return earlier[-1] if earlier else after


def _view(revision: Revision, said: Said) -> RevisionView:
    return RevisionView(
        number=revision.number,
        at=revision.at,
        what=revision.what,
        by=revision.name,
        note=revision.note,
        headline=said.content.headline,
        lead=said.content.lead,
        text=said.content.text,
        topics=list(said.topics),
        kind=said.kind,
        answers=said.answers,
        changed=revision.said is not None,
    )
