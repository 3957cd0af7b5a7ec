"""Reads articles for the portal and the JSON interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.media_queries import ShownView, shown_views
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import KIND_NAMES, UNPUBLISHED, Kind, Standing, State
from services.news.articles.text_domain import TextFormat, format_of, shown
from services.news.media.domain import Media, MediaId
from services.news.media.kinds_domain import Kind as MediaKind
from services.news.media.queries import MediaQueries
from services.news.publishers.domain import Publisher, PublisherId
from services.news.publishers.queries import PublisherQueries
from shared.persian.text import tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.driver import Document
from shared.store.slices import slice_by_time
from shared.store.store import Store

_NEWEST = [("published_at", -1), ("_id", -1)]
NEWEST_OF_EACH = (
    {"$match": {"state": State.PUBLISHED.value}},
    {"$sort": {"publisher_id": 1, "published_at": -1}},
    {"$group": {"_id": "$publisher_id", "at": {"$first": "$published_at"}}},
)
_LOOKED_AT_FOR_TOPICS = 200
_MAKE_A_TOPIC = 3
_TOPICS = 3
_PUBLIC = {State.PUBLISHED.value, State.WITHDRAWN.value}
_CORRECTIONS_SHOWN_FOR = timedelta(days=30)


class PublisherRef(BaseModel):
    """In whose name an article stands."""

    kind: str
    id: str
    name: str
    url: str


class CorrectionView(BaseModel):
    """A correction with its note."""

    at: datetime
    note: str
    major: bool


class ArticleView(BaseModel):
    """An article as JSON and pages show it."""

    id: str
    state: Standing
    kind: Kind = Kind.NEWS
    answers: str = ""
    publisher: PublisherRef
    co_publishers: list[PublisherRef] = []
    headline: str
    lead: str
    text: str
    text_format: TextFormat = TextFormat.PLAIN
    topics: list[str]
    path: str
    url: str
    version: int
    published_at: datetime | None
    corrections: list[CorrectionView]
    explanation: str | None = None
    withdrawn_at: datetime | None = None
    on_front: bool = False
    planned_at: datetime | None = None
    embargo: bool = False
    returned_note: str | None = None
    """What the desk wants changed. This and the plan are told of unpublished articles alone."""
    media: list[ShownView] = []

    @property
    def kind_name(self) -> str:
        """What its kind is called."""
        return KIND_NAMES[self.kind]

    @property
    def picture(self) -> ShownView | None:
        """The first picture, for lists and cards."""
        return next((each for each in self.media if each.kind is MediaKind.PICTURE and each.renditions), None)

    @property
    def text_html(self) -> Markup:
        """The text as safe HTML."""
        return shown(self.text)

    @property
    def approved_by(self) -> str:
        """Who approved it; empty when the publisher published it directly."""
        return "دبیرخانه شورا" if self.on_front else ""


class CorrectionLine(BaseModel):
    """A recent correction, for the front page."""

    path: str
    note: str
    publisher_name: str
    at: datetime


class Page(BaseModel):
    """Some articles, and the place behind which the next ones begin."""

    items: list[ArticleView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleQueries:
    """Reads articles, straight to views."""

    store: Store
    publishers: PublisherQueries
    public_url: str
    media: MediaQueries

    async def one(self, article_id: ArticleId, viewer: Viewer | None) -> ArticleView:
        """The article, if this reader may see it. Raises ArticleNotFound."""
        document = await self.store.get(ARTICLES, article_id)
        # A stranger is answered before anything more is looked up: as fast as if there were no such article.
        if document is None or (viewer is None and document["state"] not in _PUBLIC):
            raise ArticleNotFound
        article = to_article(document)
        if article.standing is Standing.DELETED:
            raise ArticleNotFound
        if article.state.value not in _PUBLIC and not may_read_unpublished(viewer, article):
            raise ArticleNotFound
        return (await self._views([document]))[0]

    async def published(
        self,
        *,
        publisher: PublisherId | None = None,
        kind: Kind | None = None,
        limit: int,
        after: str | None = None,
    ) -> Page:
        """Published articles, newest first, of one publisher or of all, of one kind or of all."""
        where: dict[str, Any] = {"state": State.PUBLISHED.value} | of_kind(kind)
        if publisher:
            where |= _in_the_name_of(publisher)
        return await self._page(where, limit=limit, after=after)

    async def on_front(self, limit: int) -> list[ArticleView]:
        """The articles that were approved for the front page, newest first."""
        where = {"state": State.PUBLISHED.value, "on_front": True}
        return (await self._page(where, limit=limit, after=None)).items

    async def topics_on_front(self) -> list[tuple[str, list[ArticleView]]]:
        """Up to three topics that are most frequent among the newest front articles, each with its newest articles."""
        rows = await self.store.aggregate(
            ARTICLES,
            [
                {"$match": {"state": State.PUBLISHED.value, "on_front": True}},
                {"$sort": dict(_NEWEST)},
                {"$limit": _LOOKED_AT_FOR_TOPICS},
                {"$unwind": "$topics"},
                {
                    "$group": {
                        "_id": "$topics",
                        "number": {"$sum": 1},
                        "newest": {"$max": "$published_at"},
                        "articles": {"$firstN": {"input": "$$ROOT", "n": _MAKE_A_TOPIC}},
                    }
                },
                {"$match": {"number": {"$gte": _MAKE_A_TOPIC}}},
                {"$sort": {"number": -1, "newest": -1, "_id": 1}},
                {"$limit": _TOPICS},
            ],
        )
        # After `$unwind` a document has one topic only, the one that it is grouped by.
        articles = [row["articles"] for row in rows]
        views = [await self._views([one | {"topics": [one["topics"]]} for one in group]) for group in articles]
        return [(row["_id"], group) for row, group in zip(rows, views, strict=True)]

    async def found(
        self, words: str, *, topic: str = "", kind: Kind | None = None, limit: int, after: str | None = None
    ) -> tuple[Page, int]:
        """Published articles with all these words, in whatever spelling, and of this topic; and how many there are."""
        tokens = tokens_for_finding(words)
        where: dict[str, Any] = {"state": State.PUBLISHED.value} | of_kind(kind)
        if topic:
            where["topics"] = topic
        if words:
            where["tokens"] = {"$all": tokens} if tokens else {"$in": []}
        return await self._page(where, limit=limit, after=after), await self.store.count(ARTICLES, where)

    async def recent_corrections(self, now: datetime, *, limit: int = 4) -> list[CorrectionLine]:
        """The newest major corrections of the last thirty days; minor ones are not told to readers."""
        lately = {"$elemMatch": {"at": {"$gte": now - _CORRECTIONS_SHOWN_FOR}, "major": True}}
        where = {"state": State.PUBLISHED.value, "corrections": lately}
        found = await self.store.find(ARTICLES, where, sort=[("corrections.at", -1)], limit=limit)
        return [
            CorrectionLine(
                path=view.path,
                note=view.corrections[-1].note,
                publisher_name=view.publisher.name,
                at=view.corrections[-1].at,
            )
            for view in await self._views(found)
        ]

    async def count_of(self, publisher: PublisherId, *, at_most: int) -> int:
        """How many published articles a publisher has; at most `at_most`, so that none counts for long."""
        where = {"state": State.PUBLISHED.value} | _in_the_name_of(publisher)
        rows = await self.store.aggregate(ARTICLES, [{"$match": where}, {"$limit": at_most}, {"$count": "number"}])
        return rows[0]["number"] if rows else 0

    async def last_published(self) -> Mapping[str, datetime]:
        """When each publisher published last. With its index, MongoDB reads one key for each publisher."""
        rows = await self.store.aggregate(ARTICLES, NEWEST_OF_EACH)
        return {row["_id"]: row["at"] for row in rows}

    async def view(self, article: Article) -> ArticleView:
        """Return the view of an article that was read already."""
        publishers = await self.publishers.by_id({article.publisher_id, *article.co_publishers})
        return self._view(article, publishers, await self.media.by_id([each.id for each in article.media]))

    async def _page(self, where: dict[str, Any], *, limit: int, after: str | None) -> Page:
        found = await slice_by_time(self.store, ARTICLES, where, field="published_at", limit=limit, after=after)
        return Page(items=await self._views(found.items), next=found.next)

    async def _views(self, documents: list[Document]) -> list[ArticleView]:
        articles = [to_article(document) for document in documents]
        keys = {key for article in articles for key in (article.publisher_id, *article.co_publishers)}
        publishers = await self.publishers.by_id(keys)
        media = await self.media.by_id({each.id for article in articles for each in article.media})
        return [self._view(article, publishers, media) for article in articles]

    def _view(
        self, article: Article, publishers: Mapping[PublisherId, Publisher], media: Mapping[MediaId, Media]
    ) -> ArticleView:
        withdrawn = article.withdrawal
        is_open = article.standing in UNPUBLISHED
        return ArticleView(
            id=article.id,
            state=article.standing,
            kind=article.kind,
            answers=article.answers if not withdrawn else "",
            publisher=_ref(publishers[article.publisher_id]),
            co_publishers=[_ref(publishers[key]) for key in article.co_publishers],
            headline=article.content.headline,
            lead=article.content.lead if not withdrawn else "",
            text=article.content.text if not withdrawn else "",
            text_format=format_of(article.content.text),
            topics=list(article.topics),
            path=article.path,
            url=self.public_url + article.path,
            version=article.version,
            published_at=article.published_at,
            corrections=[
                CorrectionView(at=each.at, note=each.note, major=True) for each in article.corrections if each.major
            ],
            explanation=withdrawn.explanation if withdrawn else None,
            withdrawn_at=withdrawn.at if withdrawn else None,
            on_front=article.on_front,
            planned_at=article.plan.at if article.plan and is_open else None,
            embargo=bool(article.plan and article.plan.embargo and is_open),
            returned_note=article.returned.note if article.returned and is_open else None,
            media=shown_views(article.media, media) if not withdrawn else [],
        )


def of_kind(kind: Kind | None) -> dict[str, Any]:
    """The filter for articles of a kind. What was stored before there were kinds is news."""
    if kind is None:
        return {}
    return {"kind": {"$in": [kind.value, None]} if kind is Kind.NEWS else kind.value}


def _in_the_name_of(publisher: PublisherId) -> dict[str, Any]:
    return {"$and": [{"$or": [{"publisher_id": publisher}, {"co_publishers": publisher}]}]}


def _ref(publisher: Publisher) -> PublisherRef:
    return PublisherRef(kind=publisher.kind, id=publisher.slug, name=publisher.name, url=publisher.path)
