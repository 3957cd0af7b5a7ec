"""A nomination is made by an office, reviewed, perhaps returned and sent again, and ends with a decree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from services.membership.bodies.domain import Seat
from shared.events.membership import MemberNominated, NominationApproved, NominationReturned
from shared.persian.jalali import JalaliDate
from shared.runtime.access import NotAllowed

NominationId = NewType("NominationId", str)

LARGEST_SCAN: Final = 5 * 1024 * 1024
_SIGNATURES: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_LAST_DAY_OF_EVERY_MONTH: Final = 29
_MONTHS: Final = 12


class State(StrEnum):
    """The stages of a nomination."""

    PROPOSED = "proposed"
    """Made by itself when a post by which somebody was a member changed hands."""
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    APPROVED = "approved"
    DECREED = "decreed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_OPEN: Final = frozenset({State.PROPOSED, State.UNDER_REVIEW, State.RETURNED, State.APPROVED})


class NominationNotFound(Exception):
    """There is no such nomination, or it is not for this reader."""


class AlreadyNominated(Exception):
    """The person is nominated for this body already, and that is not decided."""


class WrongStage(Exception):
    """The nomination is not in a state in which this can be done."""


class CannotNominate(Exception):
    """What was asked for cannot be: a closed office, no office, no reasons."""


class WrongLetter(Exception):
    """The head's letter has no number, or is of a day to come."""


class NotAScan(Exception):
    """The file is no PDF, JPEG or PNG, or is too large."""


@dataclass(frozen=True, slots=True)
class HeadLetter:
    """The letter by which the head of an office nominated somebody on paper."""

    no: str
    date: date
    scan_id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did with the nomination."""

    at: datetime
    by: str
    state: State
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned letter."""

    media_type: str
    content: bytes


