"""Articles in MongoDB."""

from dataclasses import asdict, dataclass
from typing import Any

from pymongo import IndexModel

from services.news.articles.domain import (
    Article,
    ArticleId,
    ArticleNotFound,
    Content,
    Correction,
    StaleArticle,
    State,
    Withdrawal,
)
from services.news.articles.text import words
from services.news.publishers.domain import PublisherId
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

ARTICLES = "articles"
INDEXES: Indexes = {
    ARTICLES: [
        IndexModel([("state", 1), ("on_front", 1), ("published_at", -1)]),
        IndexModel([("publisher_id", 1), ("state", 1), ("published_at", -1)]),
        IndexModel([("tokens", 1), ("published_at", -1)]),
        IndexModel([("approval_asked_at", -1), ("created_at", -1), ("_id", -1)]),
    ]
}
# Its tokens follow from what it says.
AUDITED: Audited = {ARTICLES: all_but("tokens")}


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

    async def save(self, article: Article, *events: Event) -> None:
        """Keep the article and queue its events: both, or neither. Raises StaleArticle."""
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                ARTICLES,
                {"_id": article.id, "version": article.version},
                _to_document(article) | {"version": article.version + 1},
                insert=article.version == 0,
            )
            if not kept:
                raise StaleArticle("این خبر را همین حالا کس دیگری تغییر داده است؛ صفحه را تازه کنید.")
            work.emit(*events)
        article.version += 1


def to_article(document: Document) -> Article:
    """The article of a document."""
    fields: dict[str, Any] = {name: value for name, value in document.items() if name not in {"_id", "tokens"}}
    fields["content"] = Content(**fields["content"])
    fields["topics"] = tuple(fields["topics"])
    fields["state"] = State(fields["state"])
    fields["publisher_id"] = PublisherId(fields["publisher_id"])
    fields["corrections"] = [Correction(**correction) for correction in fields["corrections"]]
    fields["withdrawal"] = Withdrawal(**fields["withdrawal"]) if fields["withdrawal"] else None
    return Article(id=ArticleId(document["_id"]), **fields)


def _to_document(article: Article) -> Document:
    document = asdict(article)
    document["_id"] = document.pop("id")
    document["state"] = article.state.value
    document["topics"] = list(article.topics)
    said = article.content
    document["tokens"] = tokens_for_index("\n".join([said.headline, said.lead, words(said.text), *article.topics]))
    return document
