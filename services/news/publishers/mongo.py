"""Publishers in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.news.publishers.domain import Publisher, PublisherId, PublisherUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

PUBLISHERS = "publishers"
INDEXES: Indexes = {PUBLISHERS: [IndexModel([("kind", 1), ("group_order", 1), ("name", 1)])]}
AUDITED: Audited = {PUBLISHERS: all_but()}

_PUBLISHER = Shape(Publisher)


@dataclass(frozen=True, slots=True)
class MongoPublisherRepository:
    """Keeps publishers."""

    store: Store

    async def get(self, key: PublisherId) -> Publisher:
        """Return the publisher, or raise PublisherUnknown."""
        document = await self.store.get(PUBLISHERS, key)
        if document is None:
            raise PublisherUnknown("چنین دستگاه یا نهادی ثبت نشده است.")
        return to_publisher(document)

    async def put(self, publisher: Publisher) -> None:
        """Keep it, whatever was known before."""
        async with self.store.unit_of_work() as work:
            await work.put(PUBLISHERS, _PUBLISHER.document(publisher))


def to_publisher(document: Document) -> Publisher:
    """The publisher of a document."""
    return _PUBLISHER.aggregate(document)
