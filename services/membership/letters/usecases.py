"""The secretariat drafts decrees; the registry signs, numbers and revokes them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import Body, BodyId, Seat
from services.membership.bodies.usecases import BodyRepository
from services.membership.letters.access import DRAFT_DECREE, REVOKE_DECREE, SIGN_DECREE
from services.membership.letters.domain import (
    Decree,
    DecreeId,
    DecreeRef,
    Grant,
    NotAddressed,
    NotNow,
    Signatory,
    State,
    Wording,
    WrongState,
)
from services.membership.letters.register_domain import amended, entry_of, revoked
from services.membership.letters.wording_domain import Composer, dated
from services.membership.members.domain import AlreadyMember, Membership, MembershipId
from services.membership.members.usecases import Roll
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.domain import Post
from services.membership.posts.usecases import PostRepository
from services.membership.register.usecases import RegisterBook
from shared.events import Event
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.persian.text import for_keeping
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


class DecreeRepository(Protocol):
    """Where decrees are kept, and where their numbers come from."""

    async def get(self, decree_id: DecreeId) -> Decree:
        """Return the decree, or raise DecreeNotFound."""

    async def next_number(self, series: str, year: int) -> int:
        """Return the next number of a series in a Jalali year. The number is free again when the unit of work fails."""

    async def free_code(self) -> str:
        """Return a verification code that no decree has."""

    async def save(self, decree: Decree, *events: Event) -> None:
        """Keep the decree and queue its events: both, or neither."""


class Nominations(Protocol):
    """Where the offices name their members. Nominations depend on letters, so they come here by this port."""

    async def decreed(self, nomination_id: str, decree_id: str) -> None:
        """Take note that the decree was signed that was drafted from a nomination."""


@dataclass(frozen=True, slots=True)
class NewDecree:
    """A decree to draft. Without offices, it names those where the person holds a post."""

    person_id: str
    office_ids: tuple[str, ...]
    body_id: str
    role: str
    valid_from: date
    valid_until: date | None = None
    seat: Seat | None = None
    """How the member sits; None for what is usual in the body."""
    nomination_id: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The changes of an amendment. What is None stays as it is."""

    note: str
    role: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Secretariat:
    """Writes drafts, which have no number yet."""

    decrees: DecreeRepository
    people: PersonRepository
    offices: OfficeRepository
    bodies: BodyRepository
    posts: PostRepository
    roll: Roll
    composer: Composer
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def draft(self, new: NewDecree, *, by: Viewer) -> Decree:
        """Draft a decree. Raises NotAllowed, BadTerm, NotNow or AlreadyMember, or that something is unknown."""
        DRAFT_DECREE.require(by)
        async with self.transaction():
            person = _addressed(await self.people.get(PersonId(new.person_id)))
            person.must_not_be_merged()
            body = await self.bodies.get(BodyId(new.body_id))
            posts = await self.posts.held_by(person.id, on=day_of(self.now()))
            offices = await self._offices(new.office_ids or tuple(post.office_id for post in posts if post.office_id))
            grant = _grant(new, person, body, offices, posts)
            wording = self.composer.decree(grant, person=person, body=body, offices=offices, posts=posts)
            decree = self._new(body, grant, wording=wording, by=by)
            decree.nomination_id = new.nomination_id
            await self.roll.must_be_free(membership_of(decree, MembershipId("")))
            await self.decrees.save(decree)
            return decree

    async def can_still_be_signed(self, decree_id: DecreeId) -> bool:
        """Whether nothing has happened since a draft was written that refuses its signature for good."""
        decree = await self.decrees.get(decree_id)
        person = await self.people.get(PersonId(decree.grant.person_id))
        try:
            await _must_still_hold(self.posts, decree.grant, on=day_of(self.now()))
            await self.roll.must_be_free(membership_of(decree, MembershipId("")))
        except (NotNow, AlreadyMember):
            return False
        return decree.state is State.DRAFT and not person.merged_into

    async def draft_amendment(self, decree_id: DecreeId, correction: Correction, *, by: Viewer) -> Decree:
        """Draft the correction of a registered decree. The correction gets its own number when it is signed."""
        DRAFT_DECREE.require(by)
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            entry = decree.amendable()
            old = decree.grant
            person = _addressed(await self._who_stays(old.person_id))
            body = await self.bodies.get(BodyId(old.body_id))
            offices = await self._offices(old.office_ids)
            posts = await self.posts.held_by(person.id, on=day_of(self.now()))
            grant = replace(
                old,
                person_id=person.id,
                role=correction.role or old.role,
                role_name=body.role_name(correction.role or old.role),
                valid_from=correction.valid_from or old.valid_from,
                valid_until=correction.valid_until or old.valid_until,
            )
            note = " ".join(for_keeping(correction.note).split())
            wording = self.composer.amendment(
                grant,
                follows=entry.register_no,
                dated=dated(day_of(entry.at)),
                note=note,
                person=person,
                body=body,
                offices=offices,
                posts=posts,
            )
            amendment = self._new(body, grant, wording=wording, by=by)
            amendment.amends = DecreeRef(decree.id, entry.register_no)
            await self.decrees.save(amendment)
            return amendment

    async def _who_stays(self, person_id: str) -> Person:
        """The person of a registered decree, or the one into whom that person was merged since."""
        person = await self.people.get(PersonId(person_id))
        while person.merged_into:
            person = await self.people.get(PersonId(person.merged_into))
        return person

    def _new(self, body: Body, grant: Grant, *, wording: Wording, by: Viewer) -> Decree:
        return Decree(
            id=DecreeId(self.new_id()),
            series=body.series,
            grant=grant,
            wording=wording,
            drafted_by=by.person_id,
            drafted_at=self.now(),
        )

    async def _offices(self, keys: Sequence[str]) -> list[Office]:
        offices = [await self.offices.get(OfficeId(key)) for key in dict.fromkeys(keys)]
        if not offices:
            raise NotNow("این شخص در هیچ دستگاهی سمتی ندارد؛ دستگاه را انتخاب کنید.")
        for office in offices:
            if office.is_closed_on(day_of(self.now())):
                raise NotNow(_("%(office)s بسته شده است.", office=office.name))
        return offices


