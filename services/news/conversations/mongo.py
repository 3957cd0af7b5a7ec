"""Comments and visits in MongoDB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from services.news.articles.domain import ArticleId
from services.news.conversations.domain import Comment, CommentId
from services.news.conversations.visits_domain import NEW_FOR, Visit, VisitId
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

COMMENTS, VISITS = "comments", "visits"
INDEXES: Indexes = {
    COMMENTS: [
        IndexModel([("article_id", 1), ("at", -1), ("_id", -1)]),
        IndexModel([("author_id", 1)]),
        IndexModel([("author_was", 1)], sparse=True),
    ],
    # Who has not come for so long has missed nothing that would still be shown as new.
    VISITS: [
        IndexModel([("at", 1)], expireAfterSeconds=int(NEW_FOR.total_seconds()), name="forget"),
        IndexModel([("article_id", 1)]),
    ],
}
# What is said is for those who talk. Who looked at what is nobody's deed.
AUDITED: Audited = {COMMENTS: all_but("text"), VISITS: NOT_AUDITED}

_COMMENT, _VISIT = Shape(Comment), Shape(Visit)


@dataclass(frozen=True, slots=True)
class MongoCommentRepository:
    """Keeps comments."""

    store: Store

    async def find(self, key: CommentId) -> Comment | None:
        """Return the comment of this id, if there is one."""
        document = await self.store.get(COMMENTS, key)
        return to_comment(document) if document else None

    async def commenters(self, article_id: ArticleId) -> Sequence[str]:
        """Return who has commented on an item, each once."""
        grouped: list[Mapping[str, Any]] = [
            {"$match": {"article_id": article_id, "deleted_at": None}},
            {"$group": {"_id": "$author_id"}},
        ]
        return sorted(str(each["_id"]) for each in await self.store.aggregate(COMMENTS, grouped))

    async def written_by(self, person_id: str) -> list[Comment]:
        """Return the comments whose author a person is."""
        return [to_comment(each) for each in await self.store.find(COMMENTS, {"author_id": person_id})]

    async def once_written_by(self, person_id: str) -> list[Comment]:
        """Return the comments whose author a person was until a merge."""
        return [to_comment(each) for each in await self.store.find(COMMENTS, {"author_was": person_id})]

    async def save(self, comment: Comment, *events: Event) -> None:
        """Keep it and queue its events: both, or neither. Raises Stale."""
        stale = Stale("این یادداشت همین حالا تغییر کرده است؛ صفحه را تازه کنید.", of="comment")
        await save(self.store, COMMENTS, comment, _COMMENT.document(comment), *events, stale=stale)

    async def forget(self, article_id: ArticleId) -> None:
        """Remove what was said about a deleted draft whose time is over, and who looked at it."""
        async with self.store.unit_of_work() as work:
            for collection in (COMMENTS, VISITS):
                for each in await self.store.find(collection, {"article_id": article_id}):
                    await work.delete(collection, each["_id"])


@dataclass(frozen=True, slots=True)
class MongoVisitRepository:
    """Keeps visits for as long as they matter."""

    store: Store

    async def find(self, key: VisitId) -> Visit | None:
        """Return the visit of this id, if there was one."""
        document = await self.store.get(VISITS, key)
        return _VISIT.aggregate(document) if document else None

    async def put(self, visit: Visit) -> None:
        """Keep it, whatever was known before. Of two looks at the same instant the later one stays."""
        kept = _VISIT.document(visit)
        await self.store.driver.collection(VISITS).update_one({"_id": visit.id}, {"$set": kept}, upsert=True)


def to_comment(document: Document) -> Comment:
    """The comment of a document."""
    return _COMMENT.aggregate(document)


def to_visit(document: Document) -> Visit:
    """The visit of a document."""
    return _VISIT.aggregate(document)
