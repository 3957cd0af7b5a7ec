"""Topics in MongoDB."""

from dataclasses import dataclass

from services.notifier.topics.domain import ALL, EVERYTHING, Topic, TopicId, TopicUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Indexes, Store

TOPICS = "topics"
INDEXES: Indexes = {TOPICS: []}
AUDITED: Audited = {TOPICS: all_but()}

_TOPIC = Shape(Topic)


@dataclass(frozen=True, slots=True)
class MongoTopicRepository:
    """Keeps topics."""

    store: Store

    async def get(self, key: TopicId) -> Topic:
        """Return the topic, or raise TopicUnknown."""
        if key == ALL:
            return EVERYTHING
        document = await self.store.get(TOPICS, key)
        if document is None:
            raise TopicUnknown("چنین دستگاه یا نهادی برای دنبال کردن نیست.")
        return to_topic(document)

    async def put(self, topic: Topic) -> None:
        """Keep it, whatever was known before."""
        async with self.store.unit_of_work() as work:
            await work.put(TOPICS, _TOPIC.document(topic))


def to_topic(document: Document) -> Topic:
    """The topic of a document."""
    return _TOPIC.aggregate(document)
