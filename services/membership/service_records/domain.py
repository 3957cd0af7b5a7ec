"""A service record: one letter and one who is to have it. Delivered, seen and accepted are three things."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NewType

from services.membership.letters.domain import Letter
from services.membership.letters.standing_domain import IN_FORCE, Standing
from services.membership.service_records.stages_domain import REMINDED, Stage
from shared.persian.jalali import TEHRAN, day_of

RecordId = NewType("RecordId", str)
To = Literal["addressee", "head", "copy"]
"""The one whom the letter is about, the head of an office of theirs, or somebody who gets a copy («رونوشت»)."""
Way = Literal["portal", "link", "paper"]
Ended = Literal["", "revoked", "annulled", "superseded", "past"]
"""Why the letter is of no use any more; `past`: what it is about is over, such as a meeting."""

REMINDED_AFTER: Final = (timedelta(days=3), timedelta(days=7))
"""When somebody is reminded who has not seen the letter, counted from the day of the record."""
ESCALATED_AFTER: Final = timedelta(days=10)
"""When the secretariat has to look after it: three days after the last reminder."""
ENDINGS: Final = (30, 7)
"""How many days before the end of the term it is told."""
TO_NAMES: Final[Mapping[str, str]] = {
    "addressee": "گیرنده",
    "head": "رئیس دستگاه",
    "copy": "رونوشت",
}
WAY_NAMES: Final[Mapping[str, str]] = {
    "portal": "در سامانه",
    "link": "پیوند یک‌بارمصرف",
    "paper": "کاغذی",
}


class RecordNotFound(Exception):
    """There is no such record, or it is not for this reader."""


class NotForYou(Exception):
    """The letter is somebody else's, who alone can see and accept it."""


class WrongReceipt(Exception):
    """What is entered about the service on paper cannot be so."""


class AlreadyOnPaper(Exception):
    """Another receipt was entered before; nothing that was served is unsaid."""


class LetterNotReady(Exception):
    """The page of the letter is still being made."""


class LetterOver(Exception):
    """The letter lost its force before it was accepted, so that there is nothing to serve or to accept."""


@dataclass(frozen=True, slots=True)
class LetterKey:
    """A letter of any kind."""

    kind: str
    """Such as `decree`."""
    id: str

    @property
    def path(self) -> str:
        """Where those who keep the register read it."""
        return f"/membership/{self.kind}s/{self.id}"


@dataclass(frozen=True, slots=True)
class Served:
    """A registered letter, with what its service has to know beside it."""

    letter: Letter
    person_name: str
    offices: tuple[tuple[str, str], ...] = ()
    """The offices whose heads are told, each by id and name."""
    ends_on: date | None = None
    verify_url: str = ""
    is_followed: bool = False
    """Whether an amendment or another letter took its place, which has an end of its own."""
    office_names: tuple[str, ...] = ()
    """The offices whose heads are told, and of which the letter keeps the names alone."""
    guests: tuple["Recipient", ...] = ()
    """Its addressees, where it has many."""
    note: str = ""
    """What the message says beside the subject, such as when and where a meeting is."""
    serve_until: date | None = None
    """The last day on which there is any use in serving it."""

    def has_force(self, on: date) -> bool:
        """Whether the letter is in force on a day, so that it is served and accepted. An amended one still is."""
        is_past = self.serve_until is not None and on > self.serve_until
        return not is_past and self.letter.standing(on) in {*IN_FORCE, Standing.AMENDED}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who is to have a letter: a person, or an office whose head's post is vacant."""

    to: To
    name: str
    person_id: str | None = None
    office_id: str | None = None
    post: str = ""
    """As whom: such as «ریاست اداره آب»."""
    has_account: bool = False
    """Whether the person can sign in, and will find the letter at their desk."""
    guest_id: str = ""
    """Which of the addressees, where a letter has many."""

    @property
    def key(self) -> str:
        """What tells recipients of one letter apart: nobody gets it twice."""
        return _key(self.person_id, self.office_id, self.guest_id)


@dataclass(frozen=True, slots=True)
class Scan:
    """The signed receipt, in the file store."""

    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A letter that was handed over on paper. `receiver` is who took it, whose initial or stamp is on it."""

    receiver: str
    on: date
    scan: Scan | None
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way that was tried."""

    way: Way
    at: datetime


