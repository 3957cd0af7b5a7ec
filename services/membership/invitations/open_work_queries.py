"""The invitations that a handover passes on: drafts, for those who write or sign them."""

from dataclasses import dataclass

from services.membership.invitations.mongo import INVITATIONS, to_invitation
from services.membership.letters.open_drafts_queries import open_drafts
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenItem, OpenShare
from shared.persian.jalali import date_with_year
from shared.store.driver import Document
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenInvitations:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the drafts that go with a post."""
        return await open_drafts(self.store, INVITATIONS, handover, _item)


def _item(document: Document, note: str) -> OpenItem:
    invitation = to_invitation(document)
    begun = date_with_year(invitation.drafted_at)
    return OpenItem(
        id=invitation.id,
        kind="invitation",
        title=f"پیش‌نویس دعوت‌نامه، {begun}",  # stays Persian: an event
        href=f"/membership/invitations/{invitation.id}",
        note=note,
    )
