"""Reads articles, published or not, for the news desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from services.news.articles.access import APPROVE, DRAFT, EDIT, READ_DRAFTS
from services.news.articles.domain import (
    Article,
    ArticleId,
    ArticleNotFound,
    State,
    may_read_unpublished,
)
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.text_domain import shown
from services.news.publishers.domain import Publisher, PublisherId
from services.news.publishers.queries import PublisherQueries
from shared.persian.jalali import day_of
from shared.persian.order import alphabetical
from shared.runtime.viewer import Viewer
from shared.store.driver import Document
from shared.store.store import Store
from shared.store.work import Filter, Sort


class Tab(StrEnum):
    """A part of the desk's list."""

    ALL = "all"
    DRAFTS = "drafts"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


_WHERE: Mapping[Tab, dict[str, Any]] = {
    Tab.ALL: {},
    Tab.DRAFTS: {"state": {"$in": [State.DRAFT.value, State.APPROVED.value]}, "approval_asked_at": None},
    Tab.WAITING: {"approval_asked_at": {"$ne": None}},
    Tab.PUBLISHED: {"state": State.PUBLISHED.value},
    Tab.WITHDRAWN: {"state": State.WITHDRAWN.value},
}


@dataclass(frozen=True, slots=True)
class DeskItem:
    """An article on the desk, and what this viewer may do with it."""

    article: Article
    publisher: Publisher
    viewer: Viewer
    today: date

    @property
    def headline(self) -> str:
        """Its headline."""
        return self.article.content.headline

    @property
    def text_html(self) -> Markup:
        """The text as safe HTML."""
        return shown(self.article.content.text)

    @property
    def href(self) -> str:
        """The address of its page at the desk."""
        return f"/n/desk/{self.article.id}"

    @property
    def touched_at(self) -> datetime | None:
        """The time of its last change: a withdrawal, a correction, a request, a publication, or its beginning."""
        article = self.article
        if article.withdrawal:
            return article.withdrawal.at
        if article.corrections:
            return article.corrections[-1].at
        return article.approval_asked_at or article.published_at or article.created_at

    @property
    def is_draft(self) -> bool:
        """Whether its text can still be changed without a correction."""
        return self.article.state in {State.DRAFT, State.APPROVED}

    @property
    def is_published(self) -> bool:
        """Whether the public reads it."""
        return self.article.state is State.PUBLISHED

    @property
    def is_closed(self) -> bool:
        """Whether its publisher is closed and publishes no more."""
        return self.publisher.is_closed_on(self.today)

    @property
    def can_write(self) -> bool:
        """Whether the viewer may change, publish, correct and withdraw it."""
        return EDIT.allows(self.viewer, self.article.publisher_id)

    @property
    def can_approve(self) -> bool:
        """Whether the viewer may approve it now. Nobody approves their own."""
        is_open = self.article.state is State.DRAFT or (self.is_published and not self.article.on_front)
        return is_open and APPROVE.allows(self.viewer) and self.viewer.person_id != self.article.author_id

    @property
    def can_ask(self) -> bool:
        """Whether the viewer may ask the desk to approve it now."""
        is_open = self.article.state is State.DRAFT or (self.is_published and not self.article.on_front)
        return is_open and self.can_write and not self.can_approve and not self.article.approval_asked_at

    @property
    def can_publish(self) -> bool:
        """Whether the viewer may publish it now."""
        is_cleared = self.article.state is State.APPROVED
        may_go = is_cleared or (self.article.state is State.DRAFT and self.publisher.publishes_directly)
        return may_go and self.can_write and not self.is_closed


@dataclass(frozen=True, slots=True)
class DeskQueries:
    """Reads the desk's lists."""

    store: Store
    publishers: PublisherQueries

    async def one(self, article_id: ArticleId, viewer: Viewer) -> DeskItem:
        """The article, if this person works with it. Raises ArticleNotFound."""
        document = await self.store.get(ARTICLES, article_id)
        if document is None:
            raise ArticleNotFound
        article = to_article(document)
        if not may_read_unpublished(viewer, article):
            raise ArticleNotFound
        publisher = (await self.publishers.by_id([article.publisher_id]))[article.publisher_id]
        return DeskItem(article, publisher, viewer, self._today())

    async def listed(self, viewer: Viewer, tab: Tab, *, skip: int, limit: int) -> list[DeskItem]:
        """Some articles of a tab, newest first; for those who approve, what waits for them comes first."""
        newest = [("created_at", -1), ("_id", -1)]
        sort = [("approval_asked_at", -1), *newest] if APPROVE.allows(viewer) else newest
        where = _seen_by(viewer) | _WHERE[tab]
        return await self._items(await self.store.find(ARTICLES, where, sort=sort, skip=skip, limit=limit), viewer)

    async def waiting_for(self, viewer: Viewer, *, limit: int) -> tuple[int, list[DeskItem]]:
        """Return how many articles of others wait for approval, and those that have waited longest."""
        where = _WHERE[Tab.WAITING] | {"author_id": {"$ne": viewer.person_id}}
        return await self._first(where, [("approval_asked_at", 1)], viewer, limit=limit)

    async def of_publishers(
        self, publishers: Sequence[str], tab: Tab, viewer: Viewer, *, limit: int
    ) -> tuple[int, list[DeskItem]]:
        """Return how many articles of these publishers a tab holds, and the newest, approved ones first."""
        where = {"publisher_id": {"$in": list(publishers)}} | _WHERE[tab]
        return await self._first(where, [("state", 1), ("created_at", -1)], viewer, limit=limit)

    async def counts(self, viewer: Viewer) -> Mapping[Tab, int]:
        """How many articles each tab holds."""
        seen = _seen_by(viewer)
        return {tab: await self.store.count(ARTICLES, seen | where) for tab, where in _WHERE.items()}

    async def writes_for(self, viewer: Viewer) -> list[Publisher]:
        """Return the open offices, then the bodies, in whose name this person may write."""
        found = await self.publishers.by_id([PublisherId(each) for each in DRAFT.own_of(viewer)])
        open_ones = [publisher for publisher in found.values() if not publisher.is_closed_on(self._today())]
        return sorted(open_ones, key=lambda each: (each.kind != "office", alphabetical(each.name)))

    async def offered(self, viewer: Viewer, chosen: str) -> list[Publisher]:
        """Return those of `writes_for`, and also what was chosen, so that the form shows it again after it closed."""
        offered = await self.writes_for(viewer)
        if chosen not in DRAFT.own_of(viewer) or any(each.id == chosen for each in offered):
            return offered
        return [*offered, *(await self.publishers.by_id([PublisherId(chosen)])).values()]

    def _today(self) -> date:
        return day_of(self.store.now())

    async def _first(self, where: Filter, sort: Sort, viewer: Viewer, *, limit: int) -> tuple[int, list[DeskItem]]:
        found = await self.store.find(ARTICLES, where, sort=sort, limit=limit)
        number = len(found) if len(found) < limit else await self.store.count(ARTICLES, where)
        return number, await self._items(found, viewer)

    async def _items(self, documents: Sequence[Document], viewer: Viewer) -> list[DeskItem]:
        articles = [to_article(document) for document in documents]
        publishers = await self.publishers.by_id({article.publisher_id for article in articles})
        today = self._today()
        return [DeskItem(article, publishers[article.publisher_id], viewer, today) for article in articles]


def _seen_by(viewer: Viewer) -> dict[str, Any]:
    if READ_DRAFTS.is_open_on_any(viewer):
        return {}
    return {"publisher_id": {"$in": READ_DRAFTS.own_of(viewer)}}
