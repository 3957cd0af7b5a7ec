"""A membership begins with a decree and comes to an end; it is never overwritten."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType

from shared.events.membership import MembershipEnded, MembershipGranted

MembershipId = NewType("MembershipId", str)

EndReason = Literal["replaced", "amended", "revoked", "expired", "transferred", "resigned"]


@dataclass(slots=True)
class Membership:
    """A person in a body, on behalf of one or more offices."""

    id: MembershipId
    body_id: str
    person_id: str
    office_ids: tuple[str, ...]
    role: str
    valid_from: date
    valid_until: date | None
    decree_id: str
    decree_no: str
    active: bool = True
    ended_on: date | None = None
    end_reason: EndReason | None = None
    version: int = 0

    def grant(self) -> MembershipGranted:
        """Tell the other services that the membership has begun."""
        return MembershipGranted(
            membership_id=self.id,
            body_id=self.body_id,
            person_id=self.person_id,
            office_ids=list(self.office_ids),
            role=self.role,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            decree_id=self.decree_id,
        )

    def end(self, reason: EndReason, *, on: date) -> MembershipEnded | None:
        """End the membership. When its term is already over, it has expired. None when it has already ended."""
        if not self.active:
            return None
        if self.valid_until and self.valid_until < on:
            reason, on = "expired", self.valid_until
        self.active = False
        self.ended_on = on
        self.end_reason = reason
        return MembershipEnded(
            membership_id=self.id, body_id=self.body_id, person_id=self.person_id, reason=reason, ended_on=on
        )

    def gives_way_to(self, other: "Membership") -> bool:
        """Whether the other one takes its place: same person, or same role for one of the same offices."""
        if self.body_id != other.body_id:
            return False
        shares_office = not set(self.office_ids).isdisjoint(other.office_ids)
        return self.person_id == other.person_id or (self.role == other.role and shares_office)
