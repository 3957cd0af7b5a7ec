"""Reads what the form of a new decree offers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.membership.accounts.domain import PersonId
from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.offices.queries import OfficeQueries, Wanted
from services.membership.posts.queries import PostQueries
from shared.persian.order import alphabetical

Options = Sequence[tuple[str, str]]
MOST: Final = 12
"""How many people or offices are offered for some words."""
_MOST_NAMESAKES: Final = 500
"""Among how many people of a name those are looked for who hold a post in an office."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a decree may be addressed, with the short names of the offices where a post is held."""

    id: str
    name: str
    offices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those whom some words may mean."""

    some: Sequence[Recipient]
    are_more: bool
    """Whether the words mean more people than are offered."""


@dataclass(frozen=True, slots=True)
class ChoiceQueries:
    """Reads people with a post in an office, open offices, bodies and their roles."""

    people: PersonQueries
    offices: OfficeQueries
    bodies: BodyQueries
    posts: PostQueries

    async def recipients(self, words: str) -> Recipients:
        """The holders of posts in offices whom these words mean, by name."""
        if not words.strip():
            return Recipients((), are_more=False)
        names = await self.people.named(words, limit=_MOST_NAMESAKES)
        places = await self.posts.offices_of(list(names))
        found = sorted(places, key=lambda person: alphabetical(names[person]))
        short = await self.offices.short_names({place for person in found[:MOST] for place in places[person]})
        return Recipients(
            [Recipient(key, names[key], [short.get(place, place) for place in places[key]]) for key in found[:MOST]],
            are_more=len(found) > MOST or len(names) == _MOST_NAMESAKES,
        )

    async def recipient(self, person_id: str) -> Recipient | None:
        """The person who was chosen, whether or not a post is held; None for an unknown id."""
        person = (await self.people.by_id([person_id])).get(PersonId(person_id)) if person_id else None
        if person is None:
            return None
        places = (await self.posts.offices_of([person.id])).get(person.id, [])
        short = await self.offices.short_names(places)
        return Recipient(person.id, person.name, [short.get(place, place) for place in places])

    async def offices_for(self, words: str, chosen: Collection[str], today: date) -> Options:
        """The offices that were chosen, and then the open ones found by these words."""
        kept = await self.offices.names(chosen)
        wanted = Wanted(words=words, state="open")
        found = await self.offices.some(wanted, today=today, by="name", limit=MOST) if words.strip() else []
        return [*kept.items(), *((each.id, each.name) for each in found if each.id not in kept)]

    async def roles_of(self, body_id: str) -> Options:
        """The roles of one body."""
        return [(role.id, role.name) for body in await self.bodies.all() if body.id == body_id for role in body.roles]

    async def bodies_and_roles(self) -> tuple[Options, Options]:
        """The bodies, those whose roster is not public first, and the roles that there are in them."""
        bodies = await self.bodies.all()
        return (
            [(body.id, body.name) for body in sorted(bodies, key=lambda body: body.roster_public)],
            list({role.id: role.name for body in bodies for role in body.roles}.items()),
        )
