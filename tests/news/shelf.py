"""The ports of news in memory, for rules that need no server; `test_shelf.py` holds them to what the real ones do."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound, stale_article
from services.news.articles.states_domain import State
from services.news.desk.journal_usecases import Journal
from services.news.feedback.domain import Remark, Tally
from services.news.publishers.domain import Manager, Publisher, PublisherId, PublisherUnknown, publisher_id
from services.news.revisions.domain import Revision
from shared.events import Event
from shared.runtime.stale import Stale

WATER = Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب", publishes_directly=True)
ROADS = Publisher(publisher_id("office", "roads"), "office", "اداره راهداری")


@dataclass
class Shelf:
    """What is kept, with what was told of it."""

    articles: dict[str, Article] = field(default_factory=dict)
    publishers: dict[str, Publisher] = field(default_factory=lambda: {each.id: each for each in (WATER, ROADS)})
    managers: dict[str, Manager] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)


@dataclass
class ArticlesInMemory:
    """Where articles are kept."""

    shelf: Shelf

    async def get(self, article_id: ArticleId) -> Article:
        if article_id not in self.shelf.articles:
            raise ArticleNotFound
        return deepcopy(self.shelf.articles[article_id])

    async def due(self, now: datetime) -> list[ArticleId]:
        return [each.id for each in self.shelf.articles.values() if each.plan and each.plan.at <= now]

    async def falling_due(self, now: datetime, until: datetime) -> list[ArticleId]:
        planned = [(each, each.plan.at) for each in self.shelf.articles.values() if each.plan]
        found = [each for each, at in planned if now < at <= until and each.due_told_for != at]
        return [each.id for each in found if each.state is State.DRAFT]

    async def deleted_before(self, then: datetime) -> list[ArticleId]:
        return [each.id for each in self.shelf.articles.values() if each.deleted_at and each.deleted_at < then]

    async def forget(self, article_id: ArticleId) -> None:
        self.shelf.articles.pop(article_id, None)

    async def save(self, article: Article, *events: Event) -> None:
        kept = self.shelf.articles.get(article.id)
        if article.version != (kept.version if kept else 0):
            raise stale_article()
        article.version += 1
        self.shelf.articles[article.id] = deepcopy(article)
        self.shelf.told += events


@dataclass
class RevisionsInMemory:
    """Where versions are kept."""

    shelf: Shelf

    async def add(self, *revisions: Revision) -> None:
        self.shelf.revisions += revisions

    async def of(self, article_id: ArticleId) -> list[Revision]:
        return [each for each in self.shelf.revisions if each.article_id == article_id]

    async def forget(self, article_id: ArticleId) -> None:
        self.shelf.revisions = [each for each in self.shelf.revisions if each.article_id != article_id]


@dataclass
class PublishersInMemory:
    """Where publishers are kept."""

    shelf: Shelf

    async def find(self, key: PublisherId) -> Publisher | None:
        return self.shelf.publishers.get(key)

    async def get(self, key: PublisherId) -> Publisher:
        if key not in self.shelf.publishers:
            raise PublisherUnknown
        return self.shelf.publishers[key]

    async def put(self, publisher: Publisher) -> None:
        self.shelf.publishers[publisher.id] = publisher


@dataclass
class ManagersInMemory:
    """Where the PR managers of offices are kept."""

    shelf: Shelf

    async def put(self, manager: Manager) -> None:
        self.shelf.managers[manager.id] = manager

    async def remove(self, key: PublisherId) -> None:
        self.shelf.managers.pop(key, None)


@dataclass
class TalliesInMemory:
    """Where readers' answers are counted."""

    shelf: Shelf

    async def get(self, article_id: ArticleId) -> Tally | None:
        return deepcopy(self.shelf.tallies.get(article_id))

    async def save(self, tally: Tally, remark: Remark | None) -> None:
        kept = self.shelf.tallies.get(tally.id)
        if tally.version != (kept.version if kept else 0):
            raise Stale("همین حالا پاسخ دیگری رسید؛ دوباره ارسال کنید.", of="feedback")
        tally.version += 1
        self.shelf.tallies[tally.id] = deepcopy(tally)
        self.shelf.remarks += [remark] if remark else []


def journal_of(shelf: Shelf, now: Callable[[], datetime]) -> Journal:
    """The journal of the desk over a shelf."""
    return Journal(
        articles=ArticlesInMemory(shelf),
        publishers=PublishersInMemory(shelf),
        revisions=RevisionsInMemory(shelf),
        transaction=no_transaction,
        now=now,
    )


@asynccontextmanager
async def no_transaction() -> AsyncIterator[None]:
    """What runs in it is kept at once."""
    yield
