"""The secretariat drafts decrees, edits, checks and deletes drafts; a draft has no number yet."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import Body, BodyId
from services.membership.bodies.usecases import BodyRepository
from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import Decree, DecreeId, DecreeNotFound, Grant, NotNow
from services.membership.decrees.granting_domain import Correction, NewDecree, Words, grant_of, membership_of
from services.membership.decrees.wording_domain import Composer, Earlier, Occasion, with_words
from services.membership.letters.domain import LetterRef, State, Wording, WrongState, must_be_normal
from services.membership.letters.usecases import addressed
from services.membership.letters.wording_domain import dated, tidy
from services.membership.members.domain import AlreadyMember, MembershipId
from services.membership.members.usecases import Roll
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.usecases import PostRepository
from shared.events import Event
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class DecreeRepository(Protocol):
    """Where decrees are kept."""

    async def get(self, decree_id: DecreeId) -> Decree:
        """Return the decree, or raise DecreeNotFound."""

    async def save(self, decree: Decree, *events: Event) -> None:
        """Keep the decree and queue its events: both, or neither."""

    async def remove(self, draft: Decree) -> None:
        """Remove a draft; nothing registered is ever removed."""


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

    async def draft(self, new: NewDecree, *, classification: str = "", by: Viewer) -> Decree:
        """Draft a decree.

        Raises NotAllowed, BadTerm, NotNow, AlreadyMember or TooSecret, or that something is unknown.
        """
        must_be_normal(classification)
        async with self.transaction():
            decree, _body = await self.composed(new, by=by)
            await self.roll.must_be_free(membership_of(decree, MembershipId("")))
            await self.decrees.save(decree)
            return decree

    async def composed(self, new: NewDecree, *, by: Viewer) -> tuple[Decree, Body]:
        """A decree as it would be drafted, which is not kept, and its body. Raises what `draft` raises of it."""
        DRAFT_DECREE.require(by)
        about = await self._about(new)
        grant = grant_of(new, about.person, about.body, about.offices, about.posts)
        decree = self._new(about.body, grant, wording=self.composer.decree(grant, about), by=by)
        decree.nomination_id = new.nomination_id
        return decree, about.body

    async def edit(
        self,
        decree_id: DecreeId,
        new: NewDecree,
        words: Words,
        *,
        version: int | None = None,
        classification: str = "",
        by: Viewer,
    ) -> Decree:
        """Write a draft anew; with the version on which that is based, nobody's changes are lost.

        Raises what `draft` raises, WrongState, and Stale when somebody else changed the draft meanwhile.
        """
        DRAFT_DECREE.require(by)
        must_be_normal(classification)
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            decree.must_be_draft()
            must_be_unchanged(decree, version)
            if decree.follows and (new.person_id, new.body_id) != (decree.grant.person_id, decree.grant.body_id):
                raise WrongState("گیرنده و نهاد همان است که در حکم پیشین آمده است و تغییر نمی‌کند.")
            about = await self._about(new)
            decree.series = about.body.series
            decree.note = decree.note if words.note is None else tidy(words.note)
            seat = new.seat or decree.grant.seat
            grant = grant_of(replace(new, seat=seat), about.person, about.body, about.offices, about.posts)
            before = replace(about, offices=[await self.offices.get(OfficeId(key)) for key in decree.grant.office_ids])
            standard = await self._written(decree, decree.grant, before)
            fresh = await self._written(decree, grant, about)
            decree.edit(grant, with_words(words, standard=standard, fresh=fresh))
            if not decree.follows:
                await self.roll.must_be_free(membership_of(decree, MembershipId("")))
            await self.decrees.save(decree)
            return decree

    async def check(self, decree_id: DecreeId, *, version: int | None = None, by: Viewer) -> Decree:
        """Put the secretariat's initial («پاراف») to a draft. Again changes nothing. Raises WrongState or Stale."""
        DRAFT_DECREE.require(by)
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            is_new = decree.check(by=by.person_id, at=self.now())
            if is_new:
                must_be_unchanged(decree, version)
                await self.decrees.save(decree)
            return decree

    async def delete(self, decree_id: DecreeId, *, by: Viewer) -> None:
        """Delete a draft; what is deleted already stays so. Raises WrongState for a registered decree."""
        DRAFT_DECREE.require(by)
        async with self.transaction():
            try:
                decree = await self.decrees.get(decree_id)
            except DecreeNotFound:
                return
            decree.must_be_draft()
            await self.decrees.remove(decree)

    async def can_still_be_signed(self, decree_id: DecreeId) -> bool:
        """Whether nothing has happened since a draft was written that refuses its signature for good."""
        try:
            decree = await self.decrees.get(decree_id)
            await must_still_hold(self.posts, decree.grant, on=day_of(self.now()))
            await self.roll.must_be_free(membership_of(decree, MembershipId("")))
        except (DecreeNotFound, NotNow, AlreadyMember):
            return False
        person = await self.people.get(PersonId(decree.grant.person_id))
        return decree.state is State.DRAFT and not person.merged_into

    async def draft_amendment(self, decree_id: DecreeId, correction: Correction, *, by: Viewer) -> Decree:
        """Draft the correction of a registered decree. The correction gets its own number when it is signed."""
        return await self._draft_after(decree_id, correction, by=by, supersedes=False)

    async def draft_successor(self, decree_id: DecreeId, correction: Correction, *, by: Viewer) -> Decree:
        """Draft a decree that takes the place of a registered one when it is signed."""
        return await self._draft_after(decree_id, correction, by=by, supersedes=True)

    async def _draft_after(
        self, decree_id: DecreeId, correction: Correction, *, by: Viewer, supersedes: bool
    ) -> Decree:
        DRAFT_DECREE.require(by)
        async with self.transaction():
            earlier = await self.decrees.get(decree_id)
            entry = earlier.can_be_followed(on=day_of(self.now()))
            note = tidy(correction.note)
            if not note:
                raise WrongState("بنویسید چه چیزی و چرا تغییر می‌کند.")
            old = earlier.grant
            person = addressed(await self._who_stays(old.person_id))
            body = await self.bodies.get(BodyId(old.body_id))
            role = correction.role or old.role
            grant = replace(
                old,
                person_id=person.id,
                role=role,
                role_name=body.role_name(role),
                valid_from=correction.valid_from or old.valid_from,
                valid_until=correction.valid_until or old.valid_until,
            )
            posts = await self.posts.held_by(person.id, on=day_of(self.now()))
            about = Occasion(person, body, await self._offices(old.office_ids), posts)
            draft = self._new(body, grant, wording=earlier.wording, by=by)
            ref = LetterRef(earlier.id, entry.register_no)
            draft.note, draft.amends, draft.supersedes = note, None if supersedes else ref, ref if supersedes else None
            draft.wording = await self._written(draft, grant, about)
            await self.decrees.save(draft)
            return draft

    async def _written(self, decree: Decree, grant: Grant, about: Occasion) -> Wording:
        """The letter as it is written from the texts of the body."""
        if decree.follows is None:
            return self.composer.decree(grant, about)
        followed = await self.decrees.get(decree.follows.id)
        earlier = Earlier(decree.follows.register_no, dated(day_of(followed.registered.at)), decree.note)
        if decree.amends:
            return self.composer.amendment(grant, about, of=earlier)
        return self.composer.successor(grant, about, of=earlier)

    async def _about(self, new: NewDecree) -> Occasion:
        person = addressed(await self.people.get(PersonId(new.person_id)))
        person.must_not_be_merged()
        body = await self.bodies.get(BodyId(new.body_id))
        posts = await self.posts.held_by(person.id, on=day_of(self.now()))
        offices = await self._offices(new.office_ids or tuple(post.office_id for post in posts if post.office_id))
        return Occasion(person, body, offices, posts)

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


def must_be_unchanged(decree: Decree, version: int | None) -> None:
    """Raise Stale when a decree is not the one that somebody saw before deciding."""
    if version is not None and decree.version != version:
        raise Stale("این حکم پس از باز شدن صفحه تغییر کرده است؛ صفحه را تازه کنید و دوباره ببینید.", of="decree")


async def must_still_hold(posts: PostRepository, grant: Grant, *, on: date) -> None:
    """Raise NotNow when a member no longer holds the post by which the seat is taken."""
    if grant.seat == "by_post":
        held = await posts.held_by(grant.person_id, on=on)
        if not set(grant.post_ids) <= {post.id for post in held}:
            raise NotNow("این شخص سمتی را که با آن عضو می‌شود دیگر ندارد؛ پیش‌نویس تازه بنویسید.")
