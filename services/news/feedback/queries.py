"""What an office sees of what readers say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.mongo import ARTICLES, to_article
from services.news.feedback.access import READ_FEEDBACK
from services.news.feedback.domain import Tally
from services.news.feedback.mongo import FEEDBACK, REMARKS, to_remark, to_tally
from services.news.publishers.domain import PublisherId
from services.news.publishers.queries import PublisherQueries
from shared.runtime.viewer import Viewer
from shared.store.store import Store

REMARKS_SHOWN = 100


class RemarkView(BaseModel):
    """What a reader wrote, and on which day."""

    text: str
    helped: bool
    on: date


class FeedbackView(BaseModel):
    """What readers said of one article, the newest remarks first."""

    article_id: str
    headline: str
    publisher_name: str
    helped: int
    missed: int
    remark_count: int
    remarks: list[RemarkView] = []

    @property
    def answers(self) -> int:
        """How many readers answered."""
        return self.helped + self.missed

    @property
    def href(self) -> str:
        """Its page at the desk."""
        return f"/n/desk/{self.article_id}/feedback"


@dataclass(frozen=True, slots=True)
class FeedbackQueries:
    """Reads tallies and remarks."""

    store: Store
    publishers: PublisherQueries

    async def of_article(self, article_id: ArticleId, viewer: Viewer) -> FeedbackView:
        """All of one article. Raises ArticleNotFound when there is none, or it is not for this viewer."""
        document = await self.store.get(ARTICLES, article_id)
        if document is None or not READ_FEEDBACK.allows(viewer, document["publisher_id"]):
            raise ArticleNotFound
        article = to_article(document)
        kept = await self.store.get(FEEDBACK, article_id)
        tally = to_tally(kept) if kept else Tally(article_id, article.publisher_id)
        remarks = await self.store.find(REMARKS, {"article_id": article_id}, sort=[("number", -1)], limit=REMARKS_SHOWN)
        view = await self._views([tally], {article.id: article})
        shown = [RemarkView(text=each.text, helped=each.helped, on=each.on) for each in map(to_remark, remarks)]
        return view[0].model_copy(update={"remarks": shown})

    async def total(self, viewer: Viewer) -> int:
        """How many articles of this viewer readers have answered."""
        return await self.store.count(FEEDBACK, _of(viewer))

    async def listed(self, viewer: Viewer, *, descending: bool, skip: int, limit: int) -> list[FeedbackView]:
        """Articles of this viewer in the order of their last answer, without remarks."""
        sort = [(name, -1 if descending else 1) for name in ("last_at", "_id")]
        found = await self.store.find(FEEDBACK, _of(viewer), sort=sort, skip=skip, limit=limit)
        tallies = [to_tally(each) for each in found]
        kept = await self.store.find(ARTICLES, {"_id": {"$in": [tally.id for tally in tallies]}})
        articles = {article.id: article for article in map(to_article, kept)}
        return await self._views([tally for tally in tallies if tally.id in articles], articles)

    async def _views(self, tallies: Sequence[Tally], articles: Mapping[ArticleId, Article]) -> list[FeedbackView]:
        publishers = await self.publishers.by_id({tally.publisher_id for tally in tallies})
        return [
            FeedbackView(
                article_id=tally.id,
                headline=articles[tally.id].content.headline,
                publisher_name=publishers[tally.publisher_id].name,
                helped=tally.helped,
                missed=tally.missed,
                remark_count=tally.remarks,
            )
            for tally in tallies
        ]


def _of(viewer: Viewer) -> dict[str, Any]:
    if READ_FEEDBACK.is_open_on_any(viewer):
        return {}
    return {"publisher_id": {"$in": [PublisherId(each) for each in READ_FEEDBACK.own_of(viewer)]}}