@dataclass(slots=True, kw_only=True)
class ServiceRecord:
    """One letter and one who is to have it. Nothing in it is ever unsaid."""

    id: RecordId
    letter: LetterKey
    register_no: str
    title: str
    """The subject of the letter."""
    dated: date
    to: To
    name: str
    post: str = ""
    person_id: str | None = None
    office_id: str | None = None
    guest_id: str = ""
    """Which of the addressees, where a letter has many."""
    made_at: datetime
    attempts: tuple[Attempt, ...] = ()
    way: Way | None = None
    """How it was delivered first."""
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    accepted_at: datetime | None = None
    receipt: Receipt | None = None
    reminders: int = 0
    ends_on: date | None = None
    endings_told: tuple[int, ...] = ()
    serve_until: date | None = None
    """The last day on which there is any use in serving it."""
    ended: Ended = ""
    version: int = 0

    @classmethod
    def make(cls, key: LetterKey, served: Served, recipient: Recipient, *, at: datetime) -> "ServiceRecord":
        """The record of a letter for a recipient. Whoever can sign in will find it there, and has it once they do."""
        entry = served.letter.registered
        ends_on = served.ends_on if recipient.to == "addressee" else None
        record = cls(
            id=record_id(key, recipient.key),
            letter=key,
            register_no=entry.register_no,
            title=served.letter.wording.subject,
            dated=day_of(entry.at),
            to=recipient.to,
            name=recipient.name,
            post=recipient.post,
            person_id=recipient.person_id,
            office_id=recipient.office_id,
            guest_id=recipient.guest_id,
            made_at=at,
            ends_on=ends_on,
            serve_until=served.serve_until,
            # A term that is short from its beginning is nothing that somebody has to be told.
            endings_told=tuple(each for each in ENDINGS if ends_on and (ends_on - day_of(at)).days <= each),
        )
        if recipient.has_account:
            record.try_way("portal", at=at)
        return record

    @property
    def key(self) -> str:
        """What tells recipients of one letter apart, as they are called today."""
        return _key(self.person_id, self.office_id, self.guest_id)

    @property
    def stage(self) -> Stage:
        """How far it is. What was seen or accepted stays so when the letter loses its force later."""
        reached = (
            (self.accepted_at is not None, Stage.ACCEPTED),
            (self.seen_at is not None, Stage.SEEN),
            (self.receipt is not None, Stage.ON_PAPER),
            (bool(self.ended), Stage.OVER),
            (self.person_id is None, Stage.NEEDS_PAPER),
            (self.delivered_at is not None, Stage.DELIVERED),
        )
        return next((stage for holds, stage in reached if holds), Stage.WAITING)

    @property
    def must_be_accepted(self) -> bool:
        """Whether the recipient still has to say that they saw it."""
        return self.person_id is not None and self.accepted_at is None and not self.ended

    @property
    def links_sent(self) -> int:
        """How many links were sent to the person."""
        return sum(each.way == "link" for each in self.attempts)

    @property
    def may_be_reminded(self) -> bool:
        """Whether there is a person who has the letter neither seen nor got on paper."""
        return self.stage in REMINDED

    def try_way(self, way: Way, *, at: datetime) -> None:
        """Note that a way was tried, which says nothing about whether the letter arrived."""
        self.attempts = (*self.attempts, Attempt(way, at))

    def deliver(self, way: Way, *, at: datetime) -> bool:
        """Note that the letter reached its recipient. Returns whether that is new."""
        if self.delivered_at:
            return False
        self.delivered_at, self.way = at, way
        return True

    def see(self, way: Way, *, at: datetime) -> bool:
        """Note that the recipient opened the letter, and so has it. Returns whether that is new."""
        if self.seen_at:
            return False
        if self.delivered_at is None:
            self.delivered_at, self.way = at, way
        self.seen_at = max(at, self.delivered_at)
        return True

    def accept(self, way: Way, *, at: datetime) -> bool:
        """Note that the recipient says «رؤیت شد». Returns whether that is new. Raises LetterOver."""
        if self.accepted_at:
            return False
        if self.ended:
            raise LetterOver("این نامه دیگر اعتبار ندارد و نیازی به اعلام رؤیت آن نیست.")
        self.see(way, at=at)
        self.accepted_at = max(at, self.seen_at or at)
        return True

    def take_receipt(self, receipt: Receipt, *, today: date) -> bool:
        """Note that the letter was handed over on paper. Returns whether anything of that is new.

        The same again may add the scan. Raises WrongReceipt, AlreadyOnPaper or LetterOver.
        """
        if not receipt.receiver:
            raise WrongReceipt("نام دریافت‌کننده را بنویسید.")
        if receipt.on > today:
            raise WrongReceipt("تاریخ ابلاغ نمی‌تواند پس از امروز باشد.")
        if receipt.on < self.dated:
            raise WrongReceipt("تاریخ ابلاغ نمی‌تواند پیش از تاریخ نامه باشد.")
        if self.receipt is None:
            if self.ended:
                raise LetterOver("این نامه دیگر اعتبار ندارد و ابلاغ نمی‌شود.")
            at = _moment(receipt.on, not_after=receipt.entered_at)
            self.receipt = receipt
            self.try_way("paper", at=at)
            self.deliver("paper", at=at)
            return True
        if (self.receipt.receiver, self.receipt.on) != (receipt.receiver, receipt.on):
            raise AlreadyOnPaper("رسید کاغذی این نامه قبلاً ثبت شده است و تغییر نمی‌کند.")
        if receipt.scan is None or self.receipt.scan is not None:
            return False
        self.receipt = replace(self.receipt, scan=receipt.scan)
        return True

    def end(self, why: Ended) -> bool:
        """Note that the letter lost its force. Returns whether that is new."""
        if self.ended:
            return False
        self.ended = why
        return True

    @property
    def remind_at(self) -> datetime | None:
        """When the recipient is reminded next; None when that is of no use any more."""
        if not self.may_be_reminded or self.reminders >= len(REMINDED_AFTER):
            return None
        return self.made_at + REMINDED_AFTER[self.reminders]

    def remind(self, *, at: datetime) -> int:
        """Count a reminder, and return the number of it. Those that were missed are not caught up one by one."""
        overdue = sum(self.made_at + each <= at for each in REMINDED_AFTER)
        self.reminders = max(self.reminders + 1, overdue)
        return self.reminders

    @property
    def past_on(self) -> date | None:
        """The day from which nobody has to be asked any more; None when nobody is, or there is no such day."""
        if self.serve_until is None or self.ended or self.accepted_at:
            return None
        return self.serve_until + timedelta(days=1)

    @property
    def ending_told_on(self) -> date | None:
        """The day on which the end of the term is to be told next."""
        if self.ends_on is None or self.ended:
            return None
        left = [each for each in ENDINGS if each not in self.endings_told]
        return self.ends_on - timedelta(days=left[0]) if left else None

    def tell_ending(self, today: date) -> int | None:
        """Mark the nearest end as told, with those before it. Returns its days; None when there is nothing to tell."""
        if self.ends_on is None or self.ended:
            return None
        days = (self.ends_on - today).days
        due = [each for each in ENDINGS if days <= each and each not in self.endings_told]
        self.endings_told = tuple(each for each in ENDINGS if each in self.endings_told or each in due)
        return min(due) if due and days >= 0 else None


def record_id(key: LetterKey, recipient: str) -> RecordId:
    """The id of a record, computed, so that nobody gets a letter twice."""
    name = f"{key.kind}|{key.id}|{recipient}"
    return RecordId(hashlib.blake2b(name.encode(), digest_size=12, person=b"ravabet-svc").hexdigest())


def _key(person_id: str | None, office_id: str | None, guest_id: str) -> str:
    if person_id:
        return f"person/{person_id}"
    return f"office/{office_id}" if office_id else f"guest/{guest_id}"


def _moment(day: date, *, not_after: datetime) -> datetime:
    """An instant of a day of which only the day is known: its noon in Tehran."""
    return min(datetime.combine(day, time(12), TEHRAN).astimezone(not_after.tzinfo), not_after)
