"""The decrees that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass

from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.letters.open_drafts_queries import open_drafts
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.store.driver import Document
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenDecrees:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the drafts that go with a post."""
        return await open_drafts(self.store, DECREES, handover, _item)


def _item(document: Document, note: str) -> OpenItem:
    decree = to_decree(document)
    kind = "اصلاحیه حکم" if decree.amends else "حکم"  # stays Persian: an event
    begun = date_with_year(decree.drafted_at)
    return OpenItem(
        id=decree.id,
        kind="decree",
        title=f"پیش‌نویس {kind} {decree.grant.body_name}، {begun}",  # stays Persian: an event
        href=f"/membership/decrees/{decree.id}",
        note=note,
    )
