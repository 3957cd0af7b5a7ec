"""Who leaves the media headquarters in honour is thanked: the letter is drafted, and the secretariat decides."""

from dataclasses import dataclass
from typing import Final, Protocol

from services.membership.bodies.domain import Body, BodyId
from services.membership.certificates.domain import Form
from services.membership.certificates.usecases import CertificateDesk
from shared.events.membership import MembershipEnded
from shared.runtime.context import current_cause

HEADQUARTERS: Final = "media_hq"
"""The kind of body whose members are thanked."""
IN_HONOUR: Final = frozenset({"expired", "transferred", "resigned", "office_closed", "replaced"})
"""How a membership ends in honour: neither revoked nor amended, which goes on by another decree."""


class Bodies(Protocol):
    """Knows bodies."""

    async def get(self, body_id: BodyId) -> Body:
        """Return the body, or raise BodyNotFound."""


class Seats(Protocol):
    """Knows who is a member."""

    async def has_seat(self, body_id: str, person_id: str) -> bool:
        """Whether a person is a member of a body now, or will be."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thanks members who leave."""

    desk: CertificateDesk
    bodies: Bodies
    seats: Seats
    is_on: bool
    """Whether the county wants that."""

    async def take_ended(self, event: MembershipEnded) -> None:
        """Draft a letter of appreciation, once for each membership; for who stays a member, nothing.

        What happened before is not thanked for again when it is replayed.
        """
        if not self.is_on or event.reason not in IN_HONOUR or current_cause().replay:
            return
        body = await self.bodies.get(BodyId(event.body_id))
        if body.kind != HEADQUARTERS or await self.seats.has_seat(body.id, event.person_id):
            return
        occasion = f"همکاری ارزنده با {body.name}"  # stays Persian: letters
        cause = f"membership/{event.membership_id}"
        await self.desk.award(Form.APPRECIATION, occasion, [event.person_id], cause=cause)
