"""Revisions in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.news.articles.domain import ArticleId
from services.news.revisions.domain import Revision
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

REVISIONS = "revisions"
INDEXES: Indexes = {REVISIONS: [IndexModel([("article_id", 1), ("number", 1)])]}
# They are a record of the same changes themselves.
AUDITED: Audited = {REVISIONS: NOT_AUDITED}

_REVISION = Shape(Revision)


@dataclass(frozen=True, slots=True)
class MongoRevisionRepository:
    """Keeps revisions, one document for each."""

    store: Store

    async def add(self, *revisions: Revision) -> None:
        """Keep new ones."""
        async with self.store.unit_of_work() as work:
            for each in revisions:
                await work.put(REVISIONS, _REVISION.document(each))

    async def of(self, article_id: ArticleId) -> Sequence[Revision]:
        """Return those of an article, the first one at the beginning."""
        found = await self.store.find(REVISIONS, {"article_id": article_id}, sort=[("number", 1)])
        return [_REVISION.aggregate(each) for each in found]

    async def forget(self, article_id: ArticleId) -> None:
        """Remove those of a deleted draft, whose time is over."""
        found = await self.store.find(REVISIONS, {"article_id": article_id})
        async with self.store.unit_of_work() as work:
            for each in found:
                await work.delete(REVISIONS, each["_id"])
