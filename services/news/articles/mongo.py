"""Articles in MongoDB."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pymongo import IndexModel

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound, stale_article
from services.news.articles.likeness_domain import KEYS, sketch
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import State
from services.news.articles.text_domain import words
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

ARTICLES = "articles"
_AT_ONCE = 100
_REMEMBERED = 64
"""Of so many texts it is remembered by what they are found: most deeds change no text."""
INDEXES: Indexes = {
    ARTICLES: [
        IndexModel([("state", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("state", 1), ("on_front", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("state", 1), ("publisher_id", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("state", 1), ("corrections.at", -1)]),
        IndexModel([("tokens", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("topics", 1), ("state", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("media.id", 1), ("state", 1)]),
        IndexModel([("author_id", 1)]),
        IndexModel([("author_was", 1)], sparse=True),
        IndexModel([("assignee.person_id", 1)], sparse=True),
        IndexModel([("assignee.person_was", 1)], sparse=True),
        IndexModel([("approval_asked_at", -1), ("created_at", -1), ("_id", -1)]),
        IndexModel([("state", 1), ("co_publishers", 1), ("published_at", -1), ("_id", -1)]),
        IndexModel([("standing", 1), ("created_at", -1), ("_id", -1)]),
        IndexModel([("publisher_id", 1), ("standing", 1), ("created_at", -1), ("_id", -1)]),
        IndexModel([("partners.publisher_id", 1)], sparse=True),
        IndexModel([("plan.at", 1)], sparse=True),
        IndexModel([("deleted_at", 1)], partialFilterExpression={"deleted_at": {"$type": "date"}}),
        IndexModel([("alike_by", 1)], sparse=True),
    ]
}
# These are computed from the rest, which is noted already.
AUDITED: Audited = {ARTICLES: all_but("tokens", "standing", "co_publishers", "sketch", "alike_by")}

_ARTICLE = Shape(Article)


@dataclass(frozen=True, slots=True)
class MongoArticleRepository:
    """Keeps articles, with the words by which they are found."""

    store: Store

    async def get(self, article_id: ArticleId) -> Article:
        """Return the article, or raise ArticleNotFound."""
        document = await self.store.get(ARTICLES, article_id)
        if document is None:
            raise ArticleNotFound
        return to_article(document)

    async def written_by(self, person_id: str) -> list[Article]:
        """Return the articles whose author a person is."""
        return [to_article(document) for document in await self.store.find(ARTICLES, {"author_id": person_id})]

    async def once_written_by(self, person_id: str) -> list[Article]:
        """Return the articles whose author a person was until a merge."""
        return [to_article(document) for document in await self.store.find(ARTICLES, {"author_was": person_id})]

    async def worked_on_by(self, person_id: str) -> list[Article]:
        """Return the articles that were given to a person, now or until a merge."""
        where = {"$or": [{"assignee.person_id": person_id}, {"assignee.person_was": person_id}]}
        return [to_article(document) for document in await self.store.find(ARTICLES, where)]

    async def falling_due(self, now: datetime, until: datetime) -> list[ArticleId]:
        """Return what will be published by itself until an instant, is not approved, and was not told of yet."""
        where = {
            "plan.at": {"$gt": now, "$lte": until},
            "state": State.DRAFT.value,
            "$expr": {"$ne": ["$plan.at", {"$ifNull": ["$due_told_for", None]}]},
        }
        found = await self.store.find(ARTICLES, where, sort=[("plan.at", 1)], limit=_AT_ONCE)
        return [ArticleId(each["_id"]) for each in found]

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither. Raises Stale."""
        tokens = list(_tokens(article.content, article.topics))
        document = _ARTICLE.document(article) | {"tokens": tokens} | computed(article)
        await save(self.store, ARTICLES, article, document, *events, stale=stale_article())

    async def due(self, now: datetime) -> list[ArticleId]:
        """Return the articles whose plan is due, the earliest first."""
        found = await self.store.find(ARTICLES, {"plan.at": {"$lte": now}}, sort=[("plan.at", 1)], limit=_AT_ONCE)
        return [ArticleId(each["_id"]) for each in found]

    async def deleted_before(self, then: datetime) -> list[ArticleId]:
        """Return the articles that were deleted before an instant."""
        found = await self.store.find(ARTICLES, {"deleted_at": {"$lt": then}}, limit=_AT_ONCE)
        return [ArticleId(each["_id"]) for each in found]

    async def forget(self, article_id: ArticleId) -> None:
        """Remove a deleted article for good."""
        async with self.store.unit_of_work() as work:
            await work.delete(ARTICLES, article_id)


def computed(article: Article) -> Document:
    """The fields by which the desk finds an article: they follow from the others."""
    drawn = _sketch(article.content)
    return {
        "standing": article.standing.value,
        "co_publishers": list(article.co_publishers),
        "sketch": list(drawn),
        "alike_by": list(drawn[:KEYS]),
    }


@lru_cache(maxsize=_REMEMBERED)
def _tokens(said: Content, topics: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tokens_for_index("\n".join([said.headline, said.lead, words(said.text), *topics])))


@lru_cache(maxsize=_REMEMBERED)
def _sketch(said: Content) -> tuple[int, ...]:
    return sketch(said.headline, said.lead, words(said.text))


def to_article(document: Document) -> Article:
    """The article of a document."""
    return _ARTICLE.aggregate(document)
