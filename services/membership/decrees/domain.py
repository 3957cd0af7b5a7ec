"""A decree grants a membership when it is signed; it is amended by another decree, and perhaps revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from typing_extensions import override

from services.membership.bodies.domain import Seat
from services.membership.decrees.access import READ_DECREE
from services.membership.letters.domain import Letter, LetterId, LetterRef, Place, Signatory, State, Wording
from services.membership.letters.signature_domain import SignatureMode
from shared.events.membership import DecreeAnnulled, DecreeIssued, DecreeRevoked, DecreeSuperseded
from shared.persian.jalali import day_of
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
    note: str = ""
    """What an amendment says is wrong, or why a decree takes the place of another one."""
    nomination_id: str = ""
    """The nomination from which it was drafted, if any."""

    @property
    def follows(self) -> LetterRef | None:
        """The decree that this one amends or supersedes."""
        return self.amends or self.supersedes

    @override
    def lasts_on(self, day: date) -> bool:
        """Whether the membership is not over on that day."""
        return self.grant.lasts_on(day)

    @override
    def addressee_id(self) -> str:
        """The new member."""
        return self.grant.person_id

    def register(
        self,
        place: Place,
        *,
        by: Signatory,
        code: str,
        verify_url: str,
        mode: SignatureMode = SignatureMode.NONE,
    ) -> DecreeIssued:
        """Sign the draft and enter it in the register at this place."""
        self.enter(place, by=by, code=code, mode=mode)
        return self.issued(verify_url=verify_url)

    def issued(self, *, verify_url: str) -> DecreeIssued:
        """What everybody is told of a registered decree. Raises WrongState for a draft."""
        entry, grant = self.registered, self.grant
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
        if not self.end_force(reason, by=by.person_id, at=at):
            return None
        return DecreeRevoked(
            decree_id=self.id,
            register_no=self.registered.register_no,
            person_id=self.grant.person_id,
            body_id=self.grant.body_id,
            reason=reason,
            revoked_on=day_of(at),
        )

    def annul(self, reason: str, *, by: Viewer, at: datetime) -> DecreeAnnulled | None:
        """Annul the number of a decree that nobody has got yet. None when it was already annulled for this reason."""
        if not self.end_force(reason, by=by.person_id, at=at, annuls=True):
            return None
        return DecreeAnnulled(
            decree_id=self.id,
            register_no=self.registered.register_no,
            person_id=self.grant.person_id,
            body_id=self.grant.body_id,
            reason=reason,
            annulled_on=day_of(at),
        )

    def give_way(self, to: "Decree", *, at: datetime) -> DecreeSuperseded:
        """Remember the decree that takes the place of this one, and has just been registered."""
        self.take_successor(to, on=day_of(at))
        return DecreeSuperseded(
            decree_id=self.id,
            register_no=self.registered.register_no,
            person_id=self.grant.person_id,
            body_id=self.grant.body_id,
            by_decree_id=to.id,
            by_register_no=to.registered.register_no,
            superseded_on=day_of(at),
        )

    def edit(self, grant: Grant, wording: Wording) -> None:
        """Give the draft this membership and these words."""
        self.rewrite(wording)
        self.grant = grant

    @override
    def parts(self) -> Sequence[Any]:
        """The membership, and the letter."""
        return (self.grant, self.wording)


def may_read(viewer: Viewer, decree: Decree) -> bool:
    """Whether this person may read the decree. People may read signed decrees about themselves."""
    about = () if decree.state is State.DRAFT else (f"person/{decree.grant.person_id}",)
    return READ_DECREE.allows(viewer, *about)
