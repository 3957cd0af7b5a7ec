"""A decree is drafted, then signed and registered in one step, and perhaps revoked. No number is given twice."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from services.membership.bodies.domain import Seat
from services.membership.letters.access import READ_DECREE
from shared.events.membership import DecreeIssued, DecreeRevoked
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

DecreeId = NewType("DecreeId", str)


class State(StrEnum):
    """The stages of a decree."""

    DRAFT = "draft"
    REGISTERED = "registered"
    REVOKED = "revoked"


class DecreeNotFound(Exception):
    """There is no such decree, or it is not for this reader."""


class WrongState(Exception):
    """The decree is not in a state in which this can be done."""


class BadTerm(Exception):
    """A term that ends before it begins."""


class NotAddressed(Exception):
    """The person's honorific or pronoun is not chosen, so that no letter to them can be written."""


class NotNow(Exception):
    """The decree cannot be written now: the person has no office, or the office is closed."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The membership that a decree gives, with the names of that day."""

    person_id: str
    person_name: str
    office_ids: tuple[str, ...]
    office_names: tuple[str, ...]
    body_id: str
    body_name: str
    role: str
    role_name: str
    valid_from: date
    valid_until: date | None
    seat: Seat = "personal"
    post_ids: tuple[str, ...] = ()
    """The posts by which the person sits, where the seat is by post."""

    def __post_init__(self) -> None:
        if self.valid_until and self.valid_until < self.valid_from:
            raise BadTerm("پایان اعتبار پیش از آغاز آن است.")

    def lasts_on(self, day: date) -> bool:
        """Whether the term is not over on that day."""
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of the letter. It is written once, when the decree is drafted."""

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
    """When and why a decree lost its force."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecreeRef:
    """A reference to another decree."""

    id: DecreeId
    register_no: str


@dataclass(slots=True)
class Decree:
    """One decree of membership, or the numbered correction of one («اصلاحیه»)."""

    id: DecreeId
    series: str
    grant: Grant
    wording: Wording
    drafted_by: str
    drafted_at: datetime
    amends: DecreeRef | None = None
    """The decree that this one corrects («پیرو»)."""
    amended_by: DecreeRef | None = None
    """The amendment that corrects this one."""
    nomination_id: str = ""
    """The nomination from which it was drafted, if any."""
    state: State = State.DRAFT
    registration: Registration | None = None
    revocation: Revocation | None = None
    in_register: bool = False
    """Whether it stands in the register. Those that earlier releases signed are entered there by a migration."""
    version: int = 0

    @property
    def registered(self) -> Registration:
        """The entry in the register. Raises WrongState for a draft."""
        if self.registration is None:
            raise WrongState("این حکم هنوز امضا نشده است.")
        return self.registration

    def may_be_signed(self, *, by: Signatory) -> None:
        """Raise NotAllowed or WrongState when this person may not sign it now."""
        if by.person_id == self.grant.person_id:
            raise NotAllowed("هیچ‌کس حکم خود را امضا نمی‌کند.")
        if by.person_id == self.drafted_by:
            raise NotAllowed("کسی که پیش‌نویس را نوشته است آن را امضا نمی‌کند.")
        if self.state is not State.DRAFT:
            raise WrongState("این حکم دیگر پیش‌نویس نیست.")

    def register(self, number: int, *, by: Signatory, at: datetime, code: str, verify_url: str) -> DecreeIssued:
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
        self.state, self.in_register = State.REGISTERED, True
        grant = self.grant
        return DecreeIssued(
            decree_id=self.id,
            register_no=register_no,
            jalali_date=self.registration.jalali_date,
            body_id=grant.body_id,
            body_name=grant.body_name,
            person_id=grant.person_id,
            office_ids=list(grant.office_ids),
            role=grant.role,
            role_name=grant.role_name,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            verify_url=verify_url,
            amends=self.amends.id if self.amends else None,
        )

    def revoke(self, reason: str, *, by: Viewer, at: datetime) -> DecreeRevoked | None:
        """End the force of the decree; its number stays used. None when it was already revoked for this reason."""
        if self.revocation and self.revocation.reason == reason:
            return None
        if self.state is not State.REGISTERED:
            raise WrongState("فقط حکم ثبت‌شده لغو می‌شود؛ پیش‌نویس شماره ندارد.")
        if by.person_id == self.grant.person_id:
            raise NotAllowed("هیچ‌کس درباره حکم خود تصمیم نمی‌گیرد.")
        self.state = State.REVOKED
        self.revocation = Revocation(at=at, by=by.person_id, reason=reason)
        return DecreeRevoked(
            decree_id=self.id,
            register_no=self.registered.register_no,
            person_id=self.grant.person_id,
            body_id=self.grant.body_id,
            reason=reason,
            revoked_on=day_of(at),
        )

    def amendable(self) -> Registration:
        """The register entry that an amendment refers to. Raises WrongState when the decree cannot be amended."""
        if self.state is not State.REGISTERED:
            raise WrongState("اصلاحیه فقط برای حکم ثبت‌شده‌ای نوشته می‌شود که لغو نشده باشد.")
        if self.amended_by:
            raise WrongState("این حکم قبلاً اصلاح شده است؛ اصلاحیه تازه را پیرو همان اصلاحیه بنویسید.")
        return self.registered

    def take_correction(self, by: "Decree") -> None:
        """Remember the amendment that has just been registered."""
        self.amendable()
        self.amended_by = DecreeRef(by.id, by.registered.register_no)

    def _hash(self, register_no: str, at: datetime, by: Signatory) -> str:
        content = [register_no, str(jalali_of(at)), asdict(self.grant), asdict(self.wording), by.name, by.title]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def may_read(viewer: Viewer, decree: Decree) -> bool:
    """Whether this person may read the decree. People may read signed decrees about themselves."""
    about = () if decree.state is State.DRAFT else (f"person/{decree.grant.person_id}",)
    return READ_DECREE.allows(viewer, *about)
