"""Offices nominate members; the secretariat reviews, and drafts decrees from what it approved."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import Body, BodyId, Seat
from services.membership.bodies.usecases import BodyRepository
from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.granting_domain import NewDecree
from services.membership.decrees.usecases import Secretariat
from services.membership.members.domain import AlreadyMember, EndReason, Membership, MembershipId
from services.membership.members.usecases import Roll
from services.membership.nominations.access import NOMINATE, REVIEW_NOMINATION
from services.membership.nominations.domain import (
    AlreadyNominated,
    CannotNominate,
    HeadLetter,
    Nomination,
    NominationId,
    Scan,
    State,
    WrongLetter,
    last_day_of_term,
)
from services.membership.offices.domain import OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.domain import Post
from shared.events import Event
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

_RENEWED_BEFORE: Final = timedelta(days=30)
"""So long before the end of a term the same person may be nominated for the next one."""


class NominationRepository(Protocol):
    """Where nominations and the scans of letters are kept."""

    async def get(self, nomination_id: NominationId) -> Nomination:
        """Return the nomination, or raise NominationNotFound."""

    async def open_for(self, body_id: str, person_id: str) -> Nomination | None:
        """Return the undecided nomination of a person for a body."""

    async def proposed(self, person_id: str, office_id: str) -> list[Nomination]:
        """Return the proposals of a person for an office that nobody has taken up."""

    async def save(self, nomination: Nomination, *events: Event) -> None:
        """Keep the nomination and queue its events: both, or neither."""

    async def keep_scan(self, scan_id: str, nomination_id: NominationId, scan: Scan) -> None:
        """Keep the scan of a letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The head's letter as the secretariat enters it."""

    no: str
    date: date
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class NewNomination:
    """A nomination to make. The secretariat gives the head's letter."""

    office_ids: tuple[str, ...]
    person_id: str
    body_id: str
    role: str
    seat: Seat | None = None
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class NominationDesk:
    """Takes nominations in, and decides on them."""

    nominations: NominationRepository
    people: PersonRepository
    offices: OfficeRepository
    bodies: BodyRepository
    roll: Roll
    secretariat: Secretariat
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    public_url: str

    async def nominate(self, new: NewNomination, *, by: Viewer) -> Nomination:
        """Take a nomination in. Raises NotAllowed, AlreadyNominated, AlreadyMember, WrongLetter or CannotNominate."""
        self._may_nominate(new.office_ids, by)
        _may_enter(new.letter, by)
        if NOMINATE.is_open_on_any(by) and new.letter is None:
            raise WrongLetter("شماره و تاریخ نامه رئیس دستگاه را بنویسید.")
        async with self.transaction():
            person = await self.people.get(PersonId(new.person_id))
            person.must_not_be_merged()
            body = await self.bodies.get(BodyId(new.body_id))
            body.role_name(new.role)
            await self._must_be_open(new.office_ids)
            await self._must_be_free(person, body, new)
            nomination = Nomination(
                id=NominationId(self.new_id()),
                body_id=body.id,
                person_id=person.id,
                person_name=person.name,
                office_ids=tuple(dict.fromkeys(new.office_ids)),
                role=new.role,
                seat=new.seat,
                nominated_by=by.person_id,
                nominated_at=self.now(),
            )
            nomination.letter = await self._kept(new.letter, nomination)
            await self.nominations.save(nomination, nomination.nominate())
            return nomination

    async def send_back(self, nomination_id: str, reasons: Sequence[str], *, by: Viewer) -> Nomination:
        """Return a nomination with reasons. Raises WrongStage or CannotNominate."""
        REVIEW_NOMINATION.require(by)
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            body = await self.bodies.get(BodyId(nomination.body_id))
            url = f"{self.public_url}/membership/nominations/{nomination.id}"
            told = nomination.send_back(_cleaned(reasons), by=by.person_id, at=self.now(), body_name=body.name, url=url)
            await self.nominations.save(nomination, told)
            return nomination

    async def send_again(
        self, nomination_id: str, note: str, *, letter: Letter | None = None, by: Viewer
    ) -> Nomination:
        """Send a returned nomination, or a proposal, to review.

        Raises NotAllowed, WrongStage, WrongLetter or CannotNominate.
        """
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            self._may_nominate(nomination.office_ids, by)
            _may_enter(letter, by)
            if NOMINATE.is_open_on_any(by) and not (letter or nomination.letter):
                raise WrongLetter("شماره و تاریخ نامه رئیس دستگاه را بنویسید.")
            await self._must_be_open(nomination.office_ids)
            kept = await self._kept(letter, nomination)
            (said,) = _cleaned([note]) or ("",)
            event = nomination.send_again(said, by=by.person_id, at=self.now(), letter=kept)
            await self.nominations.save(nomination, event)
            return nomination

    async def approve(self, nomination_id: str, *, by: Viewer) -> Nomination:
        """Approve a nomination. A second time changes nothing."""
        REVIEW_NOMINATION.require(by)
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            await self._must_be_open(nomination.office_ids)
            event = nomination.approve(by=by.person_id, at=self.now())
            if event:
                await self.nominations.save(nomination, event)
            return nomination

    async def draft(
        self, nomination_id: str, *, valid_from: date | None = None, valid_until: date | None = None, by: Viewer
    ) -> Decree:
        """Draft the decree of an approved nomination; without a last day its term is that of the body.

        A draft that can no longer be signed is replaced.
        """
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            nomination.may_be_drafted(draft_stands=await self._draft_stands(nomination))
            body = await self.bodies.get(BodyId(nomination.body_id))
            begins = valid_from or day_of(self.now())
            new = NewDecree(
                person_id=nomination.person_id,
                office_ids=nomination.office_ids,
                body_id=nomination.body_id,
                role=nomination.role,
                valid_from=begins,
                valid_until=valid_until or last_day_of_term(begins, body.term_months),
                seat=nomination.seat,
                nomination_id=nomination.id,
            )
            decree = await self.secretariat.draft(new, by=by)
            nomination.decree_id = decree.id
            await self.nominations.save(nomination)
            return decree

    async def approve_and_draft(self, nomination_id: str, *, by: Viewer) -> Decree:
        """Approve a nomination and draft its decree: both, or neither."""
        async with self.transaction():
            await self.approve(nomination_id, by=by)
            return await self.draft(nomination_id, by=by)

    async def needs_new_draft(self, nomination: Nomination) -> bool:
        """Whether an approved nomination has a draft that can no longer be signed."""
        is_drafted = nomination.state is State.APPROVED and bool(nomination.decree_id)
        return is_drafted and not await self._draft_stands(nomination)

    async def reject(self, nomination_id: str, reasons: Sequence[str], *, by: Viewer) -> Nomination:
        """Turn a nomination down for good. Raises WrongStage or CannotNominate."""
        REVIEW_NOMINATION.require(by)
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            nomination.reject(_cleaned(reasons), by=by.person_id, at=self.now())
            await self.nominations.save(nomination)
            return nomination

    async def withdraw(self, nomination_id: str, *, by: Viewer) -> Nomination:
        """Take a nomination back. Raises WrongStage."""
        async with self.transaction():
            nomination = await self.nominations.get(NominationId(nomination_id))
            self._may_nominate(nomination.office_ids, by)
            nomination.withdraw(by=by.person_id, at=self.now())
            await self.nominations.save(nomination)
            return nomination

    async def _draft_stands(self, nomination: Nomination) -> bool:
        key = nomination.decree_id
        return bool(key) and await self.secretariat.can_still_be_signed(DecreeId(key))

    def _may_nominate(self, office_ids: Sequence[str], by: Viewer) -> None:
        if not office_ids:
            raise CannotNominate("دستگاه را انتخاب کنید.")
        for office in office_ids:
            NOMINATE.require(by, f"office/{office}")

    async def _must_be_open(self, office_ids: Sequence[str]) -> None:
        for key in office_ids:
            office = await self.offices.get(OfficeId(key))
            if office.is_closed_on(day_of(self.now())):
                raise CannotNominate(_("%(office)s بسته شده است.", office=office.name))

    async def _must_be_free(self, person: Person, body: Body, new: NewNomination) -> None:
        if await self.nominations.open_for(body.id, person.id):
            raise AlreadyNominated(
                _("%(name)s برای همین نهاد معرفی شده است و هنوز تصمیمی گرفته نشده است.", name=person.name)
            )
        await self.roll.must_be_free(_to_come(person, body.id, new.office_ids, new.role, today=day_of(self.now())))

    async def _kept(self, letter: Letter | None, nomination: Nomination) -> HeadLetter | None:
        if letter is None:
            return None
        if letter.date > day_of(self.now()):
            raise WrongLetter("تاریخ نامه در آینده است.")
        (number,) = _cleaned([letter.no]) or ("",)
        if not number:
            raise WrongLetter("شماره نامه را بنویسید.")
        if letter.scan is None:
            return HeadLetter(number, letter.date)
        scan_id = self.new_id()
        await self.nominations.keep_scan(scan_id, nomination.id, letter.scan)
        return HeadLetter(number, letter.date, scan_id)


