"""Reads who belongs to the groups that are invited as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.membership.bodies.queries import BodyQueries
from services.membership.members.queries import MemberQueries
from services.membership.members.queries import Wanted as WantedMembers
from services.membership.posts.queries import PostQueries

HEADS: Final = "heads"
_BODY: Final = "body/"


@dataclass(frozen=True, slots=True)
class GroupQueries:
    """Reads the heads of offices, and the members of bodies."""

    members: MemberQueries
    bodies: BodyQueries
    posts: PostQueries
    today: Callable[[], date]

    async def people_of(self, group: str) -> Sequence[str]:
        """Return the ids of its people: `heads`, or `body/` and the id of a body."""
        if group == HEADS:
            posts = await self.posts.of_roles(["head_of_office"])
            return [post.holder.person_id for post in posts if post.holder]
        roster = await self.members.roster(WantedMembers((group.removeprefix(_BODY),), self.today()))
        return list(dict.fromkeys(each.person_id for each in roster))

    async def offered(self) -> Sequence[tuple[str, str]]:
        """The groups, with their names."""
        bodies = [(f"{_BODY}{body.id}", body.name) for body in await self.bodies.all()]
        return [*bodies, (HEADS, "رؤسای دستگاه‌ها")]
