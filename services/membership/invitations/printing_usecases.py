"""Invitations on paper: a page for each guest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from services.membership.invitations.access import READ_INVITATION
from services.membership.invitations.domain import Guest, Invitation, InvitationId, InvitationNotFound, may_read
from services.membership.invitations.page_domain import page_of, statement_of
from services.membership.invitations.usecases import InvitationRepository
from services.membership.letters.usecases import Signatories
from services.membership.statements.domain import Statement
from services.membership.typesetting.domain import Page, Paper, Template
from shared.runtime.county import County
from shared.runtime.viewer import Viewer

PAPER: Final[Paper] = "a5"


class Typesetter(Protocol):
    """Makes pages."""

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        """Return the PDF. Raises CannotSet for what never succeeds, PressBroken for what may."""


class Editions(Protocol):
    """Knows how letters are laid out."""

    async def for_letter(self, kind: str, edition: int | None) -> Template:
        """Return the template of an edition, or the one in force when it is None."""


@dataclass(frozen=True, slots=True)
class InvitationPages:
    """Makes the pages of invitations."""

    invitations: InvitationRepository
    signatories: Signatories
    press: Typesetter
    editions: Editions
    county: County
    qr_text: Callable[[Statement], str]
    """What the QR code of a letter says, with the statement signed."""
    public_url: str
    now: Callable[[], datetime]

    async def pdf(self, invitation_id: InvitationId, *, guest_id: str = "", by: Viewer) -> bytes:
        """Return the pages of all guests or of one; a guest gets the own one.

        Raises InvitationNotFound, CannotSet and PressBroken.
        """
        invitation = await self.invitations.get(invitation_id)
        is_theirs = may_read(by, invitation)
        if not (is_theirs or await self.signatories.may_sign(by)):
            raise InvitationNotFound("این دعوت‌نامه پیدا نشد.")
        if is_theirs and not READ_INVITATION.allows(by):
            guests: Sequence[Guest] = [invitation.guest_who_is(by.person_id)]
        else:
            guests = [invitation.guest(guest_id)] if guest_id else invitation.guests
        at = invitation.registration.at if invitation.registration else self.now()
        template = await self.editions.for_letter(invitation.kind, invitation.edition)
        return await self.press.render(template, self.page(invitation, guests).data(), at=at, paper=PAPER)

    def page(self, invitation: Invitation, guests: Sequence[Guest]) -> Page:
        """What stands on the pages of these guests."""
        if invitation.registration is None:
            return page_of(invitation, guests, self.county)
        url = f"{self.public_url}/v/{invitation.registration.verify_code}"
        return page_of(invitation, guests, self.county, verify_url=url, qr=self.qr_text(statement_of(invitation)))
