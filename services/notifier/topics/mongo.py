"""Topics in MongoDB."""

from services.notifier.topics.domain import Topic, TopicUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.copies import Copies
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

TOPICS = "topics"
INDEXES: Indexes = {TOPICS: []}
AUDITED: Audited = {TOPICS: all_but()}

_SHAPE = Shape(Topic)


def topic_copies(store: Store) -> Copies[Topic]:
    """Where topics are kept, by name; «everything» is a topic that needs no keeping."""
    return Copies(
        store,
        TOPICS,
        _SHAPE,
        missing=lambda: TopicUnknown("چنین دستگاه یا نهادی برای دنبال کردن نیست."),
        sort=[("name", 1)],
    )
