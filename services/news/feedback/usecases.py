"""Taking what readers say."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.states_domain import State
from services.news.feedback.domain import Remark, Tally, without_contacts
from shared.persian.jalali import day_of


class Articles(Protocol):
    """Where articles are found."""

    async def get(self, article_id: ArticleId) -> Article:
        """Return the article, or raise ArticleNotFound."""


class TallyRepository(Protocol):
    """Where answers are counted."""

    async def get(self, article_id: ArticleId) -> Tally | None:
        """The tally of an article, if anybody answered yet."""

    async def save(self, tally: Tally, remark: Remark | None) -> None:
        """Keep the tally, and with it what the reader wrote. Raises Stale."""


@dataclass(frozen=True, slots=True)
class SuggestionBox:
    """Stands under every article that the public reads."""

    articles: Articles
    tallies: TallyRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def take(self, article_id: ArticleId, *, helped: bool, missing: str = "", again: bool = False) -> None:
        """Count a reader's answer and keep what was missing; `again` when this browser's answer was counted before.

        Raises ArticleNotFound when the public does not read the article, and TooManyAnswers.
        """
        async with self.transaction():
            article = await self.articles.get(article_id)
            if article.state is not State.PUBLISHED:
                raise ArticleNotFound
            tally = await self.tallies.get(article_id) or Tally(article_id, article.publisher_id)
            text = without_contacts(missing)
            if again and not text:
                return
            tally.admit(at=self.now())
            if not again:
                tally.count(helped=helped)
            remark = tally.remark(text, helped=helped, on=day_of(self.now())) if text else None
            await self.tallies.save(tally, remark)