@dataclass(slots=True)
class Nomination:
    """A person whom one or more offices name as their member of a body."""

    id: NominationId
    body_id: str
    person_id: str
    person_name: str
    office_ids: tuple[str, ...]
    role: str
    nominated_by: str
    """The person who is told when it comes back; empty for a proposal that nobody has taken up."""
    nominated_at: datetime
    seat: Seat | None = None
    letter: HeadLetter | None = None
    earlier_letters: tuple[HeadLetter, ...] = ()
    """The letters in whose place a newer one came, the oldest first."""
    state: State = State.UNDER_REVIEW
    history: tuple[Step, ...] = ()
    decree_id: str = ""
    is_open: bool = True
    """Whether it is undecided; nobody is nominated twice for a body at the same time."""
    version: int = 0

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was returned or rejected the last time."""
        said = [step.said for step in self.history if step.state in {State.RETURNED, State.REJECTED}]
        return said[-1] if said else ()

    def nominate(self) -> MemberNominated:
        """Tell that there is something to review."""
        return MemberNominated(
            nomination_id=self.id,
            body_id=self.body_id,
            person_id=self.person_id,
            office_ids=list(self.office_ids),
            role=self.role,
        )

    def send_back(
        self, reasons: Sequence[str], *, by: str, at: datetime, body_name: str, url: str
    ) -> NominationReturned:
        """Return it to those who made it, with the reasons."""
        self._must_be(State.UNDER_REVIEW)
        self._go(State.RETURNED, by, at, _some(reasons))
        return NominationReturned(
            nomination_id=self.id,
            body_id=self.body_id,
            body_name=body_name,
            office_ids=list(self.office_ids),
            nominated_by=self.nominated_by,
            reasons=list(self.reasons),
            round=sum(step.state is State.RETURNED for step in self.history),
            url=url,
        )

    def send_again(self, note: str, *, by: str, at: datetime, letter: HeadLetter | None = None) -> MemberNominated:
        """Send a returned nomination, or a proposal, to review."""
        self._must_be(State.RETURNED, State.PROPOSED)
        self.nominated_by = by
        if letter:
            self.earlier_letters = (*self.earlier_letters, *filter(None, [self.letter]))
            self.letter = letter
        self._go(State.UNDER_REVIEW, by, at, (note,) if note else ())
        return self.nominate()

    def approve(self, *, by: str, at: datetime) -> NominationApproved | None:
        """Approve it. None when it is approved already.

        Nobody approves who is nominated, nor who made the nomination, unless it was entered from the head's letter.
        """
        if self.state in {State.APPROVED, State.DECREED}:
            return None
        self._must_be(State.UNDER_REVIEW)
        if by == self.person_id:
            raise NotAllowed("هیچ‌کس معرفی خود را تأیید نمی‌کند.")
        if by == self.nominated_by and self.letter is None:
            raise NotAllowed("کسی که معرفی کرده است آن را تأیید نمی‌کند.")
        self._go(State.APPROVED, by, at)
        return NominationApproved(
            nomination_id=self.id,
            body_id=self.body_id,
            person_id=self.person_id,
            office_ids=list(self.office_ids),
            role=self.role,
        )

    def reject(self, reasons: Sequence[str], *, by: str, at: datetime) -> None:
        """Turn it down for good, as long as no decree of it was signed."""
        self._must_be(State.UNDER_REVIEW, State.RETURNED, State.PROPOSED, State.APPROVED)
        self._go(State.REJECTED, by, at, _some(reasons))

    def propose_instead(self, person_id: str, person_name: str) -> None:
        """Name another person in a proposal that nobody has taken up."""
        self._must_be(State.PROPOSED)
        self.person_id, self.person_name = person_id, person_name

    def withdraw(self, *, by: str, at: datetime) -> None:
        """Take it back, as long as no decree of it was signed."""
        self._must_be(State.UNDER_REVIEW, State.RETURNED, State.PROPOSED, State.APPROVED)
        self._go(State.WITHDRAWN, by, at)

    def may_be_drafted(self, *, draft_stands: bool) -> None:
        """Raise WrongStage unless it is approved and has no draft yet that can be signed."""
        self._must_be(State.APPROVED)
        if draft_stands:
            raise WrongStage("پیش‌نویس حکم این معرفی قبلاً ساخته شده است.")

    def take_decree(self, decree_id: str, *, at: datetime) -> bool:
        """Note that a decree drafted from it was signed. Returns whether this is new.

        Raises WrongStage when it was rejected or withdrawn since, or when a newer draft took the place of this one.
        """
        if self.state is State.DECREED:
            return False
        if not self.is_open:
            raise WrongStage("معرفی این حکم رد یا پس گرفته شده است.")
        if self.decree_id and self.decree_id != decree_id:
            raise WrongStage("پیش‌نویس تازه‌ای جای این پیش‌نویس را گرفته است.")
        self.decree_id = decree_id
        self._go(State.DECREED, "", at)
        return True

    def _must_be(self, *states: State) -> None:
        if self.state not in states:
            raise WrongStage("این معرفی در این فاصله تغییر کرده است و این کار اکنون ممکن نیست.")

    def _go(self, state: State, by: str, at: datetime, said: tuple[str, ...] = ()) -> None:
        self.state = state
        self.history = (*self.history, Step(at, by, state, said))
        self.is_open = state in _OPEN


def scan_of(content: bytes) -> Scan:
    """The scan in a file, by what it holds and not by its name. Raises NotAScan."""
    if len(content) > LARGEST_SCAN:
        raise NotAScan("حجم تصویر نامه حداکثر ۵ مگابایت است.")
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return Scan(media_type, content)
    raise NotAScan("تصویر نامه باید PDF، JPEG یا PNG باشد.")


def last_day_of_term(begins: date, months: int | None) -> date | None:
    """The day before the same day so many Jalali months later; None for a term without end."""
    if months is None:
        return None
    start = JalaliDate.of(begins)
    place = start.month - 1 + months
    day = min(start.day, _LAST_DAY_OF_EVERY_MONTH)
    return JalaliDate(start.year + place // _MONTHS, place % _MONTHS + 1, day).to_date() - timedelta(days=1)


def _some(reasons: Sequence[str]) -> tuple[str, ...]:
    said = tuple(filter(None, reasons))
    if not said:
        raise CannotNominate("حداقل یک دلیل بنویسید.")
    return said
