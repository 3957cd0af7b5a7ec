"""Finds what other offices say already, so that one article may stand for both. It never holds anything up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.news.articles.domain import Article, may_read_unpublished
from services.news.articles.likeness_domain import ALIKE_FROM, KEYS, likeness, sketch
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import Standing, State
from services.news.articles.text_domain import words
from services.news.publishers.domain import Publisher
from services.news.publishers.queries import PublisherQueries
from shared.runtime.viewer import Viewer
from shared.store.driver import Document
from shared.store.store import Store

_LOOKED_AT: Final = 60
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """An article of another office that says much of the same."""

    article: Article
    publisher: Publisher
    percent: int

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it."""
        return self.article.state is State.PUBLISHED

    @property
    def href(self) -> str:
        """Where it is read: on the portal, or at the desk."""
        return self.article.path if self.is_public else f"/n/desk/{self.article.id}"


@dataclass(frozen=True, slots=True)
class LikenessQueries:
    """Reads articles that are alike."""

    store: Store
    publishers: PublisherQueries

    async def of(self, article: Article, viewer: Viewer) -> Sequence[Alike]:
        """Return what other offices say that is like it, the most similar first.

        Unpublished articles of another office are shown only to those who read its drafts.
        """
        said = article.content
        drawn = sketch(said.headline, said.lead, words(said.text))
        if not drawn:
            return []
        where: dict[str, Any] = {
            "alike_by": {"$in": list(drawn[:KEYS])},
            "publisher_id": {"$ne": article.publisher_id},
            "standing": {"$nin": [Standing.DELETED.value, Standing.WITHDRAWN.value]},
        }
        found = await self.store.find(ARTICLES, where, limit=_LOOKED_AT)
        alike = [(likeness(drawn, each["sketch"]), each) for each in found]
        close = [(share, to_article(each)) for share, each in alike if share >= ALIKE_FROM]
        seen = [(share, each) for share, each in close if _is_shown(each, viewer)]
        first = sorted(seen, key=lambda pair: -pair[0])[:_SHOWN]
        publishers = await self.publishers.by_id({each.publisher_id for _, each in first})
        return [Alike(each, publishers[each.publisher_id], round(share * 100)) for share, each in first]

    async def asked_of(self, owners: Sequence[str], *, limit: int) -> list[Document]:
        """Return articles for which one of these offices is asked to agree to a joint publication."""
        waiting = {"publisher_id": {"$in": list(owners)}, "agreed_at": None, "asked_by_owner": True}
        own = {"publisher_id": {"$in": list(owners)}}
        answers = {"partners": {"$elemMatch": {"agreed_at": None, "asked_by_owner": False}}}
        where = {"deleted_at": None, "$or": [{"partners": {"$elemMatch": waiting}}, own | answers]}
        return await self.store.find(ARTICLES, where, sort=[("created_at", -1)], limit=limit)


def _is_shown(article: Article, viewer: Viewer) -> bool:
    return article.state is State.PUBLISHED or may_read_unpublished(viewer, article)
