"""What becomes of articles that earlier releases stored."""

from collections.abc import Sequence

from services.news.articles.mongo import ARTICLES, computed, to_article
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store


async def _found_by_the_desk(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change(computed(to_article(document))) for document in documents]


MIGRATIONS = (
    Migration(
        name="0001-articles-standing",
        says="Adds where articles stand, by which the desk lists them, and by what similar ones are found.",
        collection=ARTICLES,
        left={"standing": {"$exists": False}},
        change=_found_by_the_desk,
    ),
)
