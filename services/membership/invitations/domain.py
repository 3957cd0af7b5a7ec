"""An invitation is one letter to many guests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from typing_extensions import override

from services.membership.invitations.access import READ_INVITATION
from services.membership.letters.domain import (
    DocumentRef,
    Letter,
    LetterId,
    Place,
    Registration,
    Signatory,
    State,
    Wording,
)
from services.membership.letters.plain_domain import INVITATIONS, PlainLetter
from services.membership.letters.signature_domain import SignatureMode
from services.membership.register.domain import Entry, Kind, Signer
from shared.events.membership import InvitationIssued, InvitationRevoked
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer

InvitationId = LetterId

SERIES: Final = INVITATIONS
MOST_GUESTS: Final = 100
"""The pages of 200 took half a second on an idle machine and nearly five, all that the press gives, on a busy one."""


class InvitationNotFound(Exception):
    """There is no such invitation or guest, or it is not for this reader."""


class WrongTime(Exception):
    """A meeting that is over already, or answers that are awaited after it. The message is a Persian sentence."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What somebody is invited to."""

    title: str
    place: str
    starts_at: datetime
    host: str
    """Who invites."""
    answer_until: date
    """The last day on which guests may answer."""

    def must_come(self, *, at: datetime) -> None:
        """Raise WrongTime unless it is still to come, and answers are awaited before it."""
        if self.starts_at <= at:
            raise WrongTime("زمان برنامه گذشته است.")
        if not day_of(at) <= self.answer_until <= day_of(self.starts_at):
            raise WrongTime("مهلت پاسخ از امروز تا روز برنامه است.")


@dataclass(frozen=True, slots=True)
class Guest:
    """One of those who are invited, by the names of the day on which the letter was written."""

    id: str
    name: str
    addressed: str
    post: str = ""
    person_id: str = ""
    """Empty for somebody who is not in the directory."""


@dataclass(frozen=True, slots=True)
class Called:
    """The meeting and the guests, as they are signed."""

    meeting: Meeting
    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class GuestPage:
    """The page of one guest, as it is stored once and for all."""

    guest_id: str
    document: DocumentRef


@dataclass(slots=True, kw_only=True)
class Invitation(PlainLetter):
    """One invitation."""

    kind: str = "invitation"
    called: Called
    guest_pages: tuple[GuestPage, ...] = ()
    is_told_with_page: bool = False
    """Whether guests are told when the pages are kept. Earlier releases told them at once and kept no pages."""

    @property
    def meeting(self) -> Meeting:
        """What it is an invitation to."""
        return self.called.meeting

    @property
    def guests(self) -> Sequence[Guest]:
        """Those who are invited."""
        return self.called.guests

    @override
    def parts(self) -> Sequence[Any]:
        return (self.called, self.wording)

    @override
    def enter(self, place: Place, *, by: Signatory, code: str, mode: SignatureMode) -> Registration:
        self.is_told_with_page = mode.makes_a_document
        return Letter.enter(self, place, by=by, code=code, mode=mode)

    @property
    @override
    def awaits_answers(self) -> bool:
        return True

    @override
    def take_pages(self, made: Mapping[str, DocumentRef]) -> bool:
        is_new = Letter.take_pages(self, made)
        if is_new:
            self.guest_pages = tuple(GuestPage(key, document) for key, document in made.items() if key)
        return is_new

    @override
    def page_for(self, guest_id: str) -> DocumentRef | None:
        is_of_all = not guest_id or bool(self.registration and self.registration.mode is SignatureMode.WET)
        if is_of_all:
            return self.document
        return next((each.document for each in self.guest_pages if each.guest_id == guest_id), None)

    def edit(self, called: Called, wording: Wording) -> None:
        """Give the draft this meeting and these words."""
        self.rewrite(wording)
        self.called = called

    def guest(self, guest_id: str) -> Guest:
        """The guest with this id. Raises InvitationNotFound."""
        return self._one_where([each for each in self.guests if each.id == guest_id])

    def guest_who_is(self, person_id: str) -> Guest:
        """The guest who is this person. Raises InvitationNotFound."""
        return self._one_where(
            [each for each in self.guests if person_id and self.stands_for(each.person_id) == person_id]
        )

    @property
    def person_ids(self) -> list[str]:
        """The guests who are in the directory."""
        found = [self.stands_for(each.person_id) for each in self.guests if each.person_id]
        return list(dict.fromkeys(found))

    @override
    def entry(self) -> Entry:
        entry = self.registered
        return Entry(
            series=self.series,
            year=entry.year,
            number=entry.number,
            register_no=entry.register_no,
            kind=Kind.INVITATION,
            at=entry.at,
            subject=self.wording.subject,
            recipients=tuple(guest.addressed for guest in self.guests),
            offices=(),
            signer=Signer(entry.signatory.name, entry.signatory.title),
            letter_id=self.id,
            content_sha256=entry.content_sha256,
        )

    @override
    def issued(self, *, verify_url: str) -> InvitationIssued:
        entry, meeting = self.registered, self.meeting
        public_url = verify_url.rpartition("/v/")[0]
        return InvitationIssued(
            invitation_id=self.id,
            register_no=entry.register_no,
            jalali_date=entry.jalali_date,
            title=meeting.title,
            place=meeting.place,
            starts_at=meeting.starts_at,
            answer_until=meeting.answer_until,
            person_ids=self.person_ids,
            url=f"{public_url}/membership/invitations/{self.id}",
            link_follows=True,
        )

    @override
    def revoked(self) -> InvitationRevoked:
        ending = self.ending()
        return InvitationRevoked(
            invitation_id=self.id,
            register_no=self.registered.register_no,
            title=self.meeting.title,
            person_ids=self.person_ids,
            reason=ending.reason,
            revoked_on=day_of(ending.at),
        )

    def _one_where(self, found: Sequence[Guest]) -> Guest:
        if not found:
            raise InvitationNotFound("این دعوت‌نامه پیدا نشد.")
        return found[0]


def may_read(viewer: Viewer, invitation: Invitation) -> bool:
    """Whether this person may read the invitation. Guests may, once it is signed."""
    is_theirs = invitation.state is not State.DRAFT and viewer.person_id in invitation.person_ids
    return READ_INVITATION.allows(viewer, *((f"person/{viewer.person_id}",) if is_theirs else ()))
