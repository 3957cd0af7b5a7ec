"""A decree grants a membership when it is signed; it is amended by another decree, and perhaps revoked."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from typing_extensions import override

from services.membership.bodies.domain import Seat
from services.membership.decrees.access import READ_DECREE
from services.membership.letters.domain import (
    Letter,
    LetterId,
    LetterRef,
    Registration,
    Revocation,
    Signatory,
    State,
    WrongState,
)
from shared.events.membership import DecreeIssued, DecreeRevoked
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

DecreeId = LetterId


class DecreeNotFound(Exception):
    """There is no such decree, or it is not for this reader."""


class BadTerm(Exception):
    """A term that ends before it begins."""


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


@dataclass(slots=True, kw_only=True)
class Decree(Letter):
    """One decree of membership, or the numbered correction of one («اصلاحیه»)."""

    kind: str = "decree"
    grant: Grant
    amends: LetterRef | None = None
    """The decree that this one corrects («پیرو»)."""
    amended_by: LetterRef | None = None
    """The amendment that corrects this one."""
    nomination_id: str = ""
    """The nomination from which it was drafted, if any."""

    @override
    def addressee_id(self) -> str:
        """The new member."""
        return self.grant.person_id

    def register(self, number: int, *, by: Signatory, at: datetime, code: str, verify_url: str) -> DecreeIssued:
        """Sign the draft and enter it in the register under this number."""
        entry = self.enter(number, by=by, at=at, code=code)
        grant = self.grant
        return DecreeIssued(
            decree_id=self.id,
            register_no=entry.register_no,
            jalali_date=entry.jalali_date,
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
            link_follows=True,
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
        self.amended_by = LetterRef(by.id, by.registered.register_no)

    @override
    def content(self) -> Sequence[dict[str, Any]]:
        """The membership, and the letter."""
        return [asdict(self.grant), asdict(self.wording)]


def may_read(viewer: Viewer, decree: Decree) -> bool:
    """Whether this person may read the decree. People may read signed decrees about themselves."""
    about = () if decree.state is State.DRAFT else (f"person/{decree.grant.person_id}",)
    return READ_DECREE.allows(viewer, *about)
