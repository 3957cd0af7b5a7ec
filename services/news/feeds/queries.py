"""Reads feeds, and the addresses of what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.queries import ArticleQueries, ArticleView
from services.news.articles.states_domain import KIND_NAMES, Kind, State
from services.news.feeds.domain import ALL, FRONT, Attached, Feed, FeedNotFound, Form, Item, Of, path_of
from services.news.media.kinds_domain import Kind as MediaKind
from services.news.media.queries import Shows
from services.news.publishers.domain import PublisherUnknown, publisher_id
from services.news.publishers.queries import PublisherQueries
from shared.language.speech import current_language
from shared.language.speech import gettext as _
from shared.store.driver import Document
from shared.store.store import Store

_NEWEST: Final = 30
_NEW_FOR: Final = timedelta(hours=48)
_MOST_NEW: Final = 1_000
"""So long, and so many at most, articles stand in the list of what is new, as search engines for news have it."""


class Named(NamedTuple):
    """An article in a list for search engines."""

    path: str
    changed_at: datetime
    """When it was published, or corrected so that readers were told."""
    headline: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class FeedQueries:
    """Reads published articles, as feeds and as lists of addresses."""

    store: Store
    articles: ArticleQueries
    publishers: PublisherQueries
    public_url: str
    county: str

    async def all_news(self, form: Form) -> Feed:
        """The newest articles of all publishers."""
        title = _("همه خبرهای شهرستان %(county)s", county=self.county)
        found = await self.articles.published(limit=_NEWEST)
        return self._feed(title, "/", path_of(ALL, form), found.items)

    async def front(self, form: Form) -> Feed:
        """The newest articles of the front page."""
        title = _("خبرهای صفحه اول شهرستان %(county)s", county=self.county)
        return self._feed(title, "/", path_of(FRONT, form), await self.articles.on_front(_NEWEST))

    async def one(self, of: Of, name: str, form: Form) -> Feed:
        """The newest articles of an office or a body, of a topic, or of a kind. Raises FeedNotFound."""
        path = path_of(name, form, of)
        match of:
            case Of.KIND:
                if name not in set(Kind):
                    raise FeedNotFound
                found = (await self.articles.published(kind=Kind(name), limit=_NEWEST)).items
                home = "/search?" + urlencode({"kind": name})
                return self._feed(_(KIND_NAMES[Kind(name)]), home, path, found)
            case Of.TOPIC:
                page, _total = await self.articles.found("", topic=name, limit=_NEWEST)
                if not page.items:
                    raise FeedNotFound
                home = "/search?" + urlencode({"topic": name})
                return self._feed(_("خبرهای موضوع «%(topic)s»", topic=name), home, path, page.items)
            case Of.OFFICE | Of.BODY:
                key = publisher_id("office" if of is Of.OFFICE else "body", name)
                try:
                    publisher = await self.publishers.one(key)
                except PublisherUnknown:
                    raise FeedNotFound from None
                found = (await self.articles.published(publisher=key, limit=_NEWEST)).items
                return self._feed(_("خبرهای %(name)s", name=publisher.name), publisher.path, path, found)

    async def months(self) -> Sequence[tuple[str, datetime]]:
        """The months («2026-11», in Tehran) in which something was published, and when it last changed."""
        month = {"$dateToString": {"date": "$published_at", "format": "%Y-%m", "timezone": "Asia/Tehran"}}
        changed_at = {"$ifNull": [{"$last": "$corrections.at"}, "$published_at"]}
        rows = await self.store.aggregate(
            ARTICLES,
            [
                {"$match": {"state": State.PUBLISHED.value}},
                {"$group": {"_id": month, "at": {"$max": changed_at}}},
                {"$sort": {"_id": -1}},
            ],
        )
        return [(row["_id"], row["at"]) for row in rows]

    async def published_within(self, begins: datetime, ends: datetime) -> Sequence[Named]:
        """All articles that were published from one instant until another, the newest first."""
        where = {"state": State.PUBLISHED.value, "published_at": {"$gte": begins, "$lt": ends}}
        return _named(await self.store.find(ARTICLES, where, sort=[("published_at", -1)]))

    async def new(self, now: datetime) -> Sequence[Named]:
        """The articles of the last two days, a thousand at most, the newest first."""
        where = {"state": State.PUBLISHED.value, "published_at": {"$gte": now - _NEW_FOR}}
        return _named(await self.store.find(ARTICLES, where, sort=[("published_at", -1)], limit=_MOST_NEW))

    def _feed(self, title: str, home: str, path: str, articles: Sequence[ArticleView]) -> Feed:
        return Feed(
            title=title,
            about=_("روابط عمومی دستگاه‌های شهرستان %(county)s", county=self.county),
            home=self.public_url + home,
            url=self.public_url + path,
            language=current_language().code,
            items=[self._item(each, each.published_at) for each in articles if each.published_at],
        )

    def _item(self, article: ArticleView, published_at: datetime) -> Item:
        attached = [each for each in map(self._attached, article.media) if each]
        return Item(
            url=article.url,
            headline=article.headline,
            lead=article.lead,
            html=article.text_html,
            publisher=article.publisher.name,
            topics=article.topics,
            published_at=published_at,
            changed_at=max([published_at, *(each.at for each in article.corrections)]),
            attached=attached,
            picture=self._attached(article.picture) if article.picture else None,
        )

    def _attached(self, media: Shows) -> Attached | None:
        usual = media.usual
        if usual is None:
            return None
        lasts = media.seconds if media.kind is not MediaKind.PICTURE else None
        return Attached(self.public_url + usual.url, usual.type, usual.size, lasts)


def _named(documents: Sequence[Document]) -> Sequence[Named]:
    return [
        Named(
            each.path,
            max([each.published_at, *(told.at for told in each.corrections if told.major)]),
            each.content.headline,
            each.published_at,
        )
        for each in map(to_article, documents)
        if each.published_at
    ]
