"""What people may do today, and who they are on pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.mongo import PEOPLE, to_person
from services.membership.bodies.queries import BodyQueries
from services.membership.members.queries import MemberQueries
from services.membership.posts.queries import PostQueries
from shared.runtime.viewer import Viewer
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class PowerQueries:
    """Roles come from posts; offices and bodies from posts and memberships. The secretariat serves every body."""

    posts: PostQueries
    members: MemberQueries
    bodies: BodyQueries
    today: Callable[[], date]

    async def of(self, person: Person) -> Viewer:
        """Return the person with roles, offices and bodies."""
        today = self.today()
        posts = await self.posts.held_by(person.id, on=today)
        roles = frozenset(post.role for post in posts)
        bodies = {post.body_id for post in posts if post.body_id}
        bodies |= {membership.body_id for membership in await self.members.of_person(person.id, on=today)}
        if "secretariat" in roles:
            bodies |= {body.id for body in await self.bodies.all()}
        return Viewer(
            person_id=person.id,
            name=person.name,
            roles=roles,
            offices=frozenset(post.office_id for post in posts if post.office_id),
            bodies=frozenset(bodies),
        )


@dataclass(frozen=True, slots=True)
class PersonQueries:
    """Reads people."""

    store: Store

    async def by_id(self, keys: Iterable[str]) -> Mapping[str, Person]:
        """People by their ids."""
        found = await self.store.find(PEOPLE, {"_id": {"$in": list(set(keys))}})
        return {document["_id"]: to_person(document) for document in found}

    async def all(self) -> list[Person]:
        """Everybody, by name. There are dozens."""
        return [to_person(document) for document in await self.store.find(PEOPLE, {}, sort=[("name", 1)])]

    async def names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Names by id; somebody who is not known goes by the id."""
        wanted = list(keys)
        people = await self.by_id(wanted)
        return {key: people[key].name if key in people else key for key in map(PersonId, wanted)}
