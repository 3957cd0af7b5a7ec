"""Offices in MongoDB."""

from services.reporting.offices.domain import Office, OfficeUnknown
from shared.store.audit.notes import Audited, all_but
from shared.store.copies import Copies
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

OFFICES = "offices"
INDEXES: Indexes = {OFFICES: []}
AUDITED: Audited = {OFFICES: all_but()}

_SHAPE = Shape(Office)


def office_copies(store: Store) -> Copies[Office]:
    """Where offices are kept, closed ones too, by kind and name."""
    return Copies(
        store,
        OFFICES,
        _SHAPE,
        missing=lambda: OfficeUnknown("چنین دستگاهی ثبت نشده است."),
        sort=[("group_order", 1), ("name", 1)],
    )
