"""Publishers in MongoDB."""

from pymongo import IndexModel

from services.news.publishers.domain import Manager, Publisher, PublisherUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.copies import Copies
from shared.store.documents import Shape
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

PUBLISHERS = "publishers"
MANAGERS = "managers"
INDEXES: Indexes = {
    PUBLISHERS: [IndexModel([("kind", 1), ("group_order", 1), ("name", 1)], collation=PERSIAN, name="by_name")],
    MANAGERS: [],
}
AUDITED: Audited = {PUBLISHERS: all_but(), MANAGERS: all_but()}

_SHAPE = Shape(Publisher)
_MANAGER = Shape(Manager)


def publisher_copies(store: Store) -> Copies[Publisher]:
    """Where publishers are kept, by kind and name."""
    return Copies(
        store,
        PUBLISHERS,
        _SHAPE,
        missing=lambda: PublisherUnknown("چنین دستگاه یا نهادی ثبت نشده است."),
        sort=[("group_order", 1), ("name", 1)],
    )


def manager_copies(store: Store) -> Copies[Manager]:
    """Where the PR managers of offices are kept. An event about one may come before the office's own."""
    return Copies(store, MANAGERS, _MANAGER, missing=lambda: PublisherUnknown("چنین دستگاه یا نهادی ثبت نشده است."))
