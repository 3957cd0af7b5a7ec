"""The decrees that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass
from typing import Any

from services.membership.decrees.domain import Decree
from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.letters.domain import State
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.runtime.access import GOVERNOR, SECRETARIAT
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenDecrees:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return all drafts for the governor, who signs them, and for a post of the secretariat the person's own."""
        where: dict[str, Any] = {"state": State.DRAFT.value}
        if handover.role == GOVERNOR:
            note = "در انتظار امضای فرماندار است"  # stays Persian: an event
        elif handover.role == SECRETARIAT:
            note = "نوشته تحویل‌دهنده"  # stays Persian: an event
            where["drafted_by"] = handover.from_person_id
        else:
            return OpenShare()
        found = await self.store.find(DECREES, where, sort=[("_id", 1)], limit=MOST_ITEMS)
        number = len(found) if len(found) < MOST_ITEMS else await self.store.count(DECREES, where)
        return OpenShare([_item(to_decree(document), note) for document in found], more=number - len(found))


def _item(decree: Decree, note: str) -> OpenItem:
    kind = "اصلاحیه حکم" if decree.amends else "حکم"  # stays Persian: an event
    begun = date_with_year(decree.drafted_at)
    return OpenItem(
        id=decree.id,
        kind="decree",
        title=f"پیش‌نویس {kind} {decree.grant.body_name}، {begun}",  # stays Persian: an event
        href=f"/membership/decrees/{decree.id}",
        note=note,
    )