@dataclass(frozen=True, slots=True)
class NominationBook:
    """Takes note of what happens elsewhere: decrees that are signed, posts that change hands."""

    nominations: NominationRepository
    people: PersonRepository
    offices: OfficeRepository
    roll: Roll
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def decreed(self, nomination_id: str, decree_id: str) -> None:
        """Take note that the decree was signed that was drafted from a nomination."""
        nomination = await self.nominations.get(NominationId(nomination_id))
        if nomination.take_decree(decree_id, at=self.now()):
            await self.nominations.save(nomination)

    async def holder_changed(self, post: Post, leaving: str | None, coming: str | None, on: date) -> None:
        """End the seats that came with the post, and propose who comes for them, in the unit of work of the change."""
        if leaving is None or leaving == coming:
            return
        office_id = post.office_id or ""
        reason = await self._reason(office_id, on)
        left = await self.roll.leave_post(post.id, leaving, office_id=office_id, reason=reason, on=on)
        for membership in left:
            if coming and office_id:
                await self._propose(coming, membership, office_id)

    async def holder_corrected(self, post: Post, wrong: str, right: str) -> None:
        """Propose the right person for the seats of the post, in the unit of work of the correction."""
        office_id = post.office_id or ""
        await self.roll.leave_post(post.id, wrong, office_id=office_id, on=day_of(self.now()))
        person = await self.people.get(PersonId(right))
        for proposal in await self.nominations.proposed(wrong, office_id):
            if await self._can_be_proposed(person, proposal.body_id, office_id, proposal.role):
                proposal.propose_instead(person.id, person.name)
            else:
                proposal.withdraw(by="", at=self.now())
            await self.nominations.save(proposal)

    async def _reason(self, office_id: str, on: date) -> EndReason:
        """Why somebody leaves a post: the office has closed by that day, or the person went elsewhere."""
        closed_on = (await self.offices.get(OfficeId(office_id))).closed_on if office_id else None
        # The holders of an office keep their posts up to the end of the day on which it closes.
        return "office_closed" if closed_on and closed_on < on else "transferred"

    async def _propose(self, coming: str, before: Membership, office_id: str) -> None:
        person = await self.people.get(PersonId(coming))
        if not await self._can_be_proposed(person, before.body_id, office_id, before.role):
            return
        proposal = Nomination(
            id=NominationId(self.new_id()),
            body_id=before.body_id,
            person_id=person.id,
            person_name=person.name,
            office_ids=(office_id,),
            role=before.role,
            seat="by_post",
            nominated_by="",
            nominated_at=self.now(),
            state=State.PROPOSED,
        )
        await self.nominations.save(proposal)

    async def _can_be_proposed(self, person: Person, body_id: str, office_id: str, role: str) -> bool:
        if await self.nominations.open_for(body_id, person.id):
            return False
        try:
            await self.roll.must_be_free(_to_come(person, body_id, (office_id,), role, today=day_of(self.now())))
        except AlreadyMember:
            return False
        return True


def _to_come(person: Person, body_id: str, office_ids: tuple[str, ...], role: str, *, today: date) -> Membership:
    """The membership that a nomination of today leads to; it does not get in the way of one that ends soon."""
    return Membership(
        id=MembershipId(""),
        body_id=body_id,
        person_id=person.id,
        person_name=person.name,
        office_ids=office_ids,
        role=role,
        valid_from=today + _RENEWED_BEFORE + timedelta(days=1),
        valid_until=None,
        decree_id="",
        decree_no="",
    )


def _may_enter(letter: Letter | None, by: Viewer) -> None:
    if letter and not NOMINATE.is_open_on_any(by):
        raise NotAllowed("نامه را دبیرخانه ثبت می‌کند.")


def _cleaned(sentences: Sequence[str]) -> list[str]:
    cleaned = (" ".join(for_keeping(each).split()) for each in sentences)
    return [each for each in cleaned if each]
