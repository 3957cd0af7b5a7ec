"""Articles in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.news.articles.domain import Article, ArticleId, ArticleNotFound, stale_article
from services.news.articles.text_domain import words
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

ARTICLES = "articles"
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
        IndexModel([("approval_asked_at", -1), ("created_at", -1), ("_id", -1)]),
    ]
}
# The tokens are computed from the content, which is noted already.
AUDITED: Audited = {ARTICLES: all_but("tokens")}

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

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither. Raises Stale."""
        said = article.content
        tokens = tokens_for_index("\n".join([said.headline, said.lead, words(said.text), *article.topics]))
        document = _ARTICLE.document(article) | {"tokens": tokens}
        await save(self.store, ARTICLES, article, document, *events, stale=stale_article())


def to_article(document: Document) -> Article:
    """The article of a document."""
    return _ARTICLE.aggregate(document)
