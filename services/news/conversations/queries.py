"""What is shown of conversations, and what is new for somebody."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.heirs_mongo import MongoHeirRepository
from services.news.articles.history_domain import Happening
from services.news.articles.mongo import ARTICLES, to_article
from services.news.conversations.access import DISCUSS, READ_COMMENTS
from services.news.conversations.domain import Comment
from services.news.conversations.mongo import COMMENTS, VISITS, to_comment, to_visit
from services.news.conversations.visits_domain import new_since, visit_id
from services.news.revisions.mongo import REVISIONS
from shared.runtime.viewer import Viewer
from shared.store.store import Store

ON_THE_PAGE: Final = 20
"""So many of the newest comments stand on the page of an item."""

_NEWEST: Final = [("at", -1), ("_id", -1)]


class CommentView(BaseModel):
    """A comment as somebody sees it. A deleted one has no text."""

    id: str
    author: str
    text: str
    at: datetime
    edited_at: datetime | None
    is_deleted: bool
    resolved_at: datetime | None
    resolved_by: str
    is_own: bool
    is_editable: bool
    version: int

    @classmethod
    def of(cls, comment: Comment, viewer: Viewer, *, now: datetime) -> "CommentView":
        """Show a comment to a person."""
        return cls(
            id=comment.id,
            author=comment.author_name,
            text=comment.text,
            at=comment.at,
            edited_at=comment.edited_at,
            is_deleted=comment.deleted_at is not None,
            resolved_at=comment.resolved_at,
            resolved_by=comment.resolved_by,
            is_own=comment.author_id == viewer.person_id,
            is_editable=comment.is_editable(by=viewer, at=now),
            version=comment.version,
        )


class CommentList(BaseModel):
    """Some of the comments on an item, the newest last."""

    items: list[CommentView]
    total: int
    open: int
    """How many wait to be settled."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said about an item, as its page shows it."""

    comments: CommentList
    can_write: bool
    since: datetime
    """What is younger is new for the viewer, unless they wrote it."""

    def is_new(self, comment: CommentView) -> bool:
        """Whether the viewer has not seen it on an earlier visit."""
        return not comment.is_own and not comment.is_deleted and comment.at > self.since


@dataclass(frozen=True, slots=True)
class Unseen:
    """What others did to an item since somebody looked."""

    comments: int = 0
    changes: int = 0

    @property
    def is_any(self) -> bool:
        """Whether there is something."""
        return bool(self.comments or self.changes)


@dataclass(frozen=True, slots=True)
class ConversationQueries:
    """Reads comments and visits."""

    store: Store
    heirs: MongoHeirRepository

    async def own_entries(self, viewer: Viewer) -> frozenset[str]:
        """The ids under which this person has worked: the own one, and those of entries that were merged with it."""
        return (await self.heirs.all()).entries_of(viewer.person_id)

    async def of(
        self, article_id: ArticleId, viewer: Viewer, *, skip: int = 0, limit: int = ON_THE_PAGE
    ) -> tuple[Article, CommentList]:
        """The item and its newest comments, after leaving out `skip`. Raises ArticleNotFound, NotAllowed."""
        document = await self.store.get(ARTICLES, article_id)
        article = to_article(document) if document else None
        if article is None or not may_read_unpublished(viewer, article):
            raise ArticleNotFound
        READ_COMMENTS.require(viewer, article.publisher_id)
        return article, await self._list(article_id, viewer, skip=skip, limit=limit)

    async def talk(self, article: Article, viewer: Viewer, since: datetime) -> Talk | None:
        """What was said about an item; None for who may read the item and not the conversation."""
        if not READ_COMMENTS.allows(viewer, article.publisher_id):
            return None
        can_write = DISCUSS.allows(viewer, article.publisher_id) and not article.deleted_at
        return Talk(await self._list(article.id, viewer, skip=0, limit=ON_THE_PAGE), can_write, since)

    async def unseen(self, articles: Sequence[Article], viewer: Viewer) -> Mapping[ArticleId, Unseen]:
        """What others did to these items since this person looked at each: four queries, however many they are."""
        if not articles:
            return {}
        own = await self.own_entries(viewer)
        keys = [visit_id(each.id, entry) for each in articles for entry in own]
        looks = sorted(map(to_visit, await self._visits(keys)), key=lambda visit: visit.at)
        visits = {visit.article_id: visit.at for visit in looks}
        now = self.store.now()
        since = [{"article_id": each.id, "at": {"$gt": new_since(visits.get(each.id), now=now)}} for each in articles]
        others = {"author_id": {"$ne": viewer.person_id}, "deleted_at": None}
        deeds = {"by": {"$nin": sorted(own)}, "what": {"$ne": Happening.SEEN_FIRST.value}}
        comments, changes = await asyncio.gather(
            self._counted(COMMENTS, {"$or": since, **others}), self._counted(REVISIONS, {"$or": since, **deeds})
        )
        talks = {each.id for each in articles if READ_COMMENTS.allows(viewer, each.publisher_id)}
        return {
            each.id: Unseen(comments.get(each.id, 0) if each.id in talks else 0, changes.get(each.id, 0))
            for each in articles
        }

    async def _list(self, article_id: ArticleId, viewer: Viewer, *, skip: int, limit: int) -> CommentList:
        where = {"article_id": article_id}
        found = await self.store.find(COMMENTS, where, sort=_NEWEST, skip=skip, limit=limit)
        total = len(found) if not skip and len(found) < limit else await self.store.count(COMMENTS, where)
        waiting = await self.store.count(COMMENTS, where | {"deleted_at": None, "resolved_at": None}) if total else 0
        now = self.store.now()
        views = [CommentView.of(to_comment(each), viewer, now=now) for each in reversed(found)]
        return CommentList(items=views, total=total, open=waiting)

    async def _visits(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        return await self.store.find(VISITS, {"_id": {"$in": list(keys)}})

    async def _counted(self, collection: str, where: Mapping[str, Any]) -> dict[str, int]:
        grouped: list[Mapping[str, Any]] = [
            {"$match": where},
            {"$group": {"_id": "$article_id", "number": {"$sum": 1}}},
        ]
        return {each["_id"]: each["number"] for each in await self.store.aggregate(collection, grouped)}
