"""The drafts of letters that a handover passes on, for those who write or sign them."""

from collections.abc import Callable
from typing import Any

from services.membership.letters.domain import State
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.runtime.access import GOVERNOR, SECRETARIAT
from shared.store.driver import Document
from shared.store.store import Store


async def open_drafts(
    store: Store, collection: str, handover: HandoverOpened, item: Callable[[Document, str], OpenItem]
) -> OpenShare:
    """Return all drafts for the governor, who signs them, and for a post of the secretariat the person's own.

    The oldest come first; `item` gets a document and the note that goes with it.
    """
    where: dict[str, Any] = {"state": State.DRAFT.value}
    if handover.role == GOVERNOR:
        note = "در انتظار امضای فرماندار است"  # stays Persian: an event
    elif handover.role == SECRETARIAT:
        note = "نوشته تحویل‌دهنده"  # stays Persian: an event
        where["drafted_by"] = handover.from_person_id
    else:
        return OpenShare()
    found = await store.find(collection, where, sort=[("_id", 1)], limit=MOST_ITEMS)
    number = len(found) if len(found) < MOST_ITEMS else await store.count(collection, where)
    return OpenShare([item(document, note) for document in found], more=number - len(found))
