"""What people may do today, as their tokens say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.domain import Person
from services.membership.bodies.queries import BodyQueries
from services.membership.members.queries import MemberQueries
from services.membership.posts.domain import WITHOUT_POWERS
from services.membership.posts.queries import PostQueries
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PowerQueries:
    """Roles come from posts; offices and bodies from posts and memberships. The secretariat serves every body.

    A post without powers, such as a deputy's, adds neither a role nor an office: whoever manages one office and is the
    liaison of another one acts for the first alone.
    """

    posts: PostQueries
    members: MemberQueries
    bodies: BodyQueries
    today: Callable[[], date]

    async def of(self, person: Person) -> Viewer:
        """Return the person with roles, offices and bodies."""
        today = self.today()
        held = await self.posts.held_by(person.id, on=today)
        posts = [post for post in held if post.role not in WITHOUT_POWERS]
        roles = frozenset(post.role for post in posts)
        bodies = {post.body_id for post in posts if post.body_id}
        memberships = await self.members.of_person(person.id, on=today)
        bodies |= {each.body_id for each in memberships if not each.is_suspended_on(today)}
        if "secretariat" in roles:
            bodies |= {body.id for body in await self.bodies.all()}
        return Viewer(
            person_id=person.id,
            name=person.name,
            roles=roles,
            offices=frozenset(post.office_id for post in posts if post.office_id),
            bodies=frozenset(bodies),
        )
