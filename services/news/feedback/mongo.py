"""Tallies and remarks in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.news.articles.domain import ArticleId
from services.news.feedback.domain import Remark, Tally
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

FEEDBACK, REMARKS = "feedback", "remarks"
INDEXES: Indexes = {
    FEEDBACK: [IndexModel([("publisher_id", 1), ("last_at", -1)]), IndexModel([("last_at", -1)])],
    REMARKS: [IndexModel([("article_id", 1), ("number", -1)])],
}
# The audit trail notes the network address of whoever changes something, and readers are promised that nothing of
# them is kept.
AUDITED: Audited = {FEEDBACK: NOT_AUDITED, REMARKS: NOT_AUDITED}

_TALLY, _REMARK = Shape(Tally), Shape(Remark)


@dataclass(frozen=True, slots=True)
class MongoTallyRepository:
    """Keeps a tally for each article, and a document for each remark."""

    store: Store

    async def get(self, article_id: ArticleId) -> Tally | None:
        """The tally of an article, if anybody answered yet."""
        document = await self.store.get(FEEDBACK, article_id)
        return to_tally(document) if document else None

    async def save(self, tally: Tally, remark: Remark | None) -> None:
        """Keep the tally, and with it what the reader wrote. Raises Stale."""
        stale = Stale("همین حالا پاسخ دیگری رسید؛ دوباره ارسال کنید.", of="feedback")
        async with self.store.unit_of_work() as work:
            if remark:
                await work.put(REMARKS, _REMARK.document(remark))
            await save(self.store, FEEDBACK, tally, _TALLY.document(tally), stale=stale, taken=stale)


def to_tally(document: Document) -> Tally:
    """The tally of a document."""
    return _TALLY.aggregate(document)


def to_remark(document: Document) -> Remark:
    """The remark of a document."""
    return _REMARK.aggregate(document)
