"""Tells who holds the posts to services that did not listen when the posts changed hands."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.posts.domain import Change, Post, PostId
from shared.events import Event
from shared.persian.jalali import day_of
from shared.runtime.context import caused_by, current_cause


class AllHeldPosts(Protocol):
    """Where posts are kept."""

    async def held(self) -> Sequence[PostId]:
        """Return the posts that somebody holds."""

    async def get(self, post_id: PostId) -> Post | None:
        """Return the post, if it was ever held."""

    async def tell(self, *events: Event) -> None:
        """Queue events about posts that stay as they are."""


class PeopleById(Protocol):
    """Where people are kept."""

    async def get(self, person_id: PersonId) -> Person:
        """Return the person, or raise PersonNotFound."""


@dataclass(frozen=True, slots=True)
class PostCrier:
    """Tells holders again, as a replay. Nothing follows from it that follows from a change of holder."""

    posts: AllHeldPosts
    people: PeopleById
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def tell(self, post_id: PostId) -> bool:
        """Tell who holds a post today; False when that is nobody.

        A change of holder at the same moment conflicts with it, so that the older holder is never told last.
        """
        with caused_by(replace(current_cause(), replay=True)):
            async with self.transaction():
                post = await self.posts.get(post_id)
                if post is None or post.holder is None or not post.holder.covers(day_of(self.now())):
                    return False
                holder = await self.people.get(PersonId(post.holder.person_id))
                await self.posts.tell(post.tell(Change(None, post.holder, post.holder.since), name=holder.name))
                return True