@dataclass(frozen=True, slots=True)
class Registry:
    """Signs decrees, which gives number and membership in one step, and revokes them, which keeps the number used."""

    decrees: DecreeRepository
    people: PersonRepository
    bodies: BodyRepository
    posts: PostRepository
    roll: Roll
    book: RegisterBook
    nominations: Nominations
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    turn: AbstractAsyncContextManager[None]
    """Lets signatures in one by one. The register gives its numbers one by one anyway, and waiting here costs a third
    of what conflicts in the database cost. Between several replicas only the transaction decides."""
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    public_url: str
    county: str

    async def sign(self, decree_id: DecreeId, *, by: Viewer) -> Decree:
        """Sign and register a draft; a second time changes nothing.

        Raises NotAllowed, NotNow or WrongState, or AlreadyMember when another decree of this person is in force.
        """
        SIGN_DECREE.require(by)
        async with self.turn, self.transaction():
            decree = await self.decrees.get(decree_id)
            if decree.state is State.REGISTERED:
                return decree
            signatory = await self._signatory(by)
            decree.may_be_signed(by=signatory)
            body = await self.bodies.get(BodyId(decree.grant.body_id))
            await _must_still_hold(self.posts, decree.grant, on=day_of(self.now()))
            corrected = await self._corrected(decree)
            code = await self.decrees.free_code()
            at = self.now()
            # Signatures that come at once contend for the counter, so it is taken as late as possible.
            number = await self.decrees.next_number(decree.series, jalali_of(at).year)
            event = decree.register(number, by=signatory, at=at, code=code, verify_url=self.verify_url(code))
            await self.decrees.save(decree, event)
            await self.book.enter(entry_of(decree))
            new = membership_of(decree, MembershipId(self.new_id()))
            if corrected is None:
                await self.roll.enter(new, sole=body.one_member_per_office, on=day_of(at))
            else:
                corrected.take_correction(decree)
                await self.decrees.save(corrected)
                await self.book.remark(amended(corrected, decree))
                old = await self.roll.strike_off(corrected.id, "amended", on=day_of(at))
                if old:
                    new.suspension, new.past_suspensions = old.suspension, old.past_suspensions
                    await self.roll.enter(new, sole=body.one_member_per_office, on=day_of(at))
            if decree.nomination_id:
                await self.nominations.decreed(decree.nomination_id, decree.id)
            return decree

    async def revoke(self, decree_id: DecreeId, reason: str, *, by: Viewer) -> Decree:
        """Revoke a decree and its amendments, and end the memberships that they granted. Again changes nothing.

        An amendment is not revoked alone, but with the decree that it corrects.
        """
        REVOKE_DECREE.require(by)
        said = " ".join(for_keeping(reason).split())
        if not said:
            raise WrongState("دلیل لغو را بنویسید.")
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            if decree.amends:
                raise WrongState("اصلاحیه جدا از حکم اصلی لغو نمی‌شود؛ حکم اصلی را لغو کنید یا اصلاحیه دیگری بنویسید.")
            affected: Decree | None = decree
            while affected:
                event = affected.revoke(said, by=by, at=self.now())
                if event:
                    await self.decrees.save(affected, event)
                    await self._note_revocation(affected)
                    await self.roll.strike_off(affected.id, "revoked", on=event.revoked_on)
                affected = await self.decrees.get(affected.amended_by.id) if affected.amended_by else None
            return decree

    def verify_url(self, code: str) -> str:
        """The address where anybody can check a decree."""
        return f"{self.public_url}/v/{code}"

    async def _note_revocation(self, decree: Decree) -> None:
        remark = revoked(decree)
        if remark:
            await self.book.remark(remark)

    async def _signatory(self, by: Viewer) -> Signatory:
        """The signatory by the post that is held now: the token may be older than the last change of the post."""
        posts = await self.posts.held_by(by.person_id, on=day_of(self.now()))
        post = next((post for post in posts if post.role == "governor"), None)
        if post is None:
            raise NotAllowed("شما اکنون فرماندار نیستید.")
        person = await self.people.get(PersonId(by.person_id))
        is_acting = post.holder is not None and post.holder.acting
        post_name = "سرپرست فرمانداری" if is_acting else "فرماندار"  # stays Persian: letters
        title = f"{post_name} شهرستان {self.county}"  # stays Persian: letters
        return Signatory(person.id, person.name, title)

    async def _corrected(self, decree: Decree) -> Decree | None:
        if decree.amends is None:
            return None
        corrected = await self.decrees.get(decree.amends.id)
        corrected.amendable()
        return corrected


