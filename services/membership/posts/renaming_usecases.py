"""What the correction of a person's name does to the posts that the person holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.membership.accounts.domain import Person
from services.membership.posts.domain import Change, Post
from shared.events import Event
from shared.persian.jalali import day_of


class HeldPosts(Protocol):
    """Where posts are found by their holder."""

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """Return the posts of a person on a day."""

    async def tell(self, *events: Event) -> None:
        """Queue events about posts that stay as they are."""


@dataclass(frozen=True, slots=True)
class PostsOfRenamed:
    """Tells the holder of each post again, since the other services show the name that came with the event.

    The posts themselves are not saved, so a merge that moved them can still be undone. A change of holder at the same
    moment conflicts all the same: both number their events about the post, or about the person, from one sequence.
    """

    posts: HeldPosts
    now: Callable[[], datetime]

    async def renamed(self, person: Person) -> None:
        """Tell the name that the person has now. What is planned is told on its day, with the name of then."""
        for post in await self.posts.held_by(person.id, on=day_of(self.now())):
            if post.holder:
                await self.posts.tell(post.tell(Change(None, post.holder, post.holder.since), name=person.name))
