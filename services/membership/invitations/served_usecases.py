"""Invitations as their service sees them: each guest is an addressee, and is asked for an answer."""

from dataclasses import dataclass

from services.membership.invitations.domain import InvitationId
from services.membership.invitations.usecases import Addresses, InvitationRepository
from services.membership.letters.domain import WrongState
from services.membership.service_records.domain import Recipient, Served, ServiceRecord
from shared.persian.jalali import clock, day_of, long_date


@dataclass(frozen=True, slots=True)
class ServedInvitations:
    """Gives invitations to the courier."""

    invitations: InvitationRepository
    addresses: Addresses
    public_url: str

    async def served(self, letter_id: str) -> Served:
        """Return a registered invitation, with its guests. Raises InvitationNotFound or WrongState."""
        invitation = await self.invitations.get(InvitationId(letter_id))
        meeting = invitation.meeting
        when = f"{long_date(meeting.starts_at)}، ساعت {clock(meeting.starts_at)}"  # stays Persian: letters
        return Served(
            invitation,
            invitation.wording.recipient,
            guests=tuple(
                Recipient("addressee", guest.addressed, guest.person_id or None, post=guest.post, guest_id=guest.id)
                for guest in invitation.guests
            ),
            note=f"{when}، {meeting.place}. مهلت پاسخ: {long_date(meeting.answer_until)}.",  # stays Persian: letters
            serve_until=day_of(meeting.starts_at),
            verify_url=f"{self.public_url}/v/{invitation.registered.verify_code}",
        )

    async def save(self, served: Served) -> None:
        """Nothing of the service is kept in an invitation: each guest has an own record."""

    async def answering_at(self, record: ServiceRecord) -> str:
        """Return a new one-time address for the guest; empty when no answer is taken any more."""
        invitation = await self.invitations.get(InvitationId(record.letter.id))
        try:
            return await self.addresses.new(invitation.guest(record.guest_id), invitation)
        except WrongState:
            return ""
