"""Talking about an item, and noting who has looked at it."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound, WrongState
from services.news.articles.usecases import ArticleRepository, HeirReader
from services.news.conversations.access import DISCUSS
from services.news.conversations.domain import Comment, CommentId, CommentNotFound, comment_text
from services.news.conversations.visits_domain import Visit, VisitId, new_since, visit_id
from shared.events import Event
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class CommentRepository(Protocol):
    """Where comments are kept."""

    async def find(self, key: CommentId) -> Comment | None:
        """Return the comment of this id, if there is one."""

    async def commenters(self, article_id: ArticleId) -> Sequence[str]:
        """Return who has commented on an item, each once."""

    async def save(self, comment: Comment, *events: Event) -> None:
        """Keep it and queue its events: both, or neither. Raises Stale."""


class VisitRepository(Protocol):
    """Where visits are kept."""

    async def find(self, key: VisitId) -> Visit | None:
        """Return the visit of this id, if there was one."""

    async def put(self, visit: Visit) -> None:
        """Keep it, whatever was known before."""


@dataclass(frozen=True, slots=True)
class CommentDesk:
    """Author and desk, as they talk about an item."""

    articles: ArticleRepository
    comments: CommentRepository
    tell: Callable[[Article, Comment, Sequence[str]], Awaitable[Sequence[Event]]]
    """Makes the events of a new comment; the last argument names those who had commented before."""
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def write(self, article_id: ArticleId, text: str, *, by: Viewer, key: str = "") -> Comment:
        """Add a comment. The same text with the same key a second time adds nothing.

        Raises ArticleNotFound, NotAllowed, WrongState for a deleted item, Unreadable for an empty text.
        """
        said = comment_text(text)
        async with self.transaction():
            article = await self._item(article_id, by)
            if article.deleted_at:
                raise WrongState("این خبر حذف شده است؛ ابتدا آن را برگردانید.")
            before = await self.comments.find(CommentId(key)) if key else None
            if before and (before.article_id, before.author_id, before.text) == (article_id, by.person_id, said):
                return before
            chosen = CommentId(key if key and before is None else self.new_id())
            comment = Comment(chosen, article_id, by.person_id, by.name, said, self.now())
            told = await self.tell(article, comment, await self.comments.commenters(article_id))
            await self.comments.save(comment, *told)
            return comment

    async def edit(
        self, article_id: ArticleId, key: CommentId, text: str, *, by: Viewer, version: int | None = None
    ) -> Comment:
        """Change an own comment, for some minutes. Raises Stale when `version` is not the newest."""
        said = comment_text(text)
        async with self.transaction():
            comment = await self._comment(article_id, key, by)
            if version is not None and version != comment.version and said != comment.text:
                raise stale_comment()
            if comment.edit(said, by=by, at=self.now()):
                await self.comments.save(comment)
            return comment

    async def delete(self, article_id: ArticleId, key: CommentId, *, by: Viewer) -> Comment:
        """Delete an own comment; that there was one stays to be seen."""
        async with self.transaction():
            comment = await self._comment(article_id, key, by)
            if comment.delete(by=by, at=self.now()):
                await self.comments.save(comment)
            return comment

    async def resolve(self, article_id: ArticleId, key: CommentId, *, by: Viewer) -> Comment:
        """Note that a comment is settled. A second time changes nothing."""
        async with self.transaction():
            comment = await self._comment(article_id, key, by)
            if comment.resolve(by=by, at=self.now()):
                await self.comments.save(comment)
            return comment

    async def reopen(self, article_id: ArticleId, key: CommentId, *, by: Viewer) -> Comment:
        """Let a comment wait again. A second time changes nothing."""
        async with self.transaction():
            comment = await self._comment(article_id, key, by)
            if comment.reopen():
                await self.comments.save(comment)
            return comment

    async def _item(self, article_id: ArticleId, by: Viewer) -> Article:
        article = await self.articles.get(article_id)
        if not may_read_unpublished(by, article):
            raise ArticleNotFound
        DISCUSS.require(by, article.publisher_id)
        return article

    async def _comment(self, article_id: ArticleId, key: CommentId, by: Viewer) -> Comment:
        await self._item(article_id, by)
        comment = await self.comments.find(key)
        if comment is None or comment.article_id != article_id:
            raise CommentNotFound
        return comment


@dataclass(frozen=True, slots=True)
class VisitorBook:
    """Notes who has looked at an item."""

    visits: VisitRepository
    heirs: HeirReader
    now: Callable[[], datetime]

    async def come(self, article_id: ArticleId, by: Viewer) -> datetime:
        """Note that somebody looks at an item, and return since when something is new for them.

        The first time, what they looked at under an entry that was merged with theirs counts.
        """
        now, key = self.now(), visit_id(article_id, by.person_id)
        visit = await self.visits.find(key)
        if visit is None:
            others = (await self.heirs.all()).entries_of(by.person_id) - {by.person_id}
            found = [await self.visits.find(visit_id(article_id, each)) for each in sorted(others)]
            visit = Visit(key, article_id, by.person_id, now, max((each.at for each in found if each), default=None))
        else:
            visit.come_again(now)
        await self.visits.put(visit)
        return new_since(visit.before, now=now)


def stale_comment() -> Stale:
    """Make the error for a comment that was changed meanwhile."""
    return Stale("این یادداشت همین حالا تغییر کرده است؛ صفحه را تازه کنید.", of="comment")
