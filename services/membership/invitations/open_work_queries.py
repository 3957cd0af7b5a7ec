"""The invitations that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass
from typing import Any

from services.membership.invitations.domain import Invitation
from services.membership.invitations.mongo import INVITATIONS, to_invitation
from services.membership.letters.domain import State
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.runtime.access import GOVERNOR, SECRETARIAT
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenInvitations:
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
        found = await self.store.find(INVITATIONS, where, sort=[("_id", 1)], limit=MOST_ITEMS)
        number = len(found) if len(found) < MOST_ITEMS else await self.store.count(INVITATIONS, where)
        return OpenShare([_item(to_invitation(document), note) for document in found], more=number - len(found))


def _item(invitation: Invitation, note: str) -> OpenItem:
    begun = date_with_year(invitation.drafted_at)
    return OpenItem(
        id=invitation.id,
        kind="invitation",
        title=f"پیش‌نویس دعوت‌نامه، {begun}",  # stays Persian: an event
        href=f"/membership/invitations/{invitation.id}",
        note=note,
    )
