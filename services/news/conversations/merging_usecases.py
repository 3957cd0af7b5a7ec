"""Lets the one who stays be the author of articles and comments, and work on what was given to the other entry."""

from dataclasses import dataclass
from typing import Protocol

from services.news.articles.merging_usecases import AuthorMover
from services.news.conversations.domain import Comment
from shared.events import Event
from shared.events.membership import PeopleMerged, PeopleMergeUndone


class CommentsByAuthor(Protocol):
    """Where comments are found by their author."""

    async def written_by(self, person_id: str) -> list[Comment]:
        """Return the comments whose author a person is."""

    async def once_written_by(self, person_id: str) -> list[Comment]:
        """Return the comments whose author a person was until a merge."""

    async def save(self, comment: Comment, *events: Event) -> None:
        """Keep it and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class PeopleMover:
    """Follows the merges of membership, in articles and in what was said about them."""

    authors: AuthorMover
    comments: CommentsByAuthor

    async def merge(self, event: PeopleMerged) -> None:
        """Let the one who stays be the author. Told again, it changes nothing."""
        await self.authors.merge(event)
        for comment in await self.comments.written_by(event.merged_id):
            comment.pass_on(event.person_id)
            await self.comments.save(comment)

    async def undo(self, event: PeopleMergeUndone) -> None:
        """Let the other one be the author again of what passed over by this merge."""
        await self.authors.undo(event)
        for comment in await self.comments.once_written_by(event.merged_id):
            if comment.give_back(event.merged_id, event.person_id):
                await self.comments.save(comment)
