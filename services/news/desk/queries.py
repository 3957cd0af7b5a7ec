"""Reads articles, published or not, for the news desk."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from markupsafe import Markup

from services.news.articles.access import APPROVE, DRAFT, EDIT, OVERRIDE, READ_DRAFTS
from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import PLANNED, UNPUBLISHED, Standing, State
from services.news.articles.text_domain import shown
from services.news.desk.narrowing_queries import EVERYTHING, Narrowing
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
    RETURNED = "returned"
    APPROVED = "approved"
    PLANNED = "planned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


UNFINISHED: Final = (Standing.DRAFT, Standing.RETURNED, Standing.APPROVED)
"""What its office has to go on with."""

_AS_BEFORE: Final[Mapping[Standing, Filter]] = {
    Standing.DRAFT: {"state": State.DRAFT.value, "approval_asked_at": None},
    Standing.SUBMITTED: {"state": State.DRAFT.value, "approval_asked_at": {"$ne": None}},
    Standing.APPROVED: {"state": State.APPROVED.value},
    Standing.PUBLISHED: {"state": State.PUBLISHED.value},
    Standing.WITHDRAWN: {"state": State.WITHDRAWN.value},
}
"""How articles are found that the release before stored, until they are migrated."""


def standing_in(*standings: Standing, with_old: bool) -> dict[str, Any]:
    """Return the filter for articles that stand so; `with_old` those too that are not migrated yet."""
    new: dict[str, Any] = {"standing": {"$in": [each.value for each in standings]}}
    old = [{"standing": None, **_AS_BEFORE[each]} for each in standings if each in _AS_BEFORE]
    # An index counts without reading any document only where there is no choice between two conditions.
    return {"$or": [new, *old]} if with_old else new


_WAITING: Final[dict[str, Any]] = {"approval_asked_at": {"$ne": None}}
_STANDINGS: Final[Mapping[Tab, tuple[Standing, ...]]] = {
    Tab.DRAFTS: (Standing.DRAFT,),
    Tab.RETURNED: (Standing.RETURNED,),
    Tab.APPROVED: (Standing.APPROVED,),
    Tab.PLANNED: (Standing.SCHEDULED, Standing.EMBARGOED),
    Tab.PUBLISHED: (Standing.PUBLISHED,),
    Tab.WITHDRAWN: (Standing.WITHDRAWN,),
    Tab.DELETED: (Standing.DELETED,),
}


def where_of(tab: Tab, *, with_old: bool) -> dict[str, Any]:
    """Return the filter of a tab."""
    if tab is Tab.WAITING:
        return _WAITING
    if tab is Tab.ALL:
        return {"deleted_at": None}
    return standing_in(*_STANDINGS[tab], with_old=with_old)


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
        if article.deleted_at:
            return article.deleted_at
        if article.withdrawal:
            return article.withdrawal.at
        if article.corrections:
            return article.corrections[-1].at
        return article.approval_asked_at or article.published_at or article.created_at

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.article.standing

    @property
    def is_draft(self) -> bool:
        """Whether its text can still be changed without a correction."""
        return self.standing in UNPUBLISHED and not self.is_deleted

    @property
    def is_planned(self) -> bool:
        """Whether it will be published by itself."""
        return self.standing in PLANNED

    @property
    def is_deleted(self) -> bool:
        """Whether it can only be restored."""
        return self.standing is Standing.DELETED

    @property
    def is_published(self) -> bool:
        """Whether the public reads it."""
        return self.article.state is State.PUBLISHED

    @property
    def is_closed(self) -> bool:
        """Whether its publisher is closed and publishes no more."""
        return self.publisher.is_closed_on(self.today)

    @property
    def is_own(self) -> bool:
        """Whether the viewer wrote it."""
        return self.viewer.person_id == self.article.author_id

    @property
    def can_write(self) -> bool:
        """Whether the viewer may change, publish, correct and withdraw it."""
        return EDIT.allows(self.viewer, self.article.publisher_id)

    @property
    def can_approve(self) -> bool:
        """Whether the viewer may approve it now. Nobody approves their own."""
        return self._is_approvable and APPROVE.allows(self.viewer) and not self.is_own

    @property
    def can_approve_alone(self) -> bool:
        """Whether the viewer may approve an article of their own, for a reason that is noted."""
        return self._is_approvable and APPROVE.allows(self.viewer) and self.is_own and OVERRIDE.allows(self.viewer)

    @property
    def can_ask(self) -> bool:
        """Whether the viewer may ask the desk to approve it now."""
        is_free = self.standing in {Standing.DRAFT, Standing.RETURNED} or self._is_beside_front
        return is_free and self.can_write and not self.can_approve and not self.article.approval_asked_at

    @property
    def can_take_back(self) -> bool:
        """Whether the viewer may ask no longer for approval. Who decides about it approves or returns it instead."""
        return bool(self.article.approval_asked_at) and self.can_write and not self.can_approve

    @property
    def can_return(self) -> bool:
        """Whether the viewer may send it back to its writer."""
        is_with_the_desk = self.standing in {Standing.SUBMITTED, Standing.APPROVED, *PLANNED}
        is_asked = self.is_published and bool(self.article.approval_asked_at)
        return (is_with_the_desk or is_asked) and APPROVE.allows(self.viewer)

    @property
    def can_publish(self) -> bool:
        """Whether the viewer may publish it now."""
        return self._may_go and self.standing is not Standing.EMBARGOED

    @property
    def can_plan(self) -> bool:
        """Whether the viewer may say when it is published by itself."""
        return self._may_go and self.standing is not Standing.SUBMITTED

    @property
    def can_delete(self) -> bool:
        """Whether the viewer may delete it."""
        return self.standing in {Standing.DRAFT, Standing.RETURNED} and self.can_write

    @property
    def _is_beside_front(self) -> bool:
        return self.is_published and not self.article.on_front

    @property
    def _is_approvable(self) -> bool:
        is_draft = self.article.state is State.DRAFT and not self.is_deleted
        return is_draft or self._is_beside_front

    @property
    def _may_go(self) -> bool:
        is_cleared = self.article.state is State.APPROVED or self.publisher.publishes_directly
        return self.is_draft and is_cleared and self.can_write and not self.is_closed


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

    async def listed(
        self, viewer: Viewer, tab: Tab, *, total: int, skip: int, limit: int, narrowing: Narrowing = EVERYTHING
    ) -> list[DeskItem]:
        """Some articles of a tab, newest first; for those who approve, what waits for them comes first.

        There are `total` of them. What stands nearer to the end is looked for from there: to skip takes its time.
        """
        newest = [("created_at", -1), ("_id", -1)]
        is_asked_first = APPROVE.allows(viewer) and tab in {Tab.ALL, Tab.WAITING}
        sort = [("approval_asked_at", -1), *newest] if is_asked_first else newest
        stands = where_of(tab, with_old=await self.has_old())
        where = all_of(seen_by(viewer), stands, *narrowing.where(viewer))
        if skip <= total // 2:
            found = await self.store.find(ARTICLES, where, sort=sort, skip=skip, limit=limit)
        else:
            ends = min(skip + limit, total)
            sort = [(name, -way) for name, way in sort]
            found = (await self.store.find(ARTICLES, where, sort=sort, skip=total - ends, limit=ends - skip))[::-1]
        return await self.items_of(found, viewer)

    async def waiting_for(self, viewer: Viewer, *, limit: int) -> tuple[int, list[DeskItem]]:
        """Return how many articles of others wait for approval, and those that have waited longest."""
        where = _WAITING | {"author_id": {"$ne": viewer.person_id}}
        return await self._first(where, [("approval_asked_at", 1)], viewer, limit=limit)

    async def of_publishers(
        self, publishers: Sequence[str], viewer: Viewer, *, limit: int, unfinished: bool
    ) -> tuple[int, list[DeskItem]]:
        """Return how many articles of these publishers are unfinished, or wait, and the newest, approved ones first."""
        stands = standing_in(*UNFINISHED, with_old=await self.has_old()) if unfinished else _WAITING
        where = {"publisher_id": {"$in": list(publishers)}} | stands
        return await self._first(where, [("state", 1), ("created_at", -1)], viewer, limit=limit)

    async def counts(self, viewer: Viewer, narrowing: Narrowing = EVERYTHING) -> Mapping[Tab, int]:
        """How many articles each tab holds."""
        seen, with_old = [seen_by(viewer), *narrowing.where(viewer)], await self.has_old()
        submitted = standing_in(Standing.SUBMITTED, with_old=with_old)
        where = [where_of(tab, with_old=with_old) for tab in Tab if tab is not Tab.ALL]
        *numbers, waiting = await gather(
            *(self.store.count(ARTICLES, all_of(*seen, each)) for each in (*where, submitted))
        )
        counted = dict(zip((tab for tab in Tab if tab is not Tab.ALL), numbers, strict=True))
        # What waits may be public as well, so those that are submitted are counted for themselves.
        together = sum(counted[tab] for tab in counted if tab not in {Tab.WAITING, Tab.DELETED})
        return {Tab.ALL: together + waiting} | counted

    async def has_old(self) -> bool:
        """Whether there are articles that the release before stored and nobody has migrated yet."""
        return bool(await self.store.find(ARTICLES, {"standing": None}, limit=1))

    async def publishers_for(self, viewer: Viewer) -> list[Publisher]:
        """In whose names the articles stand that this person reads."""
        if READ_DRAFTS.is_open_on_any(viewer):
            return await self.publishers.everyone()
        found = await self.publishers.by_id([PublisherId(each) for each in READ_DRAFTS.own_of(viewer)])
        return sorted(found.values(), key=lambda each: alphabetical(each.name))

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

    async def items_of(self, documents: Sequence[Document], viewer: Viewer) -> list[DeskItem]:
        """Return the articles of these documents, and what this person may do with each."""
        articles = [to_article(document) for document in documents]
        publishers = await self.publishers.by_id({article.publisher_id for article in articles})
        today = self._today()
        return [DeskItem(article, publishers[article.publisher_id], viewer, today) for article in articles]

    def _today(self) -> date:
        return day_of(self.store.now())

    async def _first(self, where: Filter, sort: Sort, viewer: Viewer, *, limit: int) -> tuple[int, list[DeskItem]]:
        found = await self.store.find(ARTICLES, where, sort=sort, limit=limit)
        number = len(found) if len(found) < limit else await self.store.count(ARTICLES, where)
        return number, await self.items_of(found, viewer)


def seen_by(viewer: Viewer) -> dict[str, Any]:
    """Return the filter for the articles that somebody sees."""
    if READ_DRAFTS.is_open_on_any(viewer):
        return {}
    own = READ_DRAFTS.own_of(viewer)
    return {"$or": [{"publisher_id": {"$in": own}}, {"partners.publisher_id": {"$in": own}}]}


def all_of(*filters: Filter) -> dict[str, Any]:
    """Return the filter for what fits all of these."""
    given = [each for each in filters if each]
    return {"$and": given} if given else {}
