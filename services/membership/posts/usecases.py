"""The secretariat and operators appoint people to posts; what was planned takes effect on its day."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import BodyId
from services.membership.bodies.usecases import BodyRepository
from services.membership.offices.domain import OfficeEnded, OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.access import FILL_COUNTY_POST, FILL_OFFICE_POST
from services.membership.posts.domain import (
    OF_BODIES,
    OF_OFFICES,
    SHARED,
    Change,
    HolderIsAnother,
    Holding,
    Overlap,
    Place,
    Post,
    PostHeld,
    PostId,
    PostNotFound,
    Role,
    SeveralHold,
)
from shared.events import Event
from shared.events.membership import TokensRevoked
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.access import Action, NotAllowed
from shared.runtime.viewer import Viewer


class PostRepository(Protocol):
    """Where posts are kept."""

    async def get(self, post_id: PostId) -> Post | None:
        """Return the post, if it was ever held."""

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """Return the posts of a person on a day."""

    async def due(self, day: date) -> list[PostId]:
        """Return the posts that change on this day, or should have changed before."""

    async def save(self, post: Post, *events: Event) -> None:
        """Keep the post and queue its events: both, or neither."""


class Consequences(Protocol):
    """What another feature does when a post changes hands, such as ending the membership that came with the post."""

    async def holder_changed(self, post: Post, leaving: str | None, coming: str | None, on: date) -> str | None:
        """Do it within the transaction of the change; return the id of the handover, if one was begun.

        It is called on the day on which the change takes effect, with the ids of the people who leave and come, and the
        first day on which it is so. The same person may leave and come, when an acting holder becomes the full one.
        """

    async def holder_corrected(self, post: Post, wrong: str, right: str) -> None:
        """Let one person have what the other one got when the post came to the wrong person today.

        It is called within the transaction of the correction.
        """


@dataclass(frozen=True, slots=True)
class Changeover:
    """Keeps a post whose holder changed, tells it, and lets the other features draw the consequences."""

    posts: PostRepository
    people: PersonRepository
    consequences: Sequence[Consequences]
    now: Callable[[], datetime]

    async def keep(self, post: Post, changes: Sequence[Change]) -> str | None:
        """Keep the post and do all that follows from the changes. Returns the id of the handover, if one was begun."""
        await self._save(post, changes)
        handover = None
        for change in changes:
            handover = await self._conclude(post, change) or handover
        return handover

    async def correct(self, post: Post, changes: Sequence[Change]) -> None:
        """Keep a post whose holder was entered by mistake. Nobody has left, so there is nothing to hand over."""
        await self._save(post, changes)
        for change in changes:
            wrong, right = _person(change.leaving), _person(change.coming)
            if wrong and right and wrong != right:
                for each in self.consequences:
                    await each.holder_corrected(post, wrong, right)

    async def _save(self, post: Post, changes: Sequence[Change]) -> None:
        events: list[Event] = []
        for change in changes:
            coming = await self.people.get(PersonId(change.coming.person_id)) if change.coming else None
            events += [post.tell(change, name=coming.name if coming else None), *self._revoked(change, coming)]
        await self.posts.save(post, *events)

    async def _conclude(self, post: Post, change: Change) -> str | None:
        handover = None
        for each in self.consequences:
            begun = await each.holder_changed(post, _person(change.leaving), _person(change.coming), change.on)
            handover = begun or handover
        return handover

    def _revoked(self, change: Change, coming: Person | None) -> list[TokensRevoked]:
        """Revoke the tokens of those who came or went, so that their powers change now and not when a token expires.

        Whoever comes and has no way to sign in yet has no tokens.
        """
        people = {_person(change.leaving), coming.id if coming and coming.has_entered else None}
        return [
            TokensRevoked(person_id=person, before=self.now(), reason="powers_changed")
            for person in sorted(filter(None, people))
        ]


@dataclass(frozen=True, slots=True)
class Succession:
    """What came of a change of holder. Where it is planned for a later day, there is no handover yet."""

    post: Post
    handover: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Who was meant by the holding that begins on this day, and why it was entered for somebody else."""

    person_id: str
    since: date
    reason: str
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Personnel:
    """Appoints people. The secretariat fills the posts of offices and bodies, an operator those of the county.

    This way the secretariat cannot make itself a signatory.
    """

    posts: PostRepository
    people: PersonRepository
    offices: OfficeRepository
    bodies: BodyRepository
    changeover: Changeover
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def appoint(
        self,
        person_id: str,
        role: Role,
        place: Place,
        *,
        since: date,
        until: date | None = None,
        acting: bool = False,
        by: Viewer,
    ) -> Post:
        """Give a person a post that nobody else holds on those days, also days of the past or of the future.

        The same appointment again changes nothing. Raises PostHeld, WrongOrder, WrongPlace, or OfficeEnded.
        """
        must_be_able_to_fill(role, person_id, by)
        place.must_have(role)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            person.must_not_be_merged()
            closing = await self._closing_of(place.office_id)
            if place.body_id:
                await self.bodies.get(BodyId(place.body_id))
            key = place.post_id(role, person.id)
            post = await self.posts.get(key) or Post(key, role, place.office_id, place.body_id)
            before, new = post.holdings, _until_closing(Holding(person.id, since, acting, until), closing)
            try:
                changes = post.appoint(new, today=self._today())
            except Overlap as overlap:
                raise await self._held(overlap.other) from overlap
            if post.holdings != before:
                await self.changeover.keep(post, changes)
            return post

    async def succeed(
        self,
        post_id: PostId,
        person_id: str,
        *,
        since: date,
        until: date | None = None,
        acting: bool = False,
        replaces: str | None = None,
        by: Viewer,
    ) -> Succession:
        """Replace the holder of a post from a day on; a later day is planned. The same again changes nothing.

        `replaces` is the person whom the caller saw in the post, empty for a vacant one. Raises PostNotFound,
        HolderIsAnother, SeveralHold, PostHeld when another successor is planned, WrongOrder, or OfficeEnded.
        """
        async with self.transaction():
            post = await self.get(post_id)
            must_be_able_to_fill(post.role, person_id, by)
            if post.role in SHARED:
                raise SeveralHold("این سمت چند دارنده هم‌زمان دارد؛ همکار تازه را منصوب و دوره قبلی را خاتمه دهید.")
            person = await self.people.get(PersonId(person_id))
            person.must_not_be_merged()
            closing = await self._closing_of(post.office_id)
            before, new = post.holdings, _until_closing(Holding(person.id, since, acting, until), closing)
            if not any(each.is_like(new) for each in before):
                self._must_be_seen(post.holder, replaces)
            try:
                changes = post.succeed(new, today=self._today())
            except Overlap as overlap:
                raise await self._held(overlap.other) from overlap
            handover = await self.changeover.keep(post, changes) if post.holdings != before else None
            return Succession(post, handover)

    async def correct(self, post_id: PostId, right: Correction, *, replaces: str | None = None, by: Viewer) -> Post:
        """Enter who was meant when a post was given to the wrong person. The same again changes nothing.

        `replaces` is the wrong person as the caller saw it. Raises PostNotFound, HolderIsAnother, SeveralHold, or
        WrongOrder when that holding began before today.
        """
        async with self.transaction():
            post = await self.get(post_id)
            must_be_able_to_fill(post.role, right.person_id, by)
            if post.role in SHARED:
                raise SeveralHold("این سمت چند دارنده هم‌زمان دارد؛ همکار درست را منصوب و این دوره را خاتمه دهید.")
            person = await self.people.get(PersonId(right.person_id))
            person.must_not_be_merged()
            before, new = post.holdings, Holding(person.id, right.since, right.acting)
            if not any(each.is_like(new) for each in before):
                self._must_be_seen(post.beginning_on(right.since), replaces)
            changes = post.correct(new, reason=" ".join(for_keeping(right.reason).split()), today=self._today())
            if post.holdings != before:
                await self.changeover.correct(post, changes)
            return post

    async def vacate(self, post_id: PostId, *, last_day: date, by: Viewer) -> Post:
        """Take the holder out of a post after this last day. Raises PostNotFound or WrongOrder."""
        async with self.transaction():
            post = await self.get(post_id)
            if post.holder is None:
                return post
            must_be_able_to_fill(post.role, post.holder.person_id, by)
            before, closing = post.holdings, await self._closing_of(post.office_id)
            try:
                changes = post.vacate(last_day=min(last_day, closing or last_day), today=self._today())
            except Overlap as overlap:
                raise await self._held(overlap.other) from overlap
            if post.holdings != before:
                await self.changeover.keep(post, changes)
            return post

    async def call_off(self, post_id: PostId, *, since: date, by: Viewer) -> Post:
        """Call off what was planned for this day; the present holder stays."""
        async with self.transaction():
            post = await self.get(post_id)
            off = post.call_off(since)
            if off:
                must_be_able_to_fill(post.role, off.person_id, by)
                closing = await self._closing_of(post.office_id)
                changes = post.cease(last_day=closing, today=self._today()) if closing else ()
                await self.changeover.keep(post, changes)
            return post

    async def get(self, post_id: PostId) -> Post:
        """Return the post. Raises PostNotFound when nobody ever held it."""
        post = await self.posts.get(post_id)
        if post is None:
            raise PostNotFound("این سمت پیدا نشد؛ هنوز کسی در آن نبوده است.")
        return post

    def _must_be_seen(self, holding: Holding | None, replaces: str | None) -> None:
        if replaces is not None and (_person(holding) or "") != replaces:
            raise HolderIsAnother("دارنده این سمت در این فاصله تغییر کرده است؛ صفحه را تازه کنید.")

    async def _held(self, other: Holding) -> PostHeld:
        name = (await self.people.get(PersonId(other.person_id))).name
        if other.is_over(self._today()):
            return PostHeld(_("این دوره با دوره «%(name)s» (%(span)s) هم‌پوشانی دارد.", name=name, span=other.span))
        return PostHeld(
            _("این سمت %(span)s با «%(name)s» است؛ برای تغییر او جانشین معرفی کنید.", name=name, span=other.span)
        )

    async def _closing_of(self, office_id: str | None) -> date | None:
        """The day on which the office of a post closes, if it does. Raises OfficeNotFound."""
        return (await self.offices.get(OfficeId(office_id))).closed_on if office_id else None

    def _today(self) -> date:
        return day_of(self.now())


