"""The secretariat merges a person who was entered twice, and undoes that within a day."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.merges.access import MERGE_PEOPLE
from services.membership.merges.domain import (
    Belongings,
    ChangedSince,
    Given,
    Merge,
    MergeId,
    NothingToUndo,
    close_into,
    must_fit,
    pass_link_on,
    separate,
    take_link_back,
)
from services.membership.posts.domain import Change, Post
from services.membership.posts.usecases import action_for, must_be_able_to_fill
from shared.events import Event
from shared.events.membership import TokensRevoked
from shared.language.speech import gettext as _
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


class BelongingsRepository(Protocol):
    """Where the things that go over are kept."""

    async def of(self, person_id: str) -> Belongings:
        """Return what belongs to a person."""

    async def again(self, before: Belongings) -> Belongings:
        """Return the same things as they are now."""

    async def save(self, belongings: Belongings, *events: Event) -> None:
        """Keep all of them and queue the events: everything, or nothing."""

    async def pass_letters_on(self, going: str, stays: str) -> None:
        """Let one entry stand for the other in certificates and invitations, whose signed words stay as they are."""

    async def take_letters_back(self, going: str, stays: str) -> None:
        """Let both entries stand for themselves again."""


class MergeRepository(Protocol):
    """Where merges are kept."""

    async def last_of(self, person_id: str) -> Merge | None:
        """Return the last merge of a person, on either side, that was not undone."""

    async def save(self, merge: Merge, *events: Event) -> None:
        """Keep the merge and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Merging:
    """Makes two entries of one person one, and two again."""

    people: PersonRepository
    belongings: BelongingsRepository
    merges: MergeRepository
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def merge(self, stays_id: str, going_id: str, *, by: Viewer) -> Merge:
        """Let one person stand for both. The same again changes nothing.

        Nobody merges the own account, and only those move a post who may fill it: a new signatory is not made this way.

        Raises NotAllowed or CannotMerge.
        """
        MERGE_PEOPLE.require(by)
        _must_be_others(by, stays_id, going_id)
        async with self.transaction():
            stays = await self.people.get(PersonId(stays_id))
            going = await self.people.get(PersonId(going_id))
            earlier = await self.merges.last_of(going.id) if going.merged_into == stays.id else None
            if earlier:
                return earlier
            before = await self.belongings.of(going.id)
            kept = await self.belongings.of(stays.id)
            must_fit(stays, going, kept, before)
            for post in before.posts:
                if _still_holds(post, going.id):
                    must_be_able_to_fill(post.role, stays.id, by)
            given = Given.between(stays, going)
            merge = Merge(
                MergeId(self.new_id()),
                stays.id,
                going.id,
                going.name,
                by.person_id,
                self.now(),
                given,
                going.is_closed,
                before,
                link=going.outside,
                is_link_given=bool(going.outside) and not stays.outside and _may_give_powers_of(stays, kept, by),
            )
            close_into(going, stays, given)
            pass_link_on(going, stays, merge)
            given.add_to(stays)
            # The username is unique, so it is given up by one before the other takes it.
            await self.people.save(going, self._revoked(going, "closed"))
            await self.people.save(stays, *self._told(stays, given), self._revoked(stays, "powers_changed"))
            moved = before.passed_on(going, stays)
            await self.belongings.save(moved, *_holders(moved.posts, stays, instead_of=going))
            await self.belongings.pass_letters_on(going.id, stays.id)
            await self.merges.save(merge, merge.tell())
            return merge

    async def undo(self, person_id: str, *, by: Viewer) -> Merge:
        """Undo the last merge of a person, which leaves both exactly as before.

        Raises NotAllowed, NothingToUndo, or ChangedSince when something that went over was changed meanwhile.
        """
        MERGE_PEOPLE.require(by)
        async with self.transaction():
            merge = await self.merges.last_of(person_id)
            if merge is None:
                raise NothingToUndo("ادغامی برای بازگرداندن نیست.")
            _must_be_others(by, merge.stays_id, merge.merged_id)
            told = merge.undo(by=by.person_id, at=self.now())
            restored = merge.before.restored_over(await self.belongings.again(merge.before))
            stays = await self.people.get(PersonId(merge.stays_id))
            going = await self.people.get(PersonId(merge.merged_id))
            await self._must_be_unlinked(merge)
            merge.given.take_from(stays)
            take_link_back(stays, merge)
            separate(going, merge)
            await self.people.save(stays, *self._told(stays, merge.given), self._revoked(stays, "powers_changed"))
            await self.people.save(going)
            await self.belongings.save(restored, *_holders(restored.posts, going, instead_of=stays))
            await self.belongings.take_letters_back(going.id, stays.id)
            await self.merges.save(merge, told)
            return merge

    async def _must_be_unlinked(self, merge: Merge) -> None:
        """Raise ChangedSince when somebody else signs in with the account of the merged one by now."""
        linked = await self.people.linked_to(merge.link.account) if merge.link else None
        if linked and linked.id not in {merge.stays_id, merge.merged_id}:
            raise ChangedSince(
                _("مشخصات «%(name)s» پس از ادغام تغییر کرده است؛ ادغام برگردانده نمی‌شود.", name=merge.merged_name)
            )

    def _told(self, person: Person, given: Given) -> list[Event]:
        return [person.tell_contact(self.seal(person.private_contact))] if given.is_told else []

    def _revoked(self, person: Person, reason: str) -> TokensRevoked:
        return TokensRevoked(person_id=person.id, before=self.now(), reason=reason)


def _must_be_others(by: Viewer, *people: str) -> None:
    if by.person_id in people:
        raise NotAllowed("هیچ‌کس حساب خود را ادغام نمی‌کند.")


def _still_holds(post: Post, person_id: str) -> bool:
    holdings = (*post.planned, *filter(None, [post.holder]))
    return any(each.person_id == person_id for each in holdings)


def _may_give_powers_of(stays: Person, kept: Belongings, by: Viewer) -> bool:
    """Whether this viewer may hand a way to sign in to somebody with these posts.

    Otherwise the secretariat could let anybody sign in as a signatory.
    """
    return all(action_for(post.role).allows(by) for post in kept.posts if _still_holds(post, stays.id))


def _holders(posts: Iterable[Post], person: Person, *, instead_of: Person) -> list[Event]:
    """Tell who is named in the posts that are held today; what is past or planned was never told."""
    told: list[Event] = []
    for post in posts:
        if post.holder and post.holder.person_id == person.id:
            leaving = replace(post.holder, person_id=instead_of.id)
            change = Change(leaving, post.holder, post.holder.since)
            told.append(post.tell(change, name=person.name))
    return told
