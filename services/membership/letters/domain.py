"""A letter is drafted, then signed and registered in one step, and perhaps revoked. No number is given twice."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from shared.persian.jalali import jalali_of
from shared.runtime.access import NotAllowed

LetterId = NewType("LetterId", str)


class State(StrEnum):
    """The stages of a letter."""

    DRAFT = "draft"
    REGISTERED = "registered"
    REVOKED = "revoked"


class WrongState(Exception):
    """The letter is not in a state in which this can be done."""


class NotAddressed(Exception):
    """The person's honorific or pronoun is not chosen, so that no letter to them can be written."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of the letter. It is written once, when the letter is drafted."""

    council: str
    subject: str
    recipient: str
    recipient_post: str
    greeting: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]
    is_sample: bool = False
    """Whether the letter belongs to a demonstration and has no legal force."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """The person who signs, with the title of the post held on that day."""

    person_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Registration:
    """The entry in the register."""

    year: int
    number: int
    register_no: str
    at: datetime
    signatory: Signatory
    verify_code: str
    content_sha256: str

    @property
    def jalali_date(self) -> str:
        """The day that stands on the letter, such as `1405-09-01`."""
        return str(jalali_of(self.at))


@dataclass(frozen=True, slots=True)
class Revocation:
    """When and why a letter lost its force."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """The page of the letter as it is stored once and for all."""

    sha256: str
    made_at: datetime
    mode: str = ""
    """How it is signed: see the modes of a registration."""
    file_id: str = ""
    """Where the bytes are."""


@dataclass(frozen=True, slots=True)
class LetterRef:
    """A reference to another letter."""

    id: LetterId
    register_no: str


@dataclass(slots=True, kw_only=True)
class Letter:
    """One official letter. What a kind of letter adds, and what it tells others, stands in the feature of the kind."""

    id: LetterId
    series: str
    wording: Wording
    drafted_by: str
    drafted_at: datetime
    kind: str = ""
    """The kind of letter, such as `decree`."""
    state: State = State.DRAFT
    registration: Registration | None = None
    document: DocumentRef | None = None
    served_at: datetime | None = None
    acknowledged_at: datetime | None = None
    revocation: Revocation | None = None
    version: int = 0

    @property
    def registered(self) -> Registration:
        """The entry in the register. Raises WrongState for a draft."""
        if self.registration is None:
            raise WrongState("این نامه هنوز امضا نشده است.")
        return self.registration

    @property
    def is_intact(self) -> bool:
        """Whether what is stored is what was signed."""
        entry = self.registered
        return entry.content_sha256 == self._hash(entry.register_no, entry.at, entry.signatory)

    def addressee_id(self) -> str:
        """The person whom the letter concerns; empty when it concerns nobody who is known here."""
        return ""

    def may_be_signed(self, *, by: Signatory) -> None:
        """Raise NotAllowed or WrongState when this person may not sign it now."""
        if by.person_id == self.addressee_id():
            raise NotAllowed("هیچ‌کس نامه‌ای را که درباره خود اوست امضا نمی‌کند.")
        if by.person_id == self.drafted_by:
            raise NotAllowed("کسی که پیش‌نویس را نوشته است آن را امضا نمی‌کند.")
        if self.state is not State.DRAFT:
            raise WrongState("این نامه دیگر پیش‌نویس نیست.")

    def enter(self, number: int, *, by: Signatory, at: datetime, code: str) -> Registration:
        """Sign the draft and enter it in the register under this number."""
        self.may_be_signed(by=by)
        year = jalali_of(at).year
        register_no = f"{year}/{self.series}/{number:03}"
        self.registration = Registration(
            year=year,
            number=number,
            register_no=register_no,
            at=at,
            signatory=by,
            verify_code=code,
            content_sha256=self._hash(register_no, at, by),
        )
        self.state = State.REGISTERED
        return self.registration

    def serve(self, *, at: datetime) -> bool:
        """Note that the letter reached its addressee («ابلاغ»). Returns whether that is new. Raises WrongState."""
        if self.served_at:
            return False
        self._must_have_force()
        self.served_at = at
        return True

    def acknowledge(self, *, at: datetime) -> bool:
        """Note that the addressee saw the letter («رؤیت»). Returns whether that is new. Raises WrongState."""
        if self.acknowledged_at:
            return False
        self._must_have_force()
        if not self.served_at:
            raise WrongState("این نامه هنوز ابلاغ نشده است.")
        self.acknowledged_at = at
        return True

    def _must_have_force(self) -> None:
        if self.state is not State.REGISTERED:
            raise WrongState("این کار فقط با نامه‌ای ممکن است که در اعتبار است.")

    def content(self) -> Sequence[dict[str, Any]]:
        """What the signature stands for, beside number, day and signatory. Kinds put their own facts in front."""
        return [asdict(self.wording)]

    def _hash(self, register_no: str, at: datetime, by: Signatory) -> str:
        content = [register_no, str(jalali_of(at)), *self.content(), by.name, by.title]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
