"""What closing an office does to its posts."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.membership.posts.domain import Post
from services.membership.posts.usecases import Changeover
from shared.persian.jalali import day_of


class PostsByOffice(Protocol):
    """Where posts are found by their office."""

    async def of_office(self, office_id: str) -> list[Post]:
        """Return the posts of an office that were ever held."""


@dataclass(frozen=True, slots=True)
class PostsOfClosing:
    """Ends the posts of an office that closes, and lets them go on when it does not."""

    posts: PostsByOffice
    changeover: Changeover
    now: Callable[[], datetime]

    async def end(self, office_id: str, *, last_day: date) -> None:
        """Let whoever holds a post of the office hold it no longer than this day."""
        for post in await self.posts.of_office(office_id):
            before = copy(post)
            changes = post.cease(last_day=last_day, today=day_of(self.now()))
            if post != before:
                await self.changeover.keep(post, changes)

    async def go_on(self, office_id: str, *, after: date) -> None:
        """Let the holders stay who would have left with a closing that was taken back."""
        for post in await self.posts.of_office(office_id):
            before = copy(post)
            post.go_on(after=after)
            if post != before:
                await self.changeover.keep(post, ())
