"""Lets the one who stays be the author of what somebody wrote, or works on, who had been entered twice."""

from dataclasses import dataclass
from typing import Protocol

from services.news.articles.domain import Article
from shared.events import Event
from shared.events.membership import PeopleMerged, PeopleMergeUndone


class AuthorRepository(Protocol):
    """Where articles are found by their author."""

    async def written_by(self, person_id: str) -> list[Article]:
        """Return the articles whose author a person is."""

    async def once_written_by(self, person_id: str) -> list[Article]:
        """Return the articles whose author a person was until a merge."""

    async def worked_on_by(self, person_id: str) -> list[Article]:
        """Return the articles that were given to a person, now or until a merge."""

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither."""


class HeirRepository(Protocol):
    """Where it is kept who stands for whom."""

    async def put(self, merged: str, into: str) -> None:
        """Keep who stands for somebody who had been entered twice."""

    async def remove(self, merged: str, into: str) -> None:
        """Forget it; somebody else who stands for this person by now stays."""


@dataclass(frozen=True, slots=True)
class AuthorMover:
    """Follows the merges of membership, so that nobody approves an article of their own other entry."""

    articles: AuthorRepository
    heirs: HeirRepository

    async def merge(self, event: PeopleMerged) -> None:
        """Let the one who stays be the author. Told again, it changes nothing."""
        await self.heirs.put(event.merged_id, event.person_id)
        for article in await self.articles.written_by(event.merged_id):
            article.pass_on(event.person_id)
            await self.articles.save(article)
        for article in await self.articles.worked_on_by(event.merged_id):
            if article.assignee and article.assignee.person_id == event.merged_id:
                article.assignee = article.assignee.passed_on(event.person_id)
                await self.articles.save(article)

    async def undo(self, event: PeopleMergeUndone) -> None:
        """Let the other one be the author again of what passed over by this merge."""
        await self.heirs.remove(event.merged_id, event.person_id)
        for article in await self.articles.once_written_by(event.merged_id):
            if article.give_back(event.merged_id, event.person_id):
                await self.articles.save(article)
        for article in await self.articles.worked_on_by(event.merged_id):
            was = article.assignee
            if was and (now := was.given_back(event.merged_id, event.person_id)) != was:
                article.assignee = now
                await self.articles.save(article)
