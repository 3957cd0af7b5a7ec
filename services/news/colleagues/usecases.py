"""Copies who holds which post, and makes the events by which those concerned are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.news.articles.access import APPROVE
from services.news.articles.domain import Article
from services.news.articles.usecases import HeirReader
from services.news.colleagues.domain import WORKING_ROLES, Colleagues, Post
from services.news.colleagues.told_domain import TOLD, Told, commented, events_of, falling_due
from services.news.conversations.domain import Comment
from services.news.publishers.domain import PublisherId, publisher_id
from services.news.publishers.usecases import PublisherDirectory
from services.news.revisions.domain import Deed
from shared.events import Event
from shared.events.membership import PostHolderChanged

_ANYWHERE: Final = tuple(sorted(APPROVE.roles))
"""The roles whose holders work with the items of all offices."""


class PostRepository(Protocol):
    """Where posts are kept."""

    async def put(self, post: Post) -> None:
        """Keep it, whatever was known before."""

    async def remove(self, post_id: str) -> None:
        """Forget who held it."""

    async def those(self, *, owner: str, roles: Sequence[str]) -> Sequence[Post]:
        """Return the posts of an office or body, and all of these roles."""


@dataclass(frozen=True, slots=True)
class PostBook:
    """Copies who holds a post, for the desk and for the pages of offices."""

    posts: PostRepository
    publishers: PublisherDirectory

    async def change(self, event: PostHolderChanged) -> None:
        """Take the holder that the post has now."""
        await self.publishers.change_manager(event)
        if event.role not in WORKING_ROLES:
            return
        if event.person_id is None:
            await self.posts.remove(event.post_id)
            return
        owner = publisher_id("office", event.office_id) if event.office_id else f"body/{event.body_id or ''}"
        await self.posts.put(Post(event.post_id, event.role, owner, event.person_id, event.person_name or ""))


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes what those concerned by an item are told."""

    posts: PostRepository
    heirs: HeirReader
    public_url: str

    async def colleagues(self, owner: PublisherId) -> Colleagues:
        """Those who may edit or approve the items of this publisher now."""
        return Colleagues(owner, await self.posts.those(owner=owner, roles=_ANYWHERE))

    async def of_deed(self, article: Article, deed: Deed) -> Sequence[Event]:
        """What is told of a deed that makes the next version of an article."""
        if deed.what not in TOLD:
            return ()
        return events_of(article, deed, Told(await self.colleagues(article.publisher_id), self.url(article)))

    async def of_comment(self, article: Article, comment: Comment, before: Sequence[str]) -> Sequence[Event]:
        """What is told of a new comment; `before` are those who had commented earlier."""
        told = await self._told(article)
        event = commented(article, comment.id, comment.author_id, before, at=comment.at, told=told)
        return [event] if event else ()

    async def of_due(self, article: Article) -> Sequence[Event]:
        """What is told of an article that is nearly due and not approved."""
        event = falling_due(article, await self._told(article))
        return [event] if event else ()

    def url(self, article: Article) -> str:
        """The address of its page at the desk."""
        return f"{self.public_url}/n/desk/{article.id}"

    async def _told(self, article: Article) -> Told:
        return Told(await self.colleagues(article.publisher_id), self.url(article), await self.heirs.all())