@dataclass(frozen=True, slots=True)
class PostCalendar:
    """Lets what was decided ahead take effect when its day has come, also after days on which nothing ran."""

    posts: PostRepository
    changeover: Changeover
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def due(self) -> Sequence[PostId]:
        """The posts that change today, or should have changed before."""
        return await self.posts.due(day_of(self.now()))

    async def turn(self, post_id: PostId) -> None:
        """Let one post change as far as today; nothing happens when it has changed already."""
        async with self.transaction():
            post = await self.posts.get(post_id)
            changes = post.settle(today=day_of(self.now())) if post else ()
            if post and changes:
                await self.changeover.keep(post, changes)


def must_be_able_to_fill(role: Role, person_id: str, by: Viewer) -> None:
    """Raise NotAllowed unless this viewer may give this person such a post."""
    if by.person_id == person_id:
        raise NotAllowed("هیچ‌کس سمت خود را تعیین نمی‌کند.")
    action_for(role).require(by)


def _until_closing(new: Holding, closing: date | None) -> Holding:
    """The holding, which ends with its office (ADR 27). Raises OfficeEnded when it would begin or end after that."""
    if closing is None:
        return new
    if new.since > closing or (new.until and new.until > closing):
        raise OfficeEnded("این دستگاه در این تاریخ بسته است؛ کسی در آن سمتی ندارد.")
    return replace(new, until=new.until or closing)


def action_for(role: Role) -> Action:
    """The entry of the table of access for filling such a post."""
    return FILL_OFFICE_POST if role in OF_OFFICES | OF_BODIES else FILL_COUNTY_POST


def _person(holding: Holding | None) -> str | None:
    return holding.person_id if holding else None
