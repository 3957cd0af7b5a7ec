"""A dated letter by which a governor lets somebody else sign «از طرف» the governor until a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NewType

from services.membership.letters.domain import DocumentRef
from shared.runtime.access import NotAllowed

DelegationId = NewType("DelegationId", str)

_LONGEST_DAYS: Final = 366 * 2


class DelegationNotFound(Exception):
    """There is no such delegation."""


class WrongDelegation(Exception):
    """Nobody can be given the signature like this."""


@dataclass(slots=True)
class Delegation:
    """One delegation of the governor's signature."""

    id: DelegationId
    from_person_id: str
    from_name: str
    to_person_id: str
    to_name: str
    letter_no: str
    dated_on: date
    """The day of the letter; it holds from then on."""
    until: date
    """The last day on which it holds."""
    entered_by: str
    entered_at: datetime
    post: str = "governor"
    scan: DocumentRef | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if not self.letter_no:
            raise WrongDelegation("شماره نامه تفویض را بنویسید.")
        if self.from_person_id == self.to_person_id:
            raise WrongDelegation("هیچ‌کس امضای خود را به خودش تفویض نمی‌کند.")
        if self.until < self.dated_on:
            raise WrongDelegation("پایان تفویض پیش از تاریخ نامه آن است.")
        if (self.until - self.dated_on).days > _LONGEST_DAYS:
            raise WrongDelegation("تفویض امضا حداکثر برای دو سال ثبت می‌شود.")

    def holds_on(self, day: date) -> bool:
        """Whether somebody may sign by it on that day."""
        return self.withdrawn_at is None and self.dated_on <= day <= self.until

    def must_hold_on(self, day: date) -> None:
        """Raise NotAllowed with the reason why nobody may sign by it on that day."""
        if self.withdrawn_at:
            raise NotAllowed("تفویض امضای شما پس گرفته شده است.")
        if day > self.until:
            raise NotAllowed("مدت تفویض امضای شما پایان یافته است.")
        if day < self.dated_on:
            raise NotAllowed("تفویض امضای شما هنوز آغاز نشده است.")

    def attach(self, scan: DocumentRef) -> bool:
        """Attach the scan of the letter. Returns whether that is new. Raises WrongDelegation when it has another."""
        if self.scan is None:
            self.scan = scan
            return True
        if self.scan.sha256 != scan.sha256:
            raise WrongDelegation("اسکن این نامه پیش‌تر پیوست شده است و تغییر نمی‌کند.")
        return False

    def withdraw(self, *, by: str, at: datetime) -> bool:
        """End it now. Returns whether that is new."""
        if self.withdrawn_at:
            return False
        self.withdrawn_at, self.withdrawn_by = at, by
        return True
