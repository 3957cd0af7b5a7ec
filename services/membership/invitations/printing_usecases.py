"""Invitations on paper: a page for each guest, kept by itself, and all of them together for whoever prints them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.membership.invitations.access import DRAFT_INVITATION, READ_INVITATION
from services.membership.invitations.domain import Invitation, InvitationId, InvitationNotFound, may_read
from services.membership.invitations.page_domain import page_of
from services.membership.invitations.usecases import InvitationRepository
from services.membership.letters.usecases import Signatories
from services.membership.printing.pages_usecases import LetterPages
from services.membership.typesetting.domain import Page, Paper
from shared.runtime.county import County
from shared.runtime.viewer import Viewer

PAPER: Final[Paper] = "a5"


def drawing(invitation: Invitation, county: County, *, verify_url: str = "", qr: str = "") -> Mapping[str, Page]:
    """What stands on the pages: of all guests, and of each, who gets no list of the others."""
    guests = {"": tuple(invitation.guests), **{guest.id: (guest,) for guest in invitation.guests}}
    return {key: page_of(invitation, some, county, verify_url=verify_url, qr=qr) for key, some in guests.items()}


@dataclass(frozen=True, slots=True)
class InvitationPages:
    """Shows the pages of invitations to those who may read them."""

    invitations: InvitationRepository
    signatories: Signatories
    pages: LetterPages[Invitation]

    async def pdf(self, invitation_id: InvitationId, *, guest_id: str = "", by: Viewer) -> bytes:
        """Return the pages of all guests or of one, as they are kept or would be printed; a guest gets the own one.

        Raises InvitationNotFound, NoPage, CannotSet and PressBroken; FileDamaged.
        """
        invitation = await self.invitations.get(invitation_id)
        is_theirs = may_read(by, invitation)
        if not (is_theirs or await self.signatories.may_sign(by)):
            raise InvitationNotFound("این دعوت‌نامه پیدا نشد.")
        if is_theirs and not READ_INVITATION.allows(by):
            guest_id = invitation.guest_who_is(by.person_id).id
        elif guest_id:
            guest_id = invitation.guest(guest_id).id
        return await self.pages.content(invitation, guest_id)

    async def attach_scan(self, invitation_id: InvitationId, content: bytes, *, by: Viewer) -> None:
        """Keep the scan of a letter that was signed by hand, and announce it. Raises what LetterPages raises."""
        DRAFT_INVITATION.require(by)
        await self.pages.attach_scan(invitation_id, content)
