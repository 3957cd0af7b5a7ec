"""Reads what the form of a new decree offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: each with its id and its name."""

    people: Options
    offices: Options
    bodies: Options
    roles: Options


@dataclass(frozen=True, slots=True)
class ChoiceQueries:
    """Reads people with a post in an office, open offices, bodies and their roles."""

    people: PersonQueries
    offices: OfficeQueries
    bodies: BodyQueries
    posts: PostQueries

    async def on(self, today: date) -> Choices:
        """What can be chosen on a day."""
        bodies = await self.bodies.all()
        names = await self.offices.short_names()
        places = await self.posts.offices_of_holders()
        return Choices(
            people=[
                ("", "انتخاب کنید"),
                *(
                    (person, f"{name} – {'، '.join(names.get(place, place) for place in places[person])}")
                    for person, name in await self.people.choices(places)
                ),
            ],
            offices=await self.offices.choices(today=today),
            bodies=[(body.id, body.name) for body in sorted(bodies, key=lambda body: body.roster_public)],
            roles=list({role.id: role.name for body in bodies for role in body.roles}.items()),
        )
