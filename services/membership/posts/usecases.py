"""The secretariat and operators appoint people to posts."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.membership.accounts.domain import PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import BodyId
from services.membership.bodies.usecases import BodyRepository
from services.membership.offices.domain import OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.access import FILL_COUNTY_POST, FILL_OFFICE_POST
from services.membership.posts.domain import OF_OFFICES, Place, Post, PostId, Role
from shared.events import Event
from shared.events.membership import PostHolderChanged, TokensRevoked
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


class PostRepository(Protocol):
    """Where posts are kept."""

    async def get(self, post_id: PostId) -> Post | None:
        """Return the post, if it was ever held."""

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """Return the posts of a person on a day."""

    async def save(self, post: Post, *events: Event) -> None:
        """Keep the post and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Personnel:
    """Appoints people. The secretariat fills the posts of offices, an operator those of the county.

    This way the secretariat cannot make itself a signatory.
    """

    posts: PostRepository
    people: PersonRepository
    offices: OfficeRepository
    bodies: BodyRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def appoint(
        self, person_id: str, role: Role, place: Place, *, since: date, acting: bool = False, by: Viewer
    ) -> Post:
        """Give a person a post. The holder before leaves it. The same appointment again changes nothing."""
        _may_fill(role, person_id, by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            await self._must_exist(place)
            key = place.post_id(role, person_id)
            post = await self.posts.get(key) or Post(key, role, place.office_id, place.body_id)
            event = post.appoint(person_id, name=person.name, since=since, acting=acting)
            if event:
                await self.posts.save(post, event, *self._revoked(event))
            return post

    async def vacate(self, post_id: PostId, *, last_day: date, by: Viewer) -> None:
        """Take the holder out of a post after this last day."""
        async with self.transaction():
            post = await self.posts.get(post_id)
            if post is None or post.holder is None:
                return
            _may_fill(post.role, post.holder.person_id, by)
            event = post.vacate(last_day=last_day)
            if event:
                await self.posts.save(post, event, *self._revoked(event))

    def _revoked(self, change: PostHolderChanged) -> list[TokensRevoked]:
        """Revoke the tokens of those who came or went, so that their powers change now and not when a token expires."""
        people = {change.person_id, change.previous_person_id}
        return [
            TokensRevoked(person_id=person, before=self.now(), reason="powers_changed")
            for person in sorted(filter(None, people))
        ]

    async def _must_exist(self, place: Place) -> None:
        if place.office_id:
            await self.offices.get(OfficeId(place.office_id))
        if place.body_id:
            await self.bodies.get(BodyId(place.body_id))


def _may_fill(role: Role, person_id: str, by: Viewer) -> None:
    if by.person_id == person_id:
        raise NotAllowed("هیچ‌کس سمت خود را تعیین نمی‌کند.")
    (FILL_OFFICE_POST if role in OF_OFFICES else FILL_COUNTY_POST).require(by)
