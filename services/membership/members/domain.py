"""A membership begins with a decree and comes to an end; it is never overwritten."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NewType, Self

from services.membership.bodies.domain import Seat
from shared.events.membership import (
    MembershipEnded,
    MembershipExpiring,
    MembershipGranted,
    MembershipResumed,
    MembershipSuspended,
)

MembershipId = NewType("MembershipId", str)

EndReason = Literal["replaced", "amended", "revoked", "expired", "transferred", "resigned", "office_closed"]
_ONE_DAY = timedelta(days=1)


class MembershipNotFound(Exception):
    """No membership has this id."""


class AlreadyMember(Exception):
    """The person is a member of the body already, by another decree that is in force."""


class WrongStanding(Exception):
    """This cannot be done with a membership that is suspended, not suspended, or over."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A time in which a member has no part in the body; `until` is its last day."""

    since: date
    reason: str
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the member was suspended on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


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
    """The first day without the membership; for one that expired, its last day."""
    end_reason: EndReason | None = None
    person_name: str = ""
    """The name by which rosters are sorted and searched; what they show is the name of today."""
    seat: Seat = "personal"
    post_ids: tuple[str, ...] = ()
    """The posts with which a seat by post ends."""
    sole_seats: tuple[str, ...] = ()
    """`member/water`: what nobody else may be at the same time, where the body has one member for each office."""
    suspension: Suspension | None = None
    past_suspensions: tuple[Suspension, ...] = ()
    announced: bool = False
    """Whether it was told that the term is about to end."""
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

    def claim_seats(self) -> None:
        """Let nobody else sit in this role for one of the offices."""
        self.sole_seats = tuple(f"{self.role}/{office}" for office in self.office_ids)

    def end(self, reason: EndReason, *, on: date) -> MembershipEnded | None:
        """End the membership. When its term is already over, it has expired. None when it has already ended."""
        if not self.active and not self.lasts_on(on):
            return None
        if self.valid_until and self.valid_until < on:
            reason, on = "expired", self.valid_until
        self.active = False
        self.ended_on = on
        self.end_reason = reason
        self.sole_seats = ()
        return MembershipEnded(
            membership_id=self.id, body_id=self.body_id, person_id=self.person_id, reason=reason, ended_on=on
        )

    def end_with_term(self) -> MembershipEnded | None:
        """Let the membership end on the last day of its term, because the next one begins after it."""
        if self.valid_until is None:
            return None
        return self.end("expired", on=self.valid_until)

    def suspend(self, reason: str, *, on: date, until: date | None = None) -> MembershipSuspended | None:
        """Take the member's part in the body away for a time. None when it is so already. Raises WrongStanding."""
        new = Suspension(on, reason, until)
        if not self.lasts_on(on):
            raise WrongStanding("این عضویت اکنون برقرار نیست.")
        if until and until < on:
            raise WrongStanding("پایان تعلیق پیش از آغاز آن است.")
        if self.suspension == new:
            return None
        if self.suspension:
            raise WrongStanding("این عضویت قبلاً تعلیق شده است.")
        self.suspension = new
        return MembershipSuspended(
            membership_id=self.id, body_id=self.body_id, person_id=self.person_id, reason=reason, since=on, until=until
        )

    def resume(self, *, on: date) -> MembershipResumed | None:
        """Give a suspended member the part back. None when nothing is suspended."""
        if self.suspension is None:
            return None
        if not self.active:
            raise WrongStanding("این عضویت پایان یافته است.")
        last_day = min(self.suspension.until or on - _ONE_DAY, on - _ONE_DAY)
        if last_day >= self.suspension.since:
            self.past_suspensions = (*self.past_suspensions, replace(self.suspension, until=last_day))
        self.suspension = None
        return MembershipResumed(membership_id=self.id, body_id=self.body_id, person_id=self.person_id, resumed_on=on)

    def announce_end(self) -> MembershipExpiring | None:
        """Tell that the term is about to end. None when it has none, or when that was told."""
        if self.announced or self.valid_until is None:
            return None
        self.announced = True
        return MembershipExpiring(
            membership_id=self.id,
            body_id=self.body_id,
            person_id=self.person_id,
            office_ids=list(self.office_ids),
            role=self.role,
            valid_until=self.valid_until,
        )

    def lasts_on(self, day: date) -> bool:
        """Whether it was, or is, in force on a day; also while suspended."""
        if day < self.valid_from or (self.valid_until and self.valid_until < day):
            return False
        return self.ended_on is None or day < self.ended_on or (self.end_reason == "expired" and day == self.ended_on)

    def is_suspended_on(self, day: date) -> bool:
        """Whether the member had no part in the body on a day."""
        return any(each.covers(day) for each in (*self.past_suspensions, *filter(None, [self.suspension])))

    def comes_before(self, other: Self) -> bool:
        """Whether its term is over when the other one begins."""
        return self.valid_until is not None and self.valid_until < other.valid_from

    def sits_where(self, other: Self) -> bool:
        """Whether both have the same role in the same body for one of the same offices."""
        shares_office = not set(self.office_ids).isdisjoint(other.office_ids)
        return self.body_id == other.body_id and self.role == other.role and shares_office

    def without(self, post_id: str, office_id: str, *, new_id: MembershipId, since: date) -> Self | None:
        """The membership that goes on for the person's other offices; None when there is none.

        One that ends later, because it was renewed, goes on until then.
        """
        posts = tuple(each for each in self.post_ids if each != post_id)
        offices = tuple(each for each in self.office_ids if each != office_id)
        if not posts or not offices:
            return None
        return replace(
            self,
            id=new_id,
            office_ids=offices,
            post_ids=posts,
            sole_seats=tuple(each for each in self.sole_seats if not each.endswith(f"/{office_id}")),
            valid_from=max(since, self.valid_from),
            version=0,
        )