async def _must_still_hold(posts: PostRepository, grant: Grant, *, on: date) -> None:
    if grant.seat == "by_post":
        held = await posts.held_by(grant.person_id, on=on)
        if not set(grant.post_ids) <= {post.id for post in held}:
            raise NotNow("این شخص سمتی را که با آن عضو می‌شود دیگر ندارد؛ پیش‌نویس تازه بنویسید.")


def membership_of(decree: Decree, membership_id: MembershipId) -> Membership:
    """The membership that a decree gives. A draft has no number yet."""
    grant = decree.grant
    return Membership(
        id=membership_id,
        body_id=grant.body_id,
        person_id=grant.person_id,
        person_name=grant.person_name,
        office_ids=grant.office_ids,
        role=grant.role,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        decree_id=decree.id,
        decree_no=decree.registration.register_no if decree.registration else "",
        seat=grant.seat,
        post_ids=grant.post_ids,
    )


def _grant(new: NewDecree, person: Person, body: Body, offices: Sequence[Office], posts: Sequence[Post]) -> Grant:
    by_post = _posts_in(offices, posts) if (new.seat or body.seat) == "by_post" else ()
    return Grant(
        person_id=person.id,
        person_name=person.name,
        office_ids=tuple(office.id for office in offices),
        office_names=tuple(office.name for office in offices),
        body_id=body.id,
        body_name=body.name,
        role=new.role,
        role_name=body.role_name(new.role),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        seat="by_post" if by_post else "personal",
        post_ids=by_post,
    )


def _posts_in(offices: Sequence[Office], posts: Sequence[Post]) -> tuple[str, ...]:
    """One post in each office, that of its PR manager before others. Nobody sits by a post that they do not hold."""
    found: dict[str, str] = {}
    for post in sorted(posts, key=lambda post: post.role != "pr_manager"):
        if post.office_id in {office.id for office in offices}:
            found.setdefault(post.office_id, post.id)
    return tuple(found.values())


def _addressed(person: Person) -> Person:
    if not person.has_form_of_address:
        raise NotAddressed(_("عنوان یا خطاب %(name)s انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید.", name=person.name))
    return person
